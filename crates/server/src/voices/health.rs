//! Whether a speech service is worth asking: one that fails is left alone for a while, so that a visitor does not wait for it
//! sentence after sentence.

use std::time::{Duration, Instant};

use openai::speech::VoiceError;

/// How long a service is left alone after its first failure in a row, and at most after many.
const FIRST: Duration = Duration::from_secs(10);
const LONGEST: Duration = Duration::from_secs(300);

/// The state of a service, as far as it is known.
#[derive(Debug, Default)]
pub struct Health {
    failures: u32,
    /// The last failure, and until when nothing is asked because of it.
    resting: Option<(Instant, VoiceError)>,
}

impl Health {
    /// Whether the service may be asked at `now`.
    ///
    /// # Errors
    /// The failure for which it is left alone.
    pub fn check(&self, now: Instant) -> Result<(), VoiceError> {
        match &self.resting {
            Some((until, error)) if now < *until => Err(error.clone()),
            _ => Ok(()),
        }
    }

    /// It has spoken.
    pub fn spoke(&mut self) {
        *self = Self::default();
    }

    /// It has failed at `now`. A failure that the text explains does not count.
    pub fn failed(&mut self, error: &VoiceError, now: Instant) {
        if matches!(error, VoiceError::Refused | VoiceError::TooLong) {
            return;
        }
        // Sentences that were asked for at once fail at once: that is one failure.
        if self.check(now).is_err() {
            return;
        }
        let own = FIRST * 2_u32.saturating_pow(self.failures.min(8));
        let wait = error
            .retry_after()
            .unwrap_or(own)
            .clamp(Duration::from_secs(1), LONGEST);
        self.failures += 1;
        self.resting = Some((now + wait, error.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_service_that_fails_is_left_alone_longer_each_time() {
        let (mut health, start) = (Health::default(), Instant::now());
        let mut now = start;
        let mut waits = Vec::new();
        for _ in 0..8 {
            health.failed(&VoiceError::Stalled, now);
            // Others that were on their way.
            health.failed(&VoiceError::Cut, now);
            let before = now;
            while health.check(now).is_err() {
                now += SECOND;
            }
            waits.push((now - before).as_secs());
        }
        assert_eq!(waits, [10, 20, 40, 80, 160, 300, 300, 300]);
        health.spoke();
        health.failed(&VoiceError::Stalled, now);
        assert_eq!(health.check(now + 9 * SECOND), Err(VoiceError::Stalled));
        assert_eq!(health.check(now + 10 * SECOND), Ok(()));
    }

    #[test]
    fn the_wait_that_a_service_asks_for_is_kept_within_reason() {
        for (asked, kept) in [(0, 1), (7, 7), (4_000, 300)] {
            let (mut health, now) = (Health::default(), Instant::now());
            let retry_after = Some(asked * SECOND);
            health.failed(&VoiceError::RateLimited { retry_after }, now);
            assert!(
                health.check(now + kept * SECOND - Duration::from_millis(1)).is_err(),
                "{asked}"
            );
            assert!(health.check(now + kept * SECOND).is_ok(), "{asked}");
        }
    }

    #[test]
    fn a_text_that_it_does_not_take_is_not_its_failure() {
        let (mut health, now) = (Health::default(), Instant::now());
        health.failed(&VoiceError::Refused, now);
        assert_eq!(health.check(now), Ok(()));
    }
}
