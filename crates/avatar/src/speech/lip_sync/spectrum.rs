//! Sound as a lip reader needs it: band levels every 10 ms.

use std::sync::LazyLock;

use microfft::real::rfft_512;

/// Samples a second of the sound that lips are read from: what tells mouth shapes apart lies below 8 kHz.
pub(crate) const RATE: u32 = 16_000;
/// Samples from one frame to the next: 10 ms.
pub(super) const HOP: usize = 160;
/// Samples that a frame looks at: 25 ms around its middle.
const WINDOW: usize = 400;
/// Length of the transform; the window is padded with zeros.
const LENGTH: usize = 512;
/// Frequencies that it tells apart.
const BINS: usize = LENGTH / 2 + 1;
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

#[cfg(test)]
thread_local! {
    /// How many tones have been measured on this thread.
    pub(crate) static MEASURED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

impl Tone {
    /// The tone of the voice in `samples`, which should hold some seconds of varied speech.
    pub fn of(samples: &[i16]) -> Self {
        Self::warped(samples, 1.0)
    }

    pub(super) fn warped(samples: &[i16], warp: f32) -> Self {
        #[cfg(test)]
        MEASURED.with(|measured| measured.set(measured.get() + usize::from(!samples.is_empty())));
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

/// Hann's window.
static FADED: LazyLock<[f32; WINDOW]> =
    LazyLock::new(|| std::array::from_fn(|n| 0.5 - 0.5 * (std::f32::consts::TAU * n as f32 / WINDOW as f32).cos()));

impl Spectrum {
    /// Analyses `samples` of a voice of that `tone`. The last frame may look beyond the end, where it sees silence.
    pub fn of(samples: &[i16], tone: &Tone) -> Self {
        Self::warped(samples, 1.0, tone)
    }

    /// The same for a speaker whose resonances lie `warp` times as high: fits the classifier to throats that no voice has.
    pub fn warped(samples: &[i16], warp: f32, tone: &Tone) -> Self {
        let bank = bank(warp);
        let power: Vec<[f32; BINS]> = (0..samples.len().div_ceil(HOP))
            .map(|frame| power(samples, frame))
            .collect();
        let mut levels: Vec<f32> = power
            .iter()
            .map(|bins| decibels(bins.iter().sum::<f32>() / BINS as f32))
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

/// Power of each bin of a frame, from 0 Hz to half the sample rate.
fn power(samples: &[i16], frame: usize) -> [f32; BINS] {
    let mut input = [0.0; LENGTH];
    for (n, (value, weight)) in input.iter_mut().zip(FADED.iter()).enumerate() {
        // The window is centred on the middle of the hop, so it begins before it.
        let at = (frame * HOP + n + HOP / 2).checked_sub(WINDOW / 2);
        *value = at
            .and_then(|at| samples.get(at))
            .map_or(0.0, |sample| f32::from(*sample) * weight);
    }
    let bins = rfft_512(&mut input);
    // The first number holds two real ones: that of 0 Hz, and that of half the sample rate.
    let (first, last) = bins.first().map_or((0.0, 0.0), |bin| (bin.re, bin.im));
    let mut power = [0.0; BINS];
    for (power, bin) in power.iter_mut().zip(&*bins) {
        *power = bin.norm_sqr();
    }
    power[0] = first * first;
    power[BINS - 1] = last * last;
    power
}

/// For each band the bins that it takes and their weights: triangles that overlap by half, each of sum 1.
fn bank(warp: f32) -> Vec<Vec<(usize, f32)>> {
    let mel = |hertz: f32| 1127.0 * (1.0 + hertz / 700.0).ln();
    let edge = |nth: usize| mel(LOW) + (mel(HIGH) - mel(LOW)) * nth as f32 / (BANDS + 1) as f32;
    (0..BANDS)
        .map(|band| {
            let (left, peak, right) = (edge(band), edge(band + 1), edge(band + 2));
            let mut weights: Vec<(usize, f32)> = (0..BINS)
                .map(|bin| {
                    let at = mel(bin as f32 * RATE as f32 / LENGTH as f32 / warp);
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
