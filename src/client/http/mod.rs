//! HTTP: services, credentials, one exchange, the calls of the API and their wire forms.

pub(super) mod calls;
mod catalogue;
mod credential;
pub(super) mod early;
mod exchange;
mod page_service;
mod service;
mod token_source;
pub(super) mod tokens;
pub(super) mod wire;

pub use catalogue::{avatars, voices};
pub use credential::Credential;
pub use page_service::PageService;
pub use service::Service;
pub use token_source::TokenSource;
pub use wire::VoiceEntry;
