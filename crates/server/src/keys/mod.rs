//! Keys and tokens: whose calls are taken, and the rate limits of keys and addresses.

mod rate_limit;
mod ring;
mod subscriber;
mod token;

pub use rate_limit::RateLimits;
pub use ring::{Found, KeyRing, ReplaceError};
pub use subscriber::subscriber;
pub use token::{Token, TokenId, TokenSecrets};
