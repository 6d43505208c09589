//! The loudness of a voice from outside, of which nothing is known before it speaks.

use ebur128::{EbuR128, Mode};

use super::limiter::limit;
use crate::utterance::SAMPLE_RATE;

/// How loud every voice is, in LUFS: as speech on the web is.
const TARGET: f64 = -16.0;
/// How many dB louder or quieter a sentence is made at most: one that is nearly silent is meant to be.
const MAX_GAIN: f64 = 15.0;
/// How many dB of what the limiter took are given back at most.
const MAX_GAIN_AGAIN: f64 = 3.0;
/// Full scale.
const FULL: f32 = 32_768.0;
/// Samples that a measurement takes at least: its windows are 400 ms long. Shorter sounds are measured again and again.
const MIN_LENGTH: usize = SAMPLE_RATE as usize;

/// The factor that brings a sentence to the loudness of the other voices; 1 where there is nothing to measure.
pub(crate) fn gain(samples: &[i16]) -> f32 {
    let raised = |gain: f32| -> Vec<f32> { samples.iter().map(|sample| f32::from(*sample) * gain).collect() };
    let Some(loudness) = measured(&raised(1.0)) else {
        return 1.0;
    };
    let first = factor((TARGET - loudness).clamp(-MAX_GAIN, MAX_GAIN));
    // Of a voice with high peaks, the limiter takes some away.
    let mut limited = raised(first);
    limit(&mut limited);
    let missing = measured(&limited).map_or(0.0, |loudness| TARGET - loudness);
    if loudness + MAX_GAIN < TARGET {
        return first;
    }
    first * factor(missing.clamp(0.0, MAX_GAIN_AGAIN))
}

fn factor(decibels: f64) -> f32 {
    10.0_f64.powf(decibels / 20.0) as f32
}

/// The loudness by ITU-R BS.1770 of samples on the scale of 16 bits, in LUFS; none of silence.
fn measured(samples: &[f32]) -> Option<f64> {
    let samples: Vec<f32> = samples.iter().map(|sample| sample / FULL).collect();
    let mut meter = EbuR128::new(1, SAMPLE_RATE, Mode::I).ok()?;
    let rounds = MIN_LENGTH.div_ceil(samples.len().max(1)).min(MIN_LENGTH);
    for _ in 0..rounds {
        meter.add_frames_f32(&samples).ok()?;
    }
    meter.loudness_global().ok().filter(|loudness| loudness.is_finite())
}

#[cfg(test)]
mod tests {
    use std::f32::consts::TAU;

    use super::*;

    fn tone(seconds: f32, height: f32) -> Vec<i16> {
        let count = (seconds * SAMPLE_RATE as f32) as usize;
        (0..count)
            .map(|n| (height * (TAU * 997.0 * n as f32 / SAMPLE_RATE as f32).sin()) as i16)
            .collect()
    }

    #[test]
    fn every_sentence_comes_out_alike_however_short() {
        for seconds in [0.1, 0.3, 1.0, 5.0] {
            for height in [2_000.0, 8_000.0, 25_000.0] {
                let sound = tone(seconds, height);
                let gain = gain(&sound);
                let loud: Vec<f32> = sound.iter().map(|sample| f32::from(*sample) * gain).collect();
                let loudness = measured(&loud).unwrap();
                assert!((loudness - TARGET).abs() < 0.01, "{seconds} s of {height}: {loudness}");
            }
        }
    }

    #[test]
    fn what_the_limiter_takes_is_given_back() {
        // A quiet tone with a click every tenth of a second.
        let mut sound = tone(3.0, 1_500.0);
        sound.iter_mut().step_by(2_400).for_each(|sample| *sample = 20_000);
        let mut finished = sound.clone();
        let gain = gain(&sound);
        crate::speech::mastering::Finish { gain, brightness: None }.apply(&mut finished);
        let finished: Vec<f32> = finished.into_iter().map(f32::from).collect();
        let loudness = measured(&finished).unwrap();
        assert!((loudness - TARGET).abs() < 1.0, "{loudness}");
    }

    #[test]
    fn silence_and_whispers_stay_quiet() {
        assert_eq!(gain(&[]), 1.0);
        assert_eq!(gain(&[0; 5_000]), 1.0);
        assert!(gain(&tone(1.0, 20.0)) < 6.0);
    }
}
