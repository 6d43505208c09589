//! The open sessions of this machine: registry, limits, handles, journal.

mod admission;
mod end_reason;
mod ended_sessions;
mod handle;
mod id;
mod journal;
mod limits;
mod owner;
mod phase;
mod registry;
mod summary;
mod terms;
mod watchdog;

pub use admission::check_load;
pub use end_reason::EndReason;
pub use handle::{Command, Handle, MAX_WAITING, Preparation};
pub use id::SessionId;
pub use journal::{End, Entry, Journal};
#[cfg(feature = "cluster")]
pub use limits::{Opener, SessionLimits, key_quota_reached};
pub use owner::Owner;
pub use phase::Phase;
pub use registry::{Registry, SessionSlot};
pub use summary::Summary;
pub use terms::Terms;
pub use watchdog::ping_sessions;
