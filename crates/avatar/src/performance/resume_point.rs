//! The point at which speech that was paused resumes: at a break between words.

use crate::utterance::SAMPLE_RATE;

/// Samples over which loudness is measured: 10 ms.
const FRAME: usize = SAMPLE_RATE as usize / 100;

/// Frames of quiet that make a break between words. The closure before a plosive is shorter.
const BREAK: usize = 9;

/// Frames of a break that come before the next word: quiet consonants.
const LEAD: usize = 3;

/// Frames among which the quietest is taken where there is no break: 400 ms, about the last syllables.
const NEAR: usize = 40;

/// Quiet, as a part of the loudest frame: 30 dB below it.
const QUIET: f64 = 0.03;

/// How many samples before the end of `past` speech goes on, where `past` is what was heard of it: at the end of the last break,
/// else where it is quietest within the last syllables, else at its very end.
pub(super) fn resume_point(past: &[i16]) -> usize {
    // The last frame is the last of these.
    let loudness: Vec<f64> = past.rchunks_exact(FRAME).map(loudness).collect();
    let loudest = loudness.iter().copied().fold(0.0, f64::max);
    if loudest == 0.0 {
        return 0;
    }
    let quiet = |at: &f64| *at <= loudest * QUIET;
    let last_break = loudness.windows(BREAK).position(|frames| frames.iter().all(quiet));
    if let Some(at) = last_break {
        return (at + LEAD) * FRAME;
    }
    let near = loudness.iter().take(NEAR).enumerate();
    let quietest = near.min_by(|(_, one), (_, other)| one.total_cmp(other));
    // Even the quietest place is in the middle of a sound: what was just heard is not said again then.
    match quietest {
        Some((nth, quietest)) if *quietest <= loudest / 4.0 => nth * FRAME,
        _ => 0,
    }
}

/// The root of the mean square.
fn loudness(samples: &[i16]) -> f64 {
    let energy: f64 = samples.iter().map(|sample| f64::from(*sample).powi(2)).sum();
    (energy / samples.len().max(1) as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound(stretches: &[(usize, i16)]) -> Vec<i16> {
        let frames = stretches
            .iter()
            .flat_map(|(frames, sample)| vec![*sample; frames * FRAME]);
        frames.collect()
    }

    #[test]
    fn speech_goes_on_after_the_last_break() {
        let past = sound(&[(50, 9_000), (15, 20), (30, 8_000), (4, 0), (10, 9_000)]);
        assert_eq!(resume_point(&past), (44 + LEAD) * FRAME, "a closure is no break");
    }

    #[test]
    fn without_a_break_it_goes_on_where_it_was_quietest() {
        let past = sound(&[(50, 9_000), (1, 900), (10, 8_000)]);
        assert_eq!(resume_point(&past), 10 * FRAME);
        assert_eq!(resume_point(&sound(&[(80, 9_000)])), 0);
        assert_eq!(resume_point(&[]), 0);
    }

    #[test]
    fn broken_off_in_a_break_no_word_is_said_twice() {
        assert_eq!(resume_point(&sound(&[(50, 9_000), (15, 0)])), LEAD * FRAME);
    }
}
