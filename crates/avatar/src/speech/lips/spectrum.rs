//! Sound as a lip reader needs it: band levels every 10 ms.

use std::sync::LazyLock;

use realfft::{RealFftPlanner, RealToComplex, num_complex::Complex};

use crate::utterance::SAMPLE_RATE;

/// Samples from one frame to the next: 10 ms.
pub(super) const HOP: usize = 160;
/// Samples that a frame looks at: 25 ms around its middle.
const WINDOW: usize = 400;
/// Length of the transform; the window is padded with zeros.
const LENGTH: usize = 512;
/// Bands of a frame, spaced as hearing is (mel scale) over [`LOW`] to [`HIGH`] Hz.
pub(super) const BANDS: usize = 18;
const LOW: f32 = 100.0;
const HIGH: f32 = 7_600.0;

/// Level in dB against the loud parts above which a frame counts as speech.
const SPEECH: f32 = -25.0;
/// How a voice sounds on average: the level of each band, in units of 20 dB against the loud parts, while it speaks. Against
/// it bright voices and muffled ones look alike.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tone(pub(super) [f32; BANDS]);

impl Tone {
    /// The tone of the voice in `samples`, which should hold some seconds of varied speech.
    pub fn of(samples: &[i16]) -> Self {
        Self::warped(samples, 1.0)
    }

    pub(super) fn warped(samples: &[i16], warp: f32) -> Self {
        let spectrum = Spectrum::warped(samples, warp, &Self([0.0; BANDS]));
        let mut sum = [0.0; BANDS];
        let mut frames = 0.0;
        for (frame, _) in spectrum
            .bands
            .iter()
            .zip(&spectrum.levels)
            .filter(|(_, level)| **level > SPEECH)
        {
            for (sum, level) in sum.iter_mut().zip(frame) {
                *sum += level;
            }
            frames += 1.0;
        }
        Self(sum.map(|sum| sum / f32::max(frames, 1.0)))
    }
}

/// The frames of a piece of sound; frame `n` is centred on sample `n * HOP + HOP / 2`.
pub(super) struct Spectrum {
    /// Level of each band in units of 20 dB, against the voice's tone.
    pub bands: Vec<[f32; BANDS]>,
    /// Level of each frame in dB against the loud parts of the piece (its 90th percentile).
    pub levels: Vec<f32>,
}

/// What every analysis needs and none changes.
struct Tools {
    transform: std::sync::Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
}

static TOOLS: LazyLock<Tools> = LazyLock::new(|| Tools {
    transform: RealFftPlanner::new().plan_fft_forward(LENGTH),
    window: (0..WINDOW)
        .map(|n| 0.5 - 0.5 * (std::f32::consts::TAU * n as f32 / WINDOW as f32).cos())
        .collect(),
});

impl Spectrum {
    /// Analyses `samples` of a voice of that `tone`. The last frame may look beyond the end, where it sees silence.
    pub fn of(samples: &[i16], tone: &Tone) -> Self {
        Self::warped(samples, 1.0, tone)
    }

    /// The same for a speaker whose resonances lie `warp` times as high: fits the classifier to throats that no voice has.
    pub fn warped(samples: &[i16], warp: f32, tone: &Tone) -> Self {
        let bank = bank(warp);
        let power: Vec<Vec<f32>> = (0..samples.len().div_ceil(HOP))
            .map(|frame| power(samples, frame))
            .collect();
        let mut levels: Vec<f32> = power
            .iter()
            .map(|bins| decibels(bins.iter().sum::<f32>() / bins.len().max(1) as f32))
            .collect();
        let loud = loud(&levels);
        for level in &mut levels {
            *level -= loud;
        }
        let bands = power
            .iter()
            .map(|bins| {
                let mut bands = [0.0; BANDS];
                for ((level, weights), average) in bands.iter_mut().zip(&bank).zip(&tone.0) {
                    let mean: f32 = weights
                        .iter()
                        .map(|(bin, weight)| weight * bins.get(*bin).unwrap_or(&0.0))
                        .sum();
                    *level = (decibels(mean) - loud).clamp(-50.0, 20.0) / 20.0 - average;
                }
                bands
            })
            .collect();
        Self { bands, levels }
    }
}

/// The level that the loudest tenth of the frames exceeds.
fn loud(levels: &[f32]) -> f32 {
    let mut sorted = levels.to_vec();
    sorted.sort_by(f32::total_cmp);
    sorted.get(sorted.len() * 9 / 10).copied().unwrap_or(0.0)
}

/// The floor keeps digital silence finite.
fn decibels(power: f32) -> f32 {
    10.0 * (power + 1e-3).log10()
}

/// Power of each bin of a frame.
fn power(samples: &[i16], frame: usize) -> Vec<f32> {
    let tools = &*TOOLS;
    let mut input = tools.transform.make_input_vec();
    let mut output: Vec<Complex<f32>> = tools.transform.make_output_vec();
    for (n, (value, weight)) in input.iter_mut().zip(&tools.window).enumerate() {
        // The window is centred on the middle of the hop, so it begins before it.
        let at = (frame * HOP + n + HOP / 2).checked_sub(WINDOW / 2);
        *value = at
            .and_then(|at| samples.get(at))
            .map_or(0.0, |sample| f32::from(*sample) * weight);
    }
    // The buffers come from the plan, so their lengths agree and it cannot fail; if it did, the frame would be silent.
    let _ = tools.transform.process(&mut input, &mut output);
    output.iter().map(Complex::norm_sqr).collect()
}

/// For each band the bins that it takes and their weights: triangles that overlap by half, each of sum 1.
fn bank(warp: f32) -> Vec<Vec<(usize, f32)>> {
    let mel = |hertz: f32| 1127.0 * (1.0 + hertz / 700.0).ln();
    let edge = |nth: usize| mel(LOW) + (mel(HIGH) - mel(LOW)) * nth as f32 / (BANDS + 1) as f32;
    (0..BANDS)
        .map(|band| {
            let (left, peak, right) = (edge(band), edge(band + 1), edge(band + 2));
            let mut weights: Vec<(usize, f32)> = (0..=LENGTH / 2)
                .map(|bin| {
                    let at = mel(bin as f32 * SAMPLE_RATE as f32 / LENGTH as f32 / warp);
                    (bin, ((at - left) / (peak - left)).min((right - at) / (right - peak)))
                })
                .filter(|(_, weight)| *weight > 0.0)
                .collect();
            let sum: f32 = weights.iter().map(|(_, weight)| weight).sum();
            for (_, weight) in &mut weights {
                *weight /= sum;
            }
            weights
        })
        .collect()
}
