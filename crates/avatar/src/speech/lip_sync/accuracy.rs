//! The accuracy of visemes from audio, measured against flite's own phonemes on sentences that the fit has not seen.
//!
//! Each figure is also taken for the same reading put in the wrong place, which shows what agreement by chance is worth.

use super::{
    Shape, Tone,
    fit::{at, sentences, spoken},
    measure_tones::VARIED,
    read,
    spectrum::{HOP, RATE},
};
use crate::{speech::flite, viseme::Viseme};

/// How far lips and sound may be apart: 80 ms.
const TOLERANCE: usize = RATE as usize * 80 / 1_000;

/// Counts of what agrees out of what there is.
#[derive(Clone, Copy, Default)]
struct Share {
    agree: usize,
    all: usize,
}

impl Share {
    fn count(&mut self, agrees: bool) {
        self.agree += usize::from(agrees);
        self.all += 1;
    }

    fn value(self) -> f32 {
        self.agree as f32 / self.all.max(1) as f32
    }
}

/// The readings that are compared.
#[derive(Clone, Copy, Default)]
struct Agreement {
    /// Frames with the very shape, of all frames.
    shape: Share,
    /// Frames on whose side (a vowel's open mouth, or not) both agree, of all frames.
    open: Share,
    /// Vowels whose opening the reading has within the tolerance.
    opening: Share,
    /// Closures (lips pressed) that the reading has within the tolerance, at any strength.
    closure: Share,
    /// Starts and ends of speech around pauses that the reading has within the tolerance.
    pause: Share,
    /// Closures read where none is within the tolerance, of all read.
    false_closure: Share,
}

fn opens(viseme: Viseme) -> bool {
    matches!(
        viseme,
        Viseme::Open | Viseme::Half | Viseme::Round | Viseme::Wide | Viseme::Pursed
    )
}

fn pressed(viseme: Viseme) -> bool {
    viseme == Viseme::Pressed
}

fn speaks(viseme: Viseme) -> bool {
    viseme != Viseme::Rest
}

/// The samples at which the shapes of `frames` frames come to fulfil `is`, or cease to.
fn changes(shapes: &[Shape], frames: usize, is: fn(Viseme) -> bool, to: bool) -> Vec<usize> {
    (1..frames)
        .filter(|frame| is(at(shapes, *frame)) == to && is(at(shapes, frame - 1)) != to)
        .map(|frame| frame * HOP)
        .collect()
}

fn near(one: usize, others: &[usize]) -> bool {
    others.iter().any(|other| one.abs_diff(*other) <= TOLERANCE)
}

impl Agreement {
    fn add(&mut self, truth: &[Shape], reading: &[Shape], frames: usize) {
        for frame in 0..frames {
            let (told, seen) = (at(truth, frame), at(reading, frame));
            self.shape.count(told == seen);
            self.open.count(opens(told) == opens(seen));
        }
        let compare = |share: &mut Share, is: fn(Viseme) -> bool, to: bool| {
            let seen = changes(reading, frames, is, to);
            for change in changes(truth, frames, is, to) {
                share.count(near(change, &seen));
            }
        };
        compare(&mut self.opening, opens, true);
        compare(&mut self.closure, pressed, true);
        compare(&mut self.pause, speaks, true);
        compare(&mut self.pause, speaks, false);
        let closures = changes(truth, frames, pressed, true);
        for closure in changes(reading, frames, pressed, true) {
            self.false_closure.count(!near(closure, &closures));
        }
    }

    fn line(&self) -> String {
        format!(
            "shape {:.2}, open or not {:.2}, openings {:.2}, closures {:.2} (false ones {:.2}), pauses {:.2}",
            self.shape.value(),
            self.open.value(),
            self.opening.value(),
            self.closure.value(),
            self.false_closure.value(),
            self.pause.value(),
        )
    }
}

#[test]
fn lips_read_from_sound_agree_with_the_phones() {
    let voices = flite::installed();
    if voices.is_empty() {
        println!("skipped: flite is not installed, so there are no phones to compare with");
        return;
    }
    let sentences = sentences(12, 99);
    for voice in voices {
        let (mut right, mut shifted, mut swapped) = (Agreement::default(), Agreement::default(), Agreement::default());
        let mut last: Vec<Shape> = Vec::new();
        let tone = Tone::of(&spoken(voice, VARIED).0);
        for sentence in &sentences {
            let (samples, truth) = spoken(voice, sentence);
            let frames = samples.len() / HOP;
            let reading: Vec<Shape> = read(&samples, &tone)
                .into_iter()
                .map(|span| (span.samples, span.viseme))
                .collect();
            let late: Vec<Shape> = reading
                .iter()
                .map(|(range, viseme)| (range.start + 3_200..range.end + 3_200, *viseme))
                .collect();
            right.add(&truth, &reading, frames);
            shifted.add(&truth, &late, frames);
            swapped.add(&truth, &last, frames);
            last = reading;
        }
        println!("{}: {}", voice.id(), right.line());
        println!("  200 ms late: {}", shifted.line());
        println!("  of another sentence: {}", swapped.line());
        let passes = |agreement: &Agreement| {
            [
                agreement.shape.value() > 0.6,
                agreement.open.value() > 0.88,
                agreement.opening.value() > 0.9,
                agreement.closure.value() > 0.35 && agreement.false_closure.value() < 0.5,
                agreement.pause.value() > 0.9,
            ]
        };
        assert_eq!(passes(&right), [true; 5], "{}: {}", voice.id(), right.line());
        // The test is no gift: a reading that is late, or of other words, fails every part of it.
        assert_eq!(passes(&shifted), [false; 5], "{}, late: {}", voice.id(), shifted.line());
        assert_eq!(
            passes(&swapped),
            [false; 5],
            "{}, swapped: {}",
            voice.id(),
            swapped.line()
        );
    }
}
