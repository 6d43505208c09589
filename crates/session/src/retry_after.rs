//! The wait that a refusal asks for (`Retry-After`), and whether a refused token is a transient failure.

use core::time::Duration;

use api::ApiError;

/// How long the server asks to wait.
pub(crate) fn retry_after(refusal: &ApiError) -> Duration {
    Duration::from_secs(refusal.retry_after.unwrap_or(0).into())
}

/// Whether a token may come at another try.
pub(crate) fn is_transient(refusal: &ApiError) -> bool {
    refusal.status == 503
}
