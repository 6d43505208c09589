//! Stressed syllables: found in the sound, shown with head and brows.

use super::Emphasis;
use crate::utterance::SAMPLE_RATE;

/// Samples per loudness reading: 20 ms.
const READING: usize = SAMPLE_RATE as usize / 50;
/// Readings between two emphases at least: people do not nod faster than about twice a second.
const APART: usize = 22;

/// The stressed moments of a sound that begins at `start` on the sound clock: the loudest peaks, well apart.
pub(crate) fn emphases(samples: &[i16], start: u64) -> Vec<Emphasis> {
    let loudness: Vec<f64> = samples
        .chunks(READING)
        .map(|reading| {
            let energy: f64 = reading
                .iter()
                .map(|&sample| f64::from(sample) * f64::from(sample))
                .sum();
            (energy / reading.len() as f64).sqrt()
        })
        .collect();
    let loudest = loudness.iter().copied().fold(0.0, f64::max);
    // Below this it is noise rather than voice.
    if loudest < 300.0 {
        return Vec::new();
    }
    let mut found: Vec<(usize, f64)> = Vec::new();
    for (index, &level) in loudness.iter().enumerate() {
        let around = &loudness[index.saturating_sub(3)..(index + 4).min(loudness.len())];
        let is_peak = around.iter().all(|&other| other <= level) && level > 0.55 * loudest;
        if !is_peak {
            continue;
        }
        match found.last_mut() {
            Some(last) if index - last.0 < APART => {
                if level > last.1 * 1.15 {
                    *last = (index, level);
                }
            }
            _ => found.push((index, level)),
        }
    }
    found
        .into_iter()
        .map(|(index, level)| Emphasis {
            at: start + (index * READING + READING / 2) as u64,
            strength: ((level / loudest - 0.4) / 0.6).clamp(0.0, 1.0),
        })
        .collect()
}

/// The effect of an emphasis at one moment.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Accent {
    /// The head's nod: down first (positive), then a slight rebound.
    pub(super) nod: f64,
    /// The brows' rise.
    pub(super) lift: f64,
}

/// The effect at `seconds` of all emphases near it.
pub(super) fn at(seconds: f64, emphases: &[Emphasis]) -> Accent {
    let mut accent = Accent::default();
    for emphasis in emphases {
        let since = seconds - emphasis.at as f64 / f64::from(SAMPLE_RATE);
        let (down, back) = (bump(since, 0.17), bump(since - 0.27, 0.2));
        accent.nod += emphasis.strength * (down - 0.25 * back);
        // Brows go with every other emphasis or so: raising them each time looks surprised.
        if emphasis.at / 320 % 5 < 2 {
            accent.lift += emphasis.strength * bump(since + 0.04, 0.24);
        }
    }
    Accent {
        nod: accent.nod.clamp(-1.0, 1.0),
        lift: accent.lift.clamp(0.0, 1.0),
    }
}

/// A smooth hill of height 1 around zero that ends at ± `reach`.
fn bump(since: f64, reach: f64) -> f64 {
    let square = 1.0 - (since / reach).powi(2);
    if square > 0.0 { square * square } else { 0.0 }
}
