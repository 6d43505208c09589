//! The voices that calls name.

use avatar::speech;

/// All voices. The first look for them starts another program and may take seconds, so it does not hold up the calls of others.
pub async fn all_voices() -> Vec<speech::Voice> {
    tokio::task::spawn_blocking(speech::voices).await.unwrap_or_default()
}
