//! Pitch: how high a voice speaks: a server gives a deep one to avatars that have a deep voice.

/// Pitch in Hz below which a voice counts as deep: men speak at about 85 to 155 Hz, women at about 165 to 255.
const LOW: f32 = 160.0;
/// The pitches that are looked for, in Hz.
const LOWEST: usize = 60;
const HIGHEST: usize = 400;

/// Whether the voice in these samples is deep.
pub fn is_low(samples: &[i16], rate: u32) -> bool {
    median(samples, rate as usize).is_some_and(|pitch| pitch < LOW)
}

/// The median pitch in Hz: where the autocorrelation of windows of 40 ms peaks, in those that are loud and periodic.
fn median(samples: &[i16], rate: usize) -> Option<f32> {
    let loudest = samples.iter().map(|sample| sample.unsigned_abs()).max()?;
    let mut pitches: Vec<f32> = samples
        .windows((rate / 25).max(1))
        .step_by((rate / 50).max(1))
        .filter(|window| window.iter().any(|sample| sample.unsigned_abs() > loudest / 3))
        .filter_map(|window| {
            let product = |lag: usize| -> f32 {
                let later = window.get(lag..).unwrap_or_default();
                window
                    .iter()
                    .zip(later)
                    .map(|(one, other)| f32::from(*one) * f32::from(*other))
                    .sum()
            };
            let whole = product(0);
            let (lag, best) = (rate / HIGHEST..rate / LOWEST)
                .map(|lag| (lag, product(lag) / whole))
                .max_by(|one, other| one.1.total_cmp(&other.1))?;
            (best > 0.4).then(|| rate as f32 / lag as f32)
        })
        .collect();
    pitches.sort_by(f32::total_cmp);
    pitches.get(pitches.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deep_voice_is_told_from_a_high_one() {
        for (hertz, low) in [(90.0, true), (120.0, true), (200.0, false), (250.0, false)] {
            let pulse = |n: u32| {
                if (n as f32 * hertz / 22_050.0).fract() < 0.1 {
                    9_000
                } else {
                    -1_000
                }
            };
            let samples: Vec<i16> = (0..22_050).map(pulse).collect();
            assert_eq!(is_low(&samples, 22_050), low, "{hertz} Hz");
        }
        assert!(!is_low(&[], 22_050));
        assert!(!is_low(&[0; 9_000], 22_050));
    }
}
