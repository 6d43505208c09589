//! Visemes from audio: from band levels a score for each viseme in each frame, then the best path through the scores.

use super::{
    Shape,
    network::{CONTEXT, HIDDEN, INPUTS, SHAPES, Weights},
    spectrum::{BANDS, HOP, Spectrum},
    weights::WEIGHTS,
};
use crate::viseme::Viseme;

/// The cost of a change of shape, in the unit of the scores (log probability): a mouth does not flicker.
const CHANGE: f32 = 2.0;

/// The shapes of a piece of sound, in order and side by side, rests left out.
pub(super) fn shapes(spectrum: &Spectrum) -> Vec<Shape> {
    let scores = all_scores(&WEIGHTS, spectrum);
    let mut path = best_path(&scores);
    correct_long_consonants(&mut path, &scores, &spectrum.levels);
    let mut out: Vec<Shape> = Vec::new();
    for (frame, shape) in path.into_iter().enumerate() {
        let viseme = SHAPES.get(shape).copied().unwrap_or_default();
        match out.last_mut() {
            Some((range, last)) if *last == viseme => range.end = (frame + 1) * HOP,
            _ => out.push((frame * HOP..(frame + 1) * HOP, viseme)),
        }
    }
    out.retain(|(_, viseme)| *viseme != Viseme::Rest);
    out
}

/// Frames that no `t`, `d`, `n` or `l` lasts at the loudness of a vowel: 120 ms.
const MAX_TAP: usize = 12;
/// Level in dB against the loud parts that a vowel exceeds.
const VOWEL: f32 = -10.0;

/// Where a tap of the tongue would last too long and be too loud, a dark vowel was heard as one (the two are alike in some
/// voices): the best path through the vowels' scores takes its place.
fn correct_long_consonants(path: &mut [usize], scores: &[[f32; SHAPES.len()]], levels: &[f32]) {
    let tap = |shape: &usize| SHAPES.get(*shape) == Some(&Viseme::TongueTip);
    let mut frame = 0;
    while frame < path.len() {
        let loud = |frame: usize| levels.get(frame).is_some_and(|level| *level > VOWEL);
        let length = path
            .iter()
            .enumerate()
            .skip(frame)
            .take_while(|(at, shape)| tap(shape) && loud(*at))
            .count();
        if length > MAX_TAP {
            let vowels: Vec<[f32; SHAPES.len()]> = scores
                .iter()
                .skip(frame)
                .take(length)
                .map(|scores| {
                    let mut scores = *scores;
                    for (score, shape) in scores.iter_mut().zip(SHAPES) {
                        if !matches!(
                            shape,
                            Viseme::Pursed | Viseme::Round | Viseme::Open | Viseme::Half | Viseme::Wide
                        ) {
                            *score = f32::MIN / 1e6;
                        }
                    }
                    scores
                })
                .collect();
            for (place, shape) in path.iter_mut().skip(frame).zip(best_path(&vowels)) {
                *place = shape;
            }
        }
        frame += length.max(1);
    }
}

/// The scores of every frame.
pub(super) fn all_scores(weights: &Weights, spectrum: &Spectrum) -> Vec<[f32; SHAPES.len()]> {
    (0..spectrum.bands.len())
        .map(|frame| scores(weights, &hidden(weights, &inputs(spectrum, frame))))
        .collect()
}

/// The classifier's inputs for a frame; frames beyond the ends are as those at the ends.
pub(super) fn inputs(spectrum: &Spectrum, frame: usize) -> [f32; INPUTS] {
    let mut out = [1.0; INPUTS];
    let last = spectrum.bands.len().saturating_sub(1);
    for (place, offset) in out.chunks_exact_mut(BANDS).zip(CONTEXT) {
        if let Some(bands) = spectrum.bands.get(frame.saturating_add_signed(offset).min(last)) {
            place.copy_from_slice(bands);
        }
    }
    out
}

/// The outputs of the hidden units; the last is always 1.
pub(super) fn hidden(weights: &Weights, inputs: &[f32; INPUTS]) -> [f32; HIDDEN + 1] {
    let mut out = [1.0; HIDDEN + 1];
    for (unit, row) in out.iter_mut().zip(&weights.hidden) {
        *unit = row
            .iter()
            .zip(inputs)
            .map(|(weight, input)| weight * input)
            .sum::<f32>()
            .tanh();
    }
    out
}

/// The log probability of each shape.
pub(super) fn scores(weights: &Weights, hidden: &[f32; HIDDEN + 1]) -> [f32; SHAPES.len()] {
    let mut out = [0.0; SHAPES.len()];
    for (score, row) in out.iter_mut().zip(&weights.output) {
        *score = row.iter().zip(hidden).map(|(weight, unit)| weight * unit).sum();
    }
    let most = out.iter().copied().fold(f32::MIN, f32::max);
    let sum: f32 = out.iter().map(|score| (score - most).exp()).sum();
    for score in &mut out {
        *score -= most + sum.ln();
    }
    out
}

/// The sequence of shapes with the highest sum of scores less [`CHANGE`] for every change (Viterbi's algorithm).
fn best_path(scores: &[[f32; SHAPES.len()]]) -> Vec<usize> {
    let best = |sums: &[f32; SHAPES.len()]| {
        sums.iter()
            .copied()
            .enumerate()
            .fold((0, f32::MIN), |best, next| if next.1 > best.1 { next } else { best })
    };
    let mut sums = [0.0; SHAPES.len()];
    let mut origins = Vec::with_capacity(scores.len());
    for frame in scores {
        let (from, sum) = best(&sums);
        let mut origin = [from; SHAPES.len()];
        for (shape, ((total, came_from), score)) in sums.iter_mut().zip(&mut origin).zip(frame).enumerate() {
            if *total >= sum - CHANGE {
                *came_from = shape;
            } else {
                *total = sum - CHANGE;
            }
            *total += score;
        }
        origins.push(origin);
    }
    let (mut shape, _) = best(&sums);
    let mut path = vec![0; scores.len()];
    for (place, origin) in path.iter_mut().zip(&origins).rev() {
        *place = shape;
        shape = origin.get(shape).copied().unwrap_or(0);
    }
    path
}
