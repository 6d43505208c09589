//! The frame rate, how often an avatar is drawn: less where the machine cannot keep up, so that its sound never waits for pictures.

use std::time::Duration;

use avatar::SAMPLE_RATE;

/// Between two pictures at best: 25 a second, as television.
const BEST: Duration = Duration::from_millis(40);
/// Between two pictures at worst: lips that move less often do not look like speech.
const WORST: Duration = Duration::from_millis(160);
/// Time over which the sound is compared with the clock. Played samples are told in steps of some 20 ms, which is a fiftieth of it.
const WINDOW: Duration = Duration::from_secs(1);
/// Time without a count of samples after which the sound stood still, which has other reasons than a slow machine.
const STILL: Duration = Duration::from_millis(250);
/// The part of the time that the sound must have gone on.
const ENOUGH: f64 = 0.95;
/// Time that the sound must have kept up before more is drawn: at first, and at most after it was too much again and again.
const CALM: (Duration, Duration) = (Duration::from_secs(4), Duration::from_secs(64));

/// Decides how often an avatar is drawn, from how fast its speech is played.
#[derive(Debug)]
pub(crate) struct Pace {
    interval: Duration,
    /// When the window began, and the samples that had been played.
    window: Option<(Duration, u64)>,
    /// When samples were last counted.
    counted: Duration,
    /// How long the sound has kept up at this interval, and how long it must.
    kept: Duration,
    calm: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            interval: BEST,
            window: None,
            counted: Duration::ZERO,
            kept: Duration::ZERO,
            calm: CALM.0,
        }
    }
}

impl Pace {
    /// Takes the count of samples played at a moment, and whether they are speech: silence says nothing about the machine, since
    /// it is sent only as it is needed. Returns the time between two pictures.
    pub(crate) fn count(&mut self, now: Duration, played: u64, is_speech: bool) -> Duration {
        let stood_still = now.saturating_sub(self.counted) > STILL;
        self.counted = now;
        if !is_speech || stood_still {
            self.window = None;
        }
        if !is_speech {
            return self.interval;
        }
        let (since, before) = *self.window.get_or_insert((now, played));
        let passed = now.saturating_sub(since);
        if passed >= WINDOW {
            let heard = played.saturating_sub(before) as f64 / f64::from(SAMPLE_RATE);
            self.judge(passed, heard >= ENOUGH * passed.as_secs_f64());
            self.window = Some((now, played));
        }
        self.interval
    }

    fn judge(&mut self, passed: Duration, kept_up: bool) {
        if !kept_up {
            if self.interval < WORST {
                self.calm = (self.calm * 2).min(CALM.1);
            }
            self.interval = (self.interval * 3 / 2).min(WORST);
            self.kept = Duration::ZERO;
            return;
        }
        self.kept += passed;
        if self.kept >= self.calm {
            if self.interval == BEST {
                self.calm = CALM.0;
            }
            self.interval = (self.interval * 4 / 5).max(BEST);
            self.kept = Duration::ZERO;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Speech on a machine that draws as often as it is told.
    #[derive(Default)]
    struct Machine {
        pace: Pace,
        interval: Duration,
        counts: u32,
        /// Seconds.
        heard: f64,
    }

    impl Machine {
        /// A minute in which a picture takes so many ms, and sound so much of all the time. Returns the seconds that were heard of it.
        fn minute(&mut self, picture: f64, sound: f64) -> f64 {
            const STEP: Duration = Duration::from_millis(21);
            let before = self.heard;
            for _ in 0..60_000 / 21 {
                let interval = self.interval.max(BEST).as_secs_f64() * 1000.0;
                self.heard += STEP.as_secs_f64() * ((1.0 - picture / interval) / sound).clamp(0.0, 1.0);
                self.counts += 1;
                self.interval = self
                    .pace
                    .count(STEP * self.counts, (self.heard * 24_000.0) as u64, true);
            }
            self.heard - before
        }
    }

    #[test]
    fn a_machine_that_keeps_up_draws_as_often_as_it_can() {
        let mut machine = Machine::default();
        assert!(machine.minute(10.0, 0.3) > 59.9);
        assert_eq!((machine.interval, machine.pace.calm), (BEST, CALM.0));
    }

    #[test]
    fn a_slow_machine_draws_less_often_until_the_sound_keeps_up_and_seldom_tries_more() {
        let mut machine = Machine::default();
        let minutes = [(); 3].map(|()| machine.minute(40.0, 0.5));
        assert!(minutes[0] > 56.0 && minutes[2] > 59.0, "{minutes:?}");
    }

    #[test]
    fn a_machine_that_has_time_again_draws_as_often_as_before() {
        let mut machine = Machine::default();
        machine.minute(40.0, 0.5);
        assert!(machine.interval > BEST);
        for _ in 0..5 {
            machine.minute(5.0, 0.3);
        }
        assert_eq!((machine.interval, machine.pace.calm), (BEST, CALM.0));
    }

    #[test]
    fn silence_and_a_sound_that_stood_still_say_nothing_about_the_machine() {
        let mut pace = Pace::default();
        for second in 0..20 {
            assert_eq!(pace.count(Duration::from_secs(second), 0, true), BEST);
        }
        for nth in 0..1000 {
            assert_eq!(pace.count(Duration::from_millis(20_000 + 21 * nth), 0, false), BEST);
        }
    }

    proptest! {
        #[test]
        fn the_interval_stays_within_its_bounds(counts in proptest::collection::vec((0..400_u64, 0..20_000_u64, any::<bool>()), 1..300)) {
            let mut pace = Pace::default();
            let (mut now, mut played) = (0, 0);
            for (passed, more, is_speech) in counts {
                now += passed;
                played += more;
                let interval = pace.count(Duration::from_millis(now), played, is_speech);
                prop_assert!((BEST..=WORST).contains(&interval));
            }
        }

        /// Counts come up to 25 ms late.
        #[test]
        fn late_counts_are_no_slow_machine(late in proptest::collection::vec(0..25_u64, 3000)) {
            let mut pace = Pace::default();
            for (nth, late) in (0..).zip(late) {
                let at = 21 * nth;
                prop_assert_eq!(pace.count(Duration::from_millis(at + late), at * 24, true), BEST);
            }
        }
    }
}
