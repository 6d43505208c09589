//! The quota of a key: how many sessions it may have open at once (`--max-sessions-per-key`), and the refusal beyond that.
//!
//! One machine counts its own sessions ([`SessionLimits`](super::SessionLimits)); the machines of a cluster count them together.

use api::ErrorKind;

use crate::refusal::Refusal;

/// The refusal of a session more for a key that has as many as it may.
pub fn key_quota_reached(most: usize) -> Refusal {
    let message = format!(
        "Concurrent limit reached: {most} sessions of this key are open, which is all it may have. \
         Stop one (streaming.list names them)."
    );
    Refusal::new(ErrorKind::ConcurrentLimit, message)
}
