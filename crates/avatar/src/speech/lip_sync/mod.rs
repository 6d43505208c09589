//! Lip sync: the visemes of a piece of speech, read from its sound or told by the engine's phonemes.
//!
//! Reading from the sound works for every voice. Each 10 ms of sound become eighteen band levels against the voice's own tone
//! ([`spectrum`]); a small network over five such frames, 120 ms in all, scores the shapes ([`from_audio`]); a best path through
//! the scores gives the spans. The network is fitted to flite's voices, whose phones are known exactly, and to the built-in
//! voices, whose phones are found from flite's for the same text (`fit`, a test that is run by hand). Where an engine tells
//! its phones they are taken instead ([`phonemes`]).

mod from_audio;
mod network;
mod phonemes;
mod spectrum;
mod tones;
mod weights;

#[cfg(test)]
mod accuracy;
#[cfg(test)]
mod align;
#[cfg(test)]
mod fit;
#[cfg(test)]
mod measure_tones;

use std::ops::Range;

pub(crate) use phonemes::{Phone, shapes};
#[cfg(test)]
pub(crate) use spectrum::MEASURED;
pub(crate) use spectrum::{RATE, Tone};
pub(crate) use tones::TONES;

use crate::viseme::{Viseme, VisemeSpan};
use spectrum::{HOP, Spectrum};

/// A shape over some samples, before it is known how strongly it is formed.
pub(crate) type Shape = (Range<usize>, Viseme);

/// The mouth read from the sound itself, [`RATE`] samples a second, in a voice of that `tone`.
pub(crate) fn read(samples: &[i16], tone: &Tone) -> Vec<VisemeSpan> {
    let spectrum = Spectrum::of(samples, tone);
    let shapes = from_audio::shapes(&spectrum);
    formed(shapes, &spectrum, samples.len())
}

/// The mouth that known `shapes` make over `samples`, [`RATE`] a second; shapes beyond the samples are cut.
pub(crate) fn told(shapes: Vec<Shape>, samples: &[i16]) -> Vec<VisemeSpan> {
    // Only the levels are looked at, which no tone changes.
    formed(shapes, &Spectrum::of(samples, &Tone::of(&[])), samples.len())
}

/// Gives each shape its strength and keeps what lies within the samples.
fn formed(shapes: Vec<Shape>, spectrum: &Spectrum, length: usize) -> Vec<VisemeSpan> {
    let mut out: Vec<VisemeSpan> = Vec::with_capacity(shapes.len());
    for (range, viseme) in shapes {
        let start = out.last().map_or(0, |last| last.samples.end).max(range.start);
        let end = range.end.min(length);
        if start >= end || viseme == Viseme::Rest {
            continue;
        }
        out.push(VisemeSpan {
            samples: start..end,
            viseme,
            strength: strength(viseme, spectrum, &(start..end)),
        });
    }
    out
}

/// How strongly a shape is formed: vowels after their loudness against the utterance's loud parts, closures fully.
fn strength(viseme: Viseme, spectrum: &Spectrum, range: &Range<usize>) -> f32 {
    let loudest = spectrum
        .levels
        .get(range.start / HOP..range.end.div_ceil(HOP).min(spectrum.levels.len()))
        .unwrap_or(&[])
        .iter()
        .copied()
        .fold(f32::MIN, f32::max);
    // 30 dB below the loud parts a vowel is only just formed.
    let loudness = ((loudest + 30.0) / 30.0).clamp(0.0, 1.0);
    match viseme {
        Viseme::Rest => 0.0,
        Viseme::Pressed | Viseme::LipTeeth => 1.0,
        Viseme::TongueTeeth | Viseme::TongueTip | Viseme::Hiss | Viseme::Hush | Viseme::Back => 0.6 + 0.4 * loudness,
        Viseme::Pursed | Viseme::Round | Viseme::Open | Viseme::Half | Viseme::Wide => 0.35 + 0.65 * loudness,
    }
}
