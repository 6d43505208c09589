//! The timeline of the figure along the sound clock: mouth shapes, emphases, and the stretches in which it speaks.

use std::collections::VecDeque;
use std::ops::Range;

use crate::motion::{Emphasis, HeldViseme, LEAD, Speech, ease, emphases};
use crate::utterance::{Gesture, SAMPLE_RATE, Utterance};

/// Kept for pictures that are asked for late: four seconds: a smile stays for two.
const MEMORY: u64 = 4 * SAMPLE_RATE as u64;
/// Seconds before a question's end at which the brows begin to rise: its melody does, too, and a pause follows.
const QUESTION: f64 = 1.1;
/// Speakers get going a little before they are heard, and settle after: half a second each.
const SETTLING: f64 = 0.5;

#[derive(Debug, Default)]
pub(super) struct Timeline {
    held: VecDeque<HeldViseme>,
    emphases: VecDeque<Emphasis>,
    stretches: VecDeque<Range<u64>>,
    gestures: VecDeque<(Range<u64>, Gesture)>,
}

impl Timeline {
    /// Writes down what an utterance heard during `stretch` does, known since `known`.
    pub(super) fn add(&mut self, utterance: &Utterance, stretch: Range<u64>, known: u64) {
        self.held.extend(utterance.mouth.iter().map(|span| HeldViseme {
            from: stretch.start + span.samples.start as u64,
            until: stretch.start + span.samples.end as u64,
            viseme: span.viseme,
            // A strength that is not a number forms nothing.
            strength: if span.strength.is_finite() {
                f64::from(span.strength)
            } else {
                0.0
            },
            known,
        }));
        self.emphases.extend(emphases(&utterance.samples, stretch.start));
        if utterance.gesture != Gesture::Plain {
            self.gestures.push_back((stretch.clone(), utterance.gesture));
        }
        match self.stretches.back_mut() {
            Some(last) if stretch.start <= last.end => last.end = last.end.max(stretch.end),
            _ => self.stretches.push_back(stretch),
        }
    }

    /// Forgets what would happen after `end`. The mouth keeps what it was already moving to, so that it closes softly.
    pub(super) fn cut(&mut self, end: u64) {
        let closing = end + LEAD;
        self.held.retain(|held| held.from < closing);
        for held in &mut self.held {
            held.until = held.until.min(closing);
        }
        self.emphases.retain(|emphasis| emphasis.at < end);
        self.gestures.retain(|(stretch, _)| stretch.start < end);
        for (stretch, _) in &mut self.gestures {
            stretch.end = stretch.end.min(end);
        }
        self.stretches.retain(|stretch| stretch.start < end);
        for stretch in &mut self.stretches {
            stretch.end = stretch.end.min(end);
        }
    }

    /// The events from `from` on, moved by as much as `from` is before or after `to`, and known since `known`.
    pub(super) fn rest(&self, from: u64, to: u64, known: u64) -> Self {
        let moved = |at: u64| (at - from) + to;
        let rest = self
            .held
            .iter()
            .filter(|held| held.until > from)
            .map(|held| HeldViseme {
                from: moved(held.from.max(from)),
                until: moved(held.until),
                known,
                ..*held
            });
        let emphases = self
            .emphases
            .iter()
            .filter(|emphasis| emphasis.at >= from)
            .map(|emphasis| Emphasis {
                at: moved(emphasis.at),
                ..*emphasis
            });
        let stretches = self.stretches.iter().filter(|stretch| stretch.end > from);
        let moved_stretch = |stretch: &Range<u64>| moved(stretch.start.max(from))..moved(stretch.end);
        let gestures = self.gestures.iter().filter(|(stretch, _)| stretch.end > from);
        Self {
            gestures: gestures
                .map(|(stretch, gesture)| (moved_stretch(stretch), *gesture))
                .collect(),
            held: rest.collect(),
            emphases: emphases.collect(),
            stretches: stretches.map(moved_stretch).collect(),
        }
    }

    /// Adds what happens after all that is written down.
    pub(super) fn append(&mut self, rest: Self) {
        self.held.extend(rest.held);
        self.emphases.extend(rest.emphases);
        self.stretches.extend(rest.stretches);
        self.gestures.extend(rest.gestures);
    }

    /// Forgets what is too long ago to be seen again.
    pub(super) fn forget(&mut self, heard: u64) {
        let past = heard.saturating_sub(MEMORY);
        while self.held.front().is_some_and(|held| held.until < past) {
            self.held.pop_front();
        }
        while self.emphases.front().is_some_and(|emphasis| emphasis.at < past) {
            self.emphases.pop_front();
        }
        while self.gestures.front().is_some_and(|(stretch, _)| stretch.end < past) {
            self.gestures.pop_front();
        }
        while self.stretches.front().is_some_and(|stretch| stretch.end < past) {
            self.stretches.pop_front();
        }
    }

    /// The cue at `seconds`.
    pub(super) fn around(&mut self, seconds: f64) -> Speech<'_> {
        let clock = |seconds: f64| (seconds.max(0.0) * f64::from(SAMPLE_RATE)) as u64;
        let (from, until) = (clock(seconds - 1.0), clock(seconds + 1.0));
        let engagement = self.engagement(seconds);
        let (question, greeting) = (
            self.gesture(seconds, Gesture::Question),
            self.gesture(seconds, Gesture::Greeting),
        );
        let held = self.held.make_contiguous();
        let held =
            &held[held.partition_point(|held| held.until < from)..held.partition_point(|held| held.from < until)];
        let emphases = self.emphases.make_contiguous();
        let emphases = &emphases[emphases.partition_point(|emphasis| emphasis.at < from)
            ..emphases.partition_point(|emphasis| emphasis.at < until)];
        Speech {
            held,
            emphases,
            engagement,
            question,
            greeting,
        }
    }

    /// How much of a gesture is on the face: a question comes with its last words, a greeting with its first, and both stay for a moment.
    fn gesture(&self, seconds: f64, wanted: Gesture) -> f64 {
        let clock = |samples: u64| samples as f64 / f64::from(SAMPLE_RATE);
        let (rise, stay, fall) = match wanted {
            Gesture::Question => (0.45, 0.5, 0.7),
            Gesture::Plain | Gesture::Greeting => (0.35, 1.2, 1.2),
        };
        let of = |stretch: &Range<u64>| {
            let (start, end) = (clock(stretch.start), clock(stretch.end));
            let begin = match wanted {
                Gesture::Question => start.max(end - QUESTION),
                Gesture::Plain | Gesture::Greeting => start - 0.2,
            };
            ease((seconds - begin) / rise) - ease((seconds - end - stay) / fall)
        };
        let all = self.gestures.iter().filter(|(_, gesture)| *gesture == wanted);
        all.map(|(stretch, _)| of(stretch)).fold(0.0, f64::max)
    }

    fn engagement(&self, seconds: f64) -> f64 {
        let clock = |samples: u64| samples as f64 / f64::from(SAMPLE_RATE);
        self.stretches
            .iter()
            .map(|stretch| {
                let rise = ease((seconds - clock(stretch.start)) / SETTLING + 0.3);
                let fall = ease((seconds - clock(stretch.end)) / SETTLING);
                (rise - fall).max(0.0)
            })
            .fold(0.0, f64::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(gesture: Gesture) -> Timeline {
        let mut timeline = Timeline::default();
        let utterance = Utterance {
            samples: vec![0; 3 * SAMPLE_RATE as usize],
            gesture,
            ..Utterance::default()
        };
        let start = u64::from(SAMPLE_RATE);
        timeline.add(&utterance, start..4 * start, 0);
        timeline
    }

    #[test]
    fn a_question_comes_with_its_end_and_a_greeting_with_its_beginning() {
        let question = |timeline: &mut Timeline, seconds| timeline.around(seconds).question;
        let mut timeline = said(Gesture::Question);
        assert_eq!(
            (question(&mut timeline, 2.5), timeline.around(2.5).greeting),
            (0.0, 0.0)
        );
        assert!(question(&mut timeline, 3.6) > 0.9 && question(&mut timeline, 4.3) > 0.9);
        assert!(question(&mut timeline, 6.0) < 0.01);
        let mut timeline = said(Gesture::Greeting);
        let greeting = |timeline: &mut Timeline, seconds| timeline.around(seconds).greeting;
        assert!(
            greeting(&mut timeline, 0.5) < 0.01
                && greeting(&mut timeline, 1.4) > 0.9
                && greeting(&mut timeline, 4.8) > 0.9
        );
        // It is remembered for as long as it is seen.
        timeline.forget(6 * u64::from(SAMPLE_RATE));
        assert!(greeting(&mut timeline, 5.8) > 0.1);
        assert!(greeting(&mut timeline, 7.0) < 0.01);
    }

    #[test]
    fn an_interruption_ends_a_gesture_and_a_pause_keeps_it() {
        let mut timeline = said(Gesture::Question);
        let rest = timeline.rest(2 * u64::from(SAMPLE_RATE), 10 * u64::from(SAMPLE_RATE), 0);
        timeline.cut(2 * u64::from(SAMPLE_RATE));
        assert!(timeline.around(4.3).question < 0.01);
        timeline.append(rest);
        assert!(timeline.around(11.9).question > 0.9);
    }
}
