//! Waiting for a condition.

use std::fmt::Debug;
use std::time::{Duration, Instant};

use crate::Failure;

/// Polling interval.
const INTERVAL: Duration = Duration::from_millis(50);

/// Polls until the result `is_it`, and returns it. A failure names `what` was awaited and the last result. The limit is
/// generous: it detects a hang, not slowness.
pub async fn eventually<T: Debug>(
    what: &str,
    limit: Duration,
    mut look: impl AsyncFnMut() -> Result<T, Failure>,
    is_it: impl Fn(&T) -> bool,
) -> Result<T, Failure> {
    let began = Instant::now();
    loop {
        let seen = look().await?;
        if is_it(&seen) {
            return Ok(seen);
        }
        if began.elapsed() > limit {
            let seen = format!("{seen:?}");
            return Err(Failure::TooLate {
                what: what.to_owned(),
                seconds: limit.as_secs(),
                seen,
            });
        }
        tokio::time::sleep(INTERVAL).await;
    }
}
