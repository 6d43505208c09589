//! Whole lives of a session in a browser, against services in the page itself.

mod autoplay_blocked;
pub(crate) mod fake_service;
mod in_page;
mod life;
