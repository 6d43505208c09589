//! Another sample rate for a finished piece of sound.

use std::f64::consts::PI;

/// Samples of the lower rate to either side of a new sample that it is made of.
const REACH: usize = 48;
/// How much of the band up to the lower of the two rates' limits is kept; the rest is for the filter's slope.
const BAND: f64 = 0.95;
/// Shape of the window (Kaiser): aliases lie 80 dB below.
const BETA: f64 = 8.0;
/// The whole number that stands for 1 in a filter. Whole numbers make the sound the same on every machine, whose `sin` may differ in
/// the last digit.
const ONE: f64 = (1 << 15) as f64;

/// `samples` taken at `from` per second, as taken at `to` per second. Only the ratio of the two matters.
pub(crate) fn resample(samples: &[i16], from: u32, to: u32) -> Vec<i16> {
    if from == to || from == 0 || to == 0 {
        return samples.to_vec();
    }
    let divisor = common_divisor(from, to);
    let (from, to) = ((from / divisor) as usize, (to / divisor) as usize);
    let reach = (REACH * from).div_ceil(to).max(REACH);
    let filters: Vec<Vec<i64>> = (0..to).map(|phase| filter(phase, from, to, reach)).collect();
    (0..samples.len() * to / from)
        .zip(filters.iter().cycle())
        .map(|(nth, filter)| {
            let first = (nth * from / to + 1).wrapping_sub(reach);
            let sum: i64 = filter
                .iter()
                .enumerate()
                .map(|(tap, weight)| {
                    // Before the beginning the index wraps round, far beyond the end: silence there as here.
                    let sample = samples.get(first.wrapping_add(tap)).copied().unwrap_or(0);
                    weight * i64::from(sample)
                })
                .sum();
            let half = ONE as i64 / 2;
            ((sum + half).div_euclid(ONE as i64)).clamp(i16::MIN.into(), i16::MAX.into()) as i16
        })
        .collect()
}

/// The weights of the input samples around output sample `phase` of each `to`.
fn filter(phase: usize, from: usize, to: usize, reach: usize) -> Vec<i64> {
    let place = (phase * from % to) as f64 / to as f64;
    let cutoff = BAND * (to as f64 / from as f64).min(1.0);
    let highest = bessel(BETA);
    let weight = |tap: usize| {
        let distance = (tap + 1) as f64 - reach as f64 - place;
        let edge = distance / reach as f64;
        let window = bessel(BETA * (1.0 - edge * edge).max(0.0).sqrt()) / highest;
        let angle = PI * distance * cutoff;
        let sinc = if angle.abs() < 1e-9 { 1.0 } else { angle.sin() / angle };
        sinc * window
    };
    let weights: Vec<f64> = (0..2 * reach).map(weight).collect();
    // Each phase lets the same through, or a steady tone would hum.
    let sum: f64 = weights.iter().sum();
    weights
        .into_iter()
        .map(|weight| (weight / sum * ONE).round() as i64)
        .collect()
}

fn common_divisor(one: u32, other: u32) -> u32 {
    if other == 0 {
        one
    } else {
        common_divisor(other, one % other)
    }
}

/// The modified Bessel function of order zero, which the window is made of.
fn bessel(x: f64) -> f64 {
    let (mut sum, mut term) = (1.0, 1.0);
    for k in 1..40 {
        term *= (x / 2.0 / f64::from(k)).powi(2);
        sum += term;
    }
    sum
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use proptest::prelude::*;

    use super::*;
    use crate::utterance::SAMPLE_RATE;

    fn tone(hertz: f64, rate: u32) -> Vec<i16> {
        let sample = |n: u32| (TAU * hertz * f64::from(n) / f64::from(rate)).sin();
        (0..rate).map(|n| (sample(n) * 10_000.0).round() as i16).collect()
    }

    #[test]
    fn a_tone_stays_the_tone_it_is() {
        for rate in [8_000, 11_025, 13_714, 16_000, 18_666, 22_050, 44_100] {
            for hertz in [100.0, 1_000.0, 3_500.0] {
                let resampled = resample(&tone(hertz, rate), rate, SAMPLE_RATE);
                let expected = tone(hertz, SAMPLE_RATE);
                assert!(resampled.len().abs_diff(expected.len()) <= 1, "{rate}");
                // The ends lie half a filter away from silence.
                let inner = 1_500..22_500;
                let furthest = resampled[inner.clone()]
                    .iter()
                    .zip(&expected[inner])
                    .map(|(sample, expected)| sample.abs_diff(*expected))
                    .max();
                // 60 dB below the tone.
                assert!(furthest < Some(10), "{hertz} Hz from {rate}: {furthest:?}");
            }
        }
    }

    #[test]
    fn a_tone_that_the_new_rate_cannot_hold_is_silent() {
        let resampled = resample(&tone(13_000.0, 44_100), 44_100, SAMPLE_RATE);
        let loudest = resampled[1_500..22_500]
            .iter()
            .map(|sample| sample.unsigned_abs())
            .max();
        assert!(loudest < Some(10), "{loudest:?}");
    }

    proptest! {
        #[test]
        fn any_sound_is_as_long_as_it_should_be_and_never_wraps(
            samples in prop::collection::vec(any::<i16>(), 0..400),
            from in 1_u32..9,
            to in 1_u32..9,
        ) {
            let out = resample(&samples, from, to);
            prop_assert_eq!(out.len(), samples.len() * to as usize / from as usize);
            let silent = resample(&vec![0; samples.len()], from, to);
            prop_assert!(silent.iter().all(|sample| *sample == 0));
        }
    }
}
