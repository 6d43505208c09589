//! Reads from a refusal whether and when another try makes sense.

use core::time::Duration;

use api::ApiError;

/// How long the server asks to wait.
pub(crate) fn asked_wait(refusal: &ApiError) -> Duration {
    Duration::from_secs(refusal.retry_after.unwrap_or(0).into())
}

/// Whether a token may come at another try.
pub(crate) fn passing(refusal: &ApiError) -> bool {
    refusal.status == 503
}
