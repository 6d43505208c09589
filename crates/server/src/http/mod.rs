//! The API over HTTP, and the site.

mod app;
mod authentication;
mod body;
mod calls;
mod cors;
mod envelope;
mod forwarded;
mod front;
mod json;
mod names;
mod reached;
mod refusal;
mod request_id;
mod router;
mod site;
mod strangers;
mod turn;

pub use app::App;
pub use front::Front;
pub use strangers::is_loopback;
