//! The client's answer as text: read with tolerance, checked, and written anew.
//!
//! Clients write SDP by hand, by library and by browser, so [`read`] takes every form of line end, letter case and order, and
//! leaves out the lines that it does not know. The WebRTC library never sees that text: [`fit`] writes an answer of its own that
//! holds only what the offer asked about, so nothing unexpected can reach the library's parser and negotiation.

mod credentials;
mod description;
mod error;
mod extensions;
mod fit;
mod formats;
mod lines;
mod transport;

pub use credentials::is_user_fragment;
pub use description::read;
pub use fit::fit;
pub use transport::credentials;
