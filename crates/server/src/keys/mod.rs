//! Whose calls are taken: the keys, their tokens, and how often their holders and each address may call.

mod rates;
mod ring;
mod subscriber;
mod token;

pub use rates::Rates;
pub use ring::{Found, KeyRing, ReplaceError};
pub use subscriber::subscriber;
pub use token::{Token, TokenId, TokenSecrets};
