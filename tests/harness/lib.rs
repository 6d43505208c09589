//! Harness of the end-to-end tests: a running [`Server`], a [`Browser`], a [`Visitor`] in it, and the received media
//! ([`media`]).
//!
//! `cargo xtask test` sets what the harness needs in the environment: `AVATAR_SERVER` (the server's program),
//! `AVATAR_SITE` (the built site), `CHROMIUM` and `CHROMEDRIVER`. With `AVATAR_MACHINES`, so many machines behind a front are the server.

mod artifacts;
mod browser;
mod failure;
mod footprint;
mod front;
mod lag;
mod layout;
mod lips;
pub mod media;
pub mod microphone;
mod narrow_line;
mod nats;
mod picture;
mod process;
mod projects;
pub mod proxy;
mod server;
mod turn;
mod usage;
mod visitor;
mod wait;

pub use artifacts::{artifacts, documentation};
pub use browser::{Browser, Size};
pub use failure::Failure;
pub use footprint::{Cycled, Footprint};
pub use front::Front;
pub use lag::{Sampled, lag_of};
pub use layout::Layout;
pub use lips::lips_agree;
pub use narrow_line::NarrowLine;
pub use nats::Nats;
pub use picture::{Picture, is_green, is_skin};
pub use process::{Process, free_port};
pub use projects::{axe, project};
pub use server::{Server, integrity_of};
pub use turn::{Silence, Turn};
pub use usage::Usage;
pub use visitor::Visitor;
pub use wait::eventually;
