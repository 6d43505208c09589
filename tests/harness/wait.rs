//! Waiting for something to become true.

use std::fmt::Debug;
use std::time::{Duration, Instant};

use crate::Failure;

/// How often is looked.
const INTERVAL: Duration = Duration::from_millis(50);

/// Looks again and again until what is seen `is_it`, and hands it over. A failure names `what` was awaited and what was
/// seen last. The limit is generous, for a slow machine: it says that something hangs, not that it is slow.
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
