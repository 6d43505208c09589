//! The timeouts of a streamed answer: how long its next part is waited for, and the whole of it.

use std::time::Duration;

use tokio::time::Instant;

/// How long an answer may take in all, whatever comes.
const MAX_ANSWER: Duration = Duration::from_secs(300);
/// How long a service may still send usage figures once it has said why the answer ends.
const USAGE_TIMEOUT: Duration = Duration::from_secs(1);

/// The timeout of an answer. Only words of it, and once it has begun the thoughts between them, let it last: comments that keep the
/// connection open do not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StreamTimeout {
    timeout: Duration,
    until: Instant,
    end: Instant,
    /// Whether a word has come.
    begun: bool,
    /// Whether something came for which the next part is waited for anew.
    renewed: bool,
    /// The end of the wait for usage figures.
    last: Option<Instant>,
}

impl StreamTimeout {
    /// Each wait, for the first word and for each further one, lasts `timeout` at most.
    pub fn new(timeout: Duration, now: Instant) -> Self {
        Self {
            timeout,
            until: now + timeout,
            end: now + MAX_ANSWER.max(timeout),
            begun: false,
            renewed: false,
            last: None,
        }
    }

    /// Whether a word has come.
    pub fn has_begun(&self) -> bool {
        self.begun
    }

    /// A part of the answer came. White space is not yet a word.
    pub fn said(&mut self, text: &str) {
        self.begun |= !text.trim().is_empty();
        self.renewed |= self.begun;
    }

    /// The model thought on.
    pub fn thought(&mut self) {
        self.renewed |= self.begun;
    }

    /// Until when the next part is waited for at `now`. `finishing`: the service has said why the answer ends.
    pub fn until(&mut self, now: Instant, finishing: bool) -> Instant {
        if std::mem::take(&mut self.renewed) {
            self.until = now + self.timeout;
        }
        let until = self.until.min(self.end);
        if !finishing {
            return until;
        }
        until.min(*self.last.get_or_insert(now + USAGE_TIMEOUT))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn only_what_is_said_or_thought_after_the_first_word_lets_the_wait_begin_anew() {
        let now = Instant::now();
        let mut timeout = StreamTimeout::new(20 * SECOND, now);
        let mut until = |act: &dyn Fn(&mut StreamTimeout), at: u32| {
            act(&mut timeout);
            (timeout.until(now + at * SECOND, false) - now).as_secs()
        };
        assert_eq!(until(&|_| {}, 5), 20, "a comment");
        assert_eq!(until(&|timeout| timeout.thought(), 10), 20);
        assert_eq!(until(&|timeout| timeout.said(" "), 11), 20);
        assert_eq!(until(&|timeout| timeout.said("Well,"), 12), 32);
        assert_eq!(until(&|_| {}, 20), 32, "a comment between words");
        assert_eq!(until(&|timeout| timeout.thought(), 30), 50);
        assert_eq!(until(&|timeout| timeout.said("yes."), 299), 300, "the longest answer");
    }

    #[test]
    fn an_answer_that_has_ended_is_waited_for_a_moment_only() {
        let now = Instant::now();
        let mut timeout = StreamTimeout::new(20 * SECOND, now);
        timeout.said("Yes.");
        assert_eq!(timeout.until(now, true) - now, SECOND);
        timeout.thought();
        assert_eq!(timeout.until(now + SECOND / 2, true) - now, SECOND);
    }
}
