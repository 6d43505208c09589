//! Another sample rate for a finished piece of sound.

use rubato::{
    Async, FixedAsync, Resampler, SincInterpolationParameters, SincInterpolationType, WindowFunction,
    audioadapter_buffers::direct::SequentialSlice,
};

/// Length of the filter in samples: it lets through 98 % of the band that both rates have.
const FILTER: usize = 256;
/// Samples that are worked on at a time.
const CHUNK: usize = 1024;

/// `samples` taken at `from` per second, as taken at `to` per second. Only the ratio of the two matters.
pub(crate) fn resample(samples: &[i16], from: u32, to: u32) -> Result<Vec<i16>, String> {
    if from == to || samples.is_empty() {
        return Ok(samples.to_vec());
    }
    let describe = |error: &dyn std::fmt::Display| format!("its sound cannot be resampled: {error}");
    let mut resampler = Async::<f32>::new_sinc(
        f64::from(to) / f64::from(from),
        1.0,
        &filter(from, to),
        CHUNK,
        1,
        FixedAsync::Input,
    )
    .map_err(|e| describe(&e))?;
    let input: Vec<f32> = samples.iter().map(|sample| f32::from(*sample)).collect();
    let input = SequentialSlice::new(&input, 1, samples.len()).map_err(|e| describe(&e))?;
    let output = resampler
        .process_all(&input, samples.len(), None)
        .map_err(|e| describe(&e))?;
    // A cast from float saturates.
    Ok(output
        .take_data()
        .into_iter()
        .map(|sample: f32| sample.round() as i16)
        .collect())
}

/// A filter with a form of its own for each place that a new sample can have between two old ones, so that nothing is
/// interpolated. The crate's resampler by Fourier transform is a little sharper, but would be the largest part of the code that
/// a browser loads to speak.
fn filter(from: u32, to: u32) -> SincInterpolationParameters {
    let places = to / common_divisor(from, to);
    SincInterpolationParameters::new(FILTER, WindowFunction::Blackman)
        .oversampling_factor(places as usize)
        .interpolation(SincInterpolationType::Nearest)
}

fn common_divisor(one: u32, other: u32) -> u32 {
    if other == 0 {
        one
    } else {
        common_divisor(other, one % other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::utterance::SAMPLE_RATE;

    fn tone(hertz: f64, rate: u32) -> Vec<i16> {
        let sample = |n: u32| (std::f64::consts::TAU * hertz * f64::from(n) / f64::from(rate)).sin();
        (0..rate).map(|n| (sample(n) * 10_000.0).round() as i16).collect()
    }

    /// How much of a tone is in the middle of `samples`, and how much of anything else: root mean squares.
    fn share(samples: &[i16], hertz: f64) -> (f64, f64) {
        // Whole periods of every tone of these tests.
        let middle = &samples[4_000..12_000];
        let (mut along, mut across, mut all) = (0.0, 0.0, 0.0);
        for (n, sample) in middle.iter().enumerate() {
            let (sine, cosine) = (std::f64::consts::TAU * hertz * n as f64 / f64::from(SAMPLE_RATE)).sin_cos();
            let sample = f64::from(*sample);
            along += sample * sine;
            across += sample * cosine;
            all += sample * sample;
        }
        let length = middle.len() as f64;
        let tone = 2.0 * (along * along + across * across) / length;
        ((tone / length).sqrt(), ((all - tone).max(0.0) / length).sqrt())
    }

    #[test]
    fn a_tone_stays_the_tone_it_is() {
        for rate in [8_000, 11_025, 13_714, 22_050, 44_100] {
            for hertz in [100.0, 1_000.0, 3_500.0] {
                let resampled = resample(&tone(hertz, rate), rate, SAMPLE_RATE).unwrap();
                assert!(
                    resampled.len().abs_diff(SAMPLE_RATE as usize) <= 1,
                    "{rate}: {}",
                    resampled.len()
                );
                let (tone, rest) = share(&resampled, hertz);
                assert!(
                    (tone - 10_000.0 / 2.0_f64.sqrt()).abs() < 35.0,
                    "{hertz} Hz from {rate}: {tone}"
                );
                // 50 dB below the tone.
                assert!(rest < 22.0, "{hertz} Hz from {rate}: {rest}");
            }
        }
    }

    #[test]
    fn a_tone_that_the_new_rate_cannot_hold_is_silent() {
        let resampled = resample(&tone(9_000.0, 44_100), 44_100, SAMPLE_RATE).unwrap();
        let (_, rest) = share(&resampled, 1_000.0);
        assert!(rest < 22.0, "{rest}");
    }
}
