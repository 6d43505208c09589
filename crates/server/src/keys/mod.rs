//! Whose calls are taken: the keys, and how often their holders and each address may call.

mod rates;
mod ring;
mod subscriber;

pub use rates::Rates;
pub use ring::{Found, KeyRing, ReplaceError};
pub use subscriber::subscriber;
