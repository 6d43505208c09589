//! A measured value beside its bound.

use std::fmt;
use std::time::Duration;

/// A measured value, and whether it is within its bound.
#[derive(Clone, Debug)]
pub struct Measurement {
    /// Its name.
    pub what: String,
    /// The measured values.
    pub measured: String,
    /// The bound, in words.
    pub bound: String,
    /// Whether it holds.
    pub holds: bool,
}

impl fmt::Display for Measurement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.holds { "ok    " } else { "BROKEN" };
        write!(
            formatter,
            "{verdict} {:<34} {} (bound: {})",
            self.what, self.measured, self.bound
        )
    }
}

/// Runs a phase for at most `timeout`. One that does not end, or panics, is a broken bound.
pub async fn limited<F>(what: &str, timeout: Duration, phase: F) -> Vec<Measurement>
where
    F: Future<Output = Vec<Measurement>> + Send + 'static,
{
    let mut phase = tokio::spawn(phase);
    let trouble = match tokio::time::timeout(timeout, &mut phase).await {
        Ok(Ok(measurements)) => return measurements,
        Ok(Err(_)) => "it failed, as told above".to_owned(),
        Err(_) => {
            phase.abort();
            format!("it did not end within {} s", timeout.as_secs())
        }
    };
    vec![Measurement {
        what: what.to_owned(),
        measured: trouble,
        bound: "it ends".to_owned(),
        holds: false,
    }]
}

/// The value in the middle.
pub fn median(mut values: Vec<Duration>) -> Duration {
    values.sort();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// The mean, without the slowest tenth: what else the machine did falls on those. Steadier than a median where the durations spread evenly.
pub fn mean(mut durations: Vec<Duration>) -> Duration {
    durations.sort_unstable();
    durations.truncate((durations.len() * 9).div_ceil(10));
    let count = u32::try_from(durations.len()).unwrap_or(u32::MAX);
    durations.iter().sum::<Duration>() / count.max(1)
}
