//! The figure's score along the sound clock: mouth shapes, emphases, and the stretches in which it speaks.

use std::collections::VecDeque;
use std::ops::Range;

use crate::motion::{Emphasis, Held, LEAD, Speech, ease, emphases};
use crate::utterance::{SAMPLE_RATE, Utterance};

/// Kept for pictures that are asked for late: two seconds.
const MEMORY: u64 = 2 * SAMPLE_RATE as u64;
/// Speakers get going a little before they are heard, and settle after: half a second each.
const SETTLING: f64 = 0.5;

#[derive(Debug, Default)]
pub(super) struct Score {
    held: VecDeque<Held>,
    emphases: VecDeque<Emphasis>,
    stretches: VecDeque<Range<u64>>,
}

impl Score {
    /// Writes down what an utterance heard during `stretch` does, known since `known`.
    pub(super) fn add(&mut self, utterance: &Utterance, stretch: Range<u64>, known: u64) {
        self.held.extend(utterance.mouth.iter().map(|span| Held {
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
        self.stretches.retain(|stretch| stretch.start < end);
        for stretch in &mut self.stretches {
            stretch.end = stretch.end.min(end);
        }
    }

    /// The events from `from` on, moved by as much as `from` is before or after `to`, and known since `known`.
    pub(super) fn rest(&self, from: u64, to: u64, known: u64) -> Self {
        let moved = |at: u64| (at - from) + to;
        let rest = self.held.iter().filter(|held| held.until > from).map(|held| Held {
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
        Self {
            held: rest.collect(),
            emphases: emphases.collect(),
            stretches: stretches
                .map(|stretch| moved(stretch.start.max(from))..moved(stretch.end))
                .collect(),
        }
    }

    /// Adds what happens after all that is written down.
    pub(super) fn append(&mut self, rest: Self) {
        self.held.extend(rest.held);
        self.emphases.extend(rest.emphases);
        self.stretches.extend(rest.stretches);
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
        while self.stretches.front().is_some_and(|stretch| stretch.end < past) {
            self.stretches.pop_front();
        }
    }

    /// The cue at `seconds`.
    pub(super) fn around(&mut self, seconds: f64) -> Speech<'_> {
        let clock = |seconds: f64| (seconds.max(0.0) * f64::from(SAMPLE_RATE)) as u64;
        let (from, until) = (clock(seconds - 1.0), clock(seconds + 1.0));
        let engagement = self.engagement(seconds);
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
        }
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
