//! The circuit breaker of a speech service: one that fails is left alone for a while, so that a visitor does not wait for it sentence after
//! sentence.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use openai::speech::VoiceError;

/// How long a service is left alone after its first failure in a row, and at most after many.
const FIRST_PAUSE: Duration = Duration::from_secs(10);
const MAX_PAUSE: Duration = Duration::from_secs(300);
/// Failures in a row after which the service is left alone where one alone may be that of a sentence or of a connection.
const MAX_FAILURES: u32 = 2;
/// How long a voice is believed to be missing.
const MISSING_FOR: Duration = Duration::from_secs(60);
/// Voices that are noted as missing. Pages name voices as they like.
const MAX_MISSING: usize = 100;

/// The state of a service, as far as it is known.
#[derive(Debug, Default)]
pub struct CircuitBreaker {
    failures: u32,
    /// How often it was left alone in a row.
    rests: u32,
    /// The last failure, and until when nothing is asked because of it.
    resting: Option<(Instant, VoiceError)>,
    /// Voices that it does not have, and until when that is believed.
    missing: HashMap<String, Instant>,
}

impl CircuitBreaker {
    /// Whether the service may be asked for this voice at `now`.
    ///
    /// # Errors
    /// The failure for which it is left alone.
    pub fn check(&self, voice: &str, now: Instant) -> Result<(), VoiceError> {
        if self.missing.get(voice).is_some_and(|until| now < *until) {
            return Err(VoiceError::NotFound);
        }
        self.rest(now)
    }

    fn rest(&self, now: Instant) -> Result<(), VoiceError> {
        match &self.resting {
            Some((until, error)) if now < *until => Err(error.clone()),
            _ => Ok(()),
        }
    }

    /// It has spoken with this voice.
    pub fn spoke(&mut self, voice: &str) {
        self.missing.remove(voice);
        (self.failures, self.rests, self.resting) = (0, 0, None);
    }

    /// It has failed at `now`. A failure that the text explains does not count, and a missing voice is missed by nobody else.
    pub fn failed(&mut self, voice: &str, error: &VoiceError, now: Instant) {
        match error {
            VoiceError::Refused | VoiceError::TooLong => return,
            VoiceError::NotFound => {
                self.missing.retain(|_, until| now < *until);
                if self.missing.len() < MAX_MISSING {
                    self.missing.insert(voice.to_owned(), now + MISSING_FOR);
                }
                return;
            }
            _ => {}
        }
        // Sentences that were asked for at once fail at once: that is one failure.
        if self.rest(now).is_err() {
            return;
        }
        self.failures += 1;
        let is_the_services = matches!(
            error,
            VoiceError::Unreachable
                | VoiceError::Unauthorized
                | VoiceError::NoCredit
                | VoiceError::NotTheApi
                | VoiceError::RateLimited { .. }
                | VoiceError::Unavailable { .. }
        );
        if !is_the_services && self.failures < MAX_FAILURES {
            return;
        }
        let own = FIRST_PAUSE * 2_u32.saturating_pow(self.rests.min(8));
        let wait = error
            .retry_after()
            .unwrap_or(own)
            .clamp(Duration::from_secs(1), MAX_PAUSE);
        self.rests += 1;
        self.resting = Some((now + wait, error.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_service_that_fails_is_left_alone_longer_each_time() {
        let (mut breaker, start) = (CircuitBreaker::default(), Instant::now());
        let mut now = start;
        let mut waits = Vec::new();
        breaker.failed("a", &VoiceError::Stalled, now);
        for _ in 0..8 {
            breaker.failed("a", &VoiceError::Stalled, now);
            // Others that were on their way.
            breaker.failed("a", &VoiceError::Cut, now);
            let before = now;
            while breaker.check("a", now).is_err() {
                now += SECOND;
            }
            waits.push((now - before).as_secs());
        }
        assert_eq!(waits, [10, 20, 40, 80, 160, 300, 300, 300]);
        breaker.spoke("a");
        breaker.failed("a", &VoiceError::Stalled, now);
        assert_eq!(breaker.check("a", now), Ok(()), "once is chance");
        breaker.failed("a", &VoiceError::Stalled, now);
        assert_eq!(breaker.check("a", now + 9 * SECOND), Err(VoiceError::Stalled));
        assert_eq!(breaker.check("a", now + 10 * SECOND), Ok(()));
    }

    #[test]
    fn the_wait_that_a_service_asks_for_is_kept_within_reason() {
        for (asked, kept) in [(0, 1), (7, 7), (4_000, 300)] {
            let (mut breaker, now) = (CircuitBreaker::default(), Instant::now());
            let retry_after = Some(asked * SECOND);
            breaker.failed("a", &VoiceError::RateLimited { retry_after }, now);
            assert!(
                breaker
                    .check("a", now + kept * SECOND - Duration::from_millis(1))
                    .is_err(),
                "{asked}"
            );
            assert!(breaker.check("a", now + kept * SECOND).is_ok(), "{asked}");
        }
    }

    #[test]
    fn a_voice_that_is_missing_is_missed_by_nobody_else() {
        let (mut breaker, now) = (CircuitBreaker::default(), Instant::now());
        breaker.failed("a", &VoiceError::NotFound, now);
        assert_eq!(breaker.check("a", now), Err(VoiceError::NotFound));
        assert_eq!(breaker.check("b", now), Ok(()));
        assert_eq!(breaker.check("a", now + MISSING_FOR), Ok(()));
        breaker.failed("b", &VoiceError::Unauthorized, now);
        assert_eq!(breaker.check("a", now + 9 * SECOND), Err(VoiceError::NotFound));
        assert_eq!(breaker.check("c", now + 9 * SECOND), Err(VoiceError::Unauthorized));
    }

    #[test]
    fn a_text_that_it_does_not_take_is_not_its_failure() {
        let (mut breaker, now) = (CircuitBreaker::default(), Instant::now());
        breaker.failed("a", &VoiceError::Refused, now);
        assert_eq!(breaker.check("a", now), Ok(()));
    }
}
