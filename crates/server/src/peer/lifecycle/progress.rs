//! How far a session has come, and its timeouts: to be started, to be connected, of a lost connection, of its longest duration.

use std::time::{Duration, Instant};

use crate::peer::bounds::Bounds;
use crate::sessions::EndReason;

/// How long a connection may be interrupted, after ICE has noticed, before the session ends. ICE notices when no check of the
/// client's has come for 15 s.
const RECONNECT_TIMEOUT: Duration = Duration::from_secs(8);

/// The course of a session from its offer to its loss.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    born: Instant,
    answered: Option<Instant>,
    connected: bool,
    /// Since when ICE has found no route.
    lost: Option<Instant>,
}

impl Progress {
    /// The offer was made.
    pub fn new(now: Instant) -> Self {
        Self {
            born: now,
            answered: None,
            connected: false,
            lost: None,
        }
    }

    /// When the offer was made.
    pub fn born(&self) -> Instant {
        self.born
    }

    /// The answer was accepted.
    pub fn answered(&mut self, now: Instant) {
        self.answered = Some(now);
    }

    /// Media can flow; whether that is new.
    pub fn connected(&mut self) -> bool {
        self.lost = None;
        !std::mem::replace(&mut self.connected, true)
    }

    /// ICE has found a route, again or for the first time.
    pub fn found(&mut self) {
        self.lost = None;
    }

    /// ICE finds no route any more. Before there was a connection none can be lost: then the time for connecting decides.
    pub fn interrupted(&mut self, now: Instant) {
        if self.connected {
            self.lost.get_or_insert(now);
        }
    }

    /// The next moment at which the session ends unless something happens, and why; `idle` is the end of its idle time.
    pub fn deadline(&self, bounds: &Bounds, idle: Option<(Instant, EndReason)>) -> Option<(Instant, EndReason)> {
        let progress = match self.answered {
            None => Some((self.born + bounds.start, EndReason::NotStarted(bounds.start))),
            Some(answered) if !self.connected => {
                Some((answered + bounds.connect, EndReason::NotConnected(bounds.connect)))
            }
            Some(_) => idle,
        };
        let longest = bounds.longest.map(|longest| (self.born + longest, EndReason::OverTime));
        let lost = self.lost.map(|since| (since + RECONNECT_TIMEOUT, EndReason::Lost));
        [progress, longest, lost]
            .into_iter()
            .flatten()
            .min_by_key(|(deadline, _)| *deadline)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn bounds() -> Bounds {
        Bounds {
            endpoints: crate::peer::network::MediaEndpoints::default(),
            start: 60 * SECOND,
            connect: 120 * SECOND,
            longest: None,
            tasks: tasks::Limits::DEFAULT,
            metrics: crate::metrics::Metrics::new(),
            load: std::sync::Arc::new(crate::load::Load::new(None)),
            stagger: std::sync::Arc::new(crate::media::Stagger::new(Instant::now())),
        }
    }

    #[test]
    fn a_session_that_never_connects_ends_when_the_option_says_so() {
        let born = Instant::now();
        let mut progress = Progress::new(born);
        assert_eq!(
            progress.deadline(&bounds(), None),
            Some((born + 60 * SECOND, EndReason::NotStarted(60 * SECOND)))
        );
        let answered = born + SECOND;
        progress.answered(answered);
        // A client that was seen and went before DTLS stood.
        progress.found();
        progress.interrupted(answered + 15 * SECOND);
        assert_eq!(
            progress.deadline(&bounds(), None),
            Some((answered + 120 * SECOND, EndReason::NotConnected(120 * SECOND)))
        );
    }

    #[test]
    fn a_connection_that_is_lost_ends_it_unless_it_is_found_again() {
        let born = Instant::now();
        let mut progress = Progress::new(born);
        progress.answered(born);
        assert!(progress.connected());
        assert!(!progress.connected());
        progress.interrupted(born + 15 * SECOND);
        progress.interrupted(born + 18 * SECOND);
        let lost = Some((born + 15 * SECOND + RECONNECT_TIMEOUT, EndReason::Lost));
        assert_eq!(progress.deadline(&bounds(), None), lost);
        let idle = Some((born + 16 * SECOND, EndReason::Idle(16 * SECOND)));
        assert_eq!(progress.deadline(&bounds(), idle.clone()), idle);
        progress.found();
        assert_eq!(progress.deadline(&bounds(), None), None);
    }

    #[test]
    fn the_longest_time_counts_from_the_offer() {
        let born = Instant::now();
        let mut bounds = bounds();
        bounds.longest = Some(10 * SECOND);
        let mut progress = Progress::new(born);
        progress.answered(born + 5 * SECOND);
        progress.connected();
        assert_eq!(
            progress.deadline(&bounds, None),
            Some((born + 10 * SECOND, EndReason::OverTime))
        );
    }
}
