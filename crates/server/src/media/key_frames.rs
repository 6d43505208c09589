//! Key frames: when one is forced, as after a request of the client (PLI).
//!
//! A key frame is many times as large as a picture that follows it, and costs more to encode, so a client must not order them at
//! will: its requests (PLI and FIR, RFC 4585 and RFC 5104) are answered at most once in an interval. The last request of an
//! interval is answered at its end, so that a receiver that still cannot decode is never left waiting.

use std::time::{Duration, Instant};

/// The shortest time from one forced key frame to the next.
const INTERVAL: Duration = Duration::from_millis(300);

/// The same where the link has little bandwidth: each key frame, and the pictures that make up for its coarseness, would fill it for long.
const RARE_INTERVAL: Duration = Duration::from_millis(600);

/// The requests for key frames of a stream. The first picture is always one.
#[derive(Clone, Debug)]
pub struct KeyFrames {
    wanted: bool,
    last: Option<Instant>,
    interval: Duration,
}

impl KeyFrames {
    /// Before the first picture.
    pub fn new() -> Self {
        Self {
            wanted: true,
            last: None,
            interval: INTERVAL,
        }
    }

    /// A receiver cannot go on without a key frame.
    pub fn request(&mut self) {
        self.wanted = true;
    }

    /// Forces key frames seldom, or as often as usual, from now on.
    pub fn set_rare(&mut self, rare: bool) {
        self.interval = if rare { RARE_INTERVAL } else { INTERVAL };
    }

    /// Whether the picture at `now` must be a key frame.
    pub fn is_due(&self, now: Instant) -> bool {
        let is_allowed = self
            .last
            .is_none_or(|last| now.saturating_duration_since(last) >= self.interval);
        self.wanted && is_allowed
    }

    /// A key frame was encoded at `now`.
    pub fn encoded(&mut self, now: Instant) {
        self.wanted = false;
        self.last = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_flood_of_requests_gets_one_key_frame_an_interval_and_the_last_is_answered() {
        let start = Instant::now();
        let mut requests = KeyFrames::new();
        let mut forced = Vec::new();
        // A request every 10 ms for a second, pictures every 40 ms for two.
        for at in (0..2000).step_by(10) {
            let now = start + Duration::from_millis(at);
            if at < 1000 {
                requests.request();
            }
            if at % 40 == 0 && requests.is_due(now) {
                requests.encoded(now);
                forced.push(at);
            }
        }
        assert_eq!(forced, [0, 320, 640, 960, 1280]);
    }

    #[test]
    fn a_request_that_the_encoder_passed_over_stands() {
        let start = Instant::now();
        let requests = KeyFrames::new();
        assert!(requests.is_due(start));
        // No key frame came of it: the rate control dropped the picture.
        assert!(requests.is_due(start + Duration::from_millis(33)));
    }

    proptest! {
        #[test]
        fn forced_key_frames_keep_their_distance(steps in prop::collection::vec((0_u64..400, any::<bool>()), 1..200)) {
            let mut now = Instant::now();
            let mut requests = KeyFrames::new();
            let mut last: Option<Instant> = None;
            for (wait, asks) in steps {
                now += Duration::from_millis(wait);
                if asks {
                    requests.request();
                }
                if requests.is_due(now) {
                    prop_assert!(last.is_none_or(|last| now - last >= INTERVAL));
                    requests.encoded(now);
                    last = Some(now);
                }
            }
            // Every request is answered in the end.
            let later = now + INTERVAL;
            if requests.is_due(later) {
                requests.encoded(later);
            }
            prop_assert!(!requests.is_due(later + INTERVAL));
        }
    }
}
