//! The two ends of an utterance: what silence an engine leaves there is cut to a natural length, without clicks.

use std::ops::Range;

use crate::utterance::SAMPLE_RATE;

/// Samples looked at as one when sound is told from silence: 10 ms.
const FRAME: usize = SAMPLE_RATE as usize / 100;
/// Root mean square below which a frame is silent: about 40 dB below the speech of all voices. Some of them click or hiss at half
/// of that before they speak.
const SILENT: f64 = 60.0;
/// Root mean square that speech exceeds somewhere; what never does is no speech.
const SPOKEN: f64 = 150.0;
/// The silence that is kept before the first sound: the onset of a soft consonant lies in it.
const LEAD: usize = FRAME * 3;
/// The silence that is kept after the last sound.
const TAIL: usize = FRAME * 4;
/// Over how many samples the ends fade in and out: 5 ms.
const FADE: usize = SAMPLE_RATE as usize / 200;

/// A piece of sound with its ends cut, and how much was cut at its start.
pub(crate) struct Trimmed {
    pub samples: Vec<i16>,
    pub cut: usize,
}

/// Cuts the silence at both ends of `samples`, fades what is left, and adds `pause` samples of silence. `None` where there is
/// no speech in them. Where the engine tells between which samples it speaks, `speech` has them: some voices are never quite
/// silent, so that is better than looking.
pub(crate) fn trim(samples: &[i16], speech: Option<Range<usize>>, pause: usize) -> Option<Trimmed> {
    let levels: Vec<f64> = samples.chunks(FRAME).map(root_mean_square).collect();
    if !levels.iter().any(|level| *level > SPOKEN) {
        return None;
    }
    let Range { start, end } = match speech {
        Some(told) => told,
        None => {
            let first = levels.iter().position(|level| *level > SILENT)?;
            let last = levels.iter().rposition(|level| *level > SILENT)?;
            first * FRAME..(last + 1) * FRAME
        }
    };
    let cut = start.saturating_sub(LEAD);
    let mut kept = samples.get(cut..(end + TAIL).min(samples.len()))?.to_vec();
    fade(kept.iter_mut());
    fade(kept.iter_mut().rev());
    kept.resize(kept.len() + pause, 0);
    Some(Trimmed { samples: kept, cut })
}

fn fade<'a>(samples: impl Iterator<Item = &'a mut i16>) {
    for (nth, sample) in samples.take(FADE).enumerate() {
        *sample = (f32::from(*sample) * nth as f32 / FADE as f32) as i16;
    }
}

fn root_mean_square(samples: &[i16]) -> f64 {
    let sum: f64 = samples
        .iter()
        .map(|sample| f64::from(*sample) * f64::from(*sample))
        .sum();
    (sum / samples.len().max(1) as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_cut_and_faded_and_the_pause_is_added() {
        let mut sound = vec![0_i16; 16_000];
        sound[8_000..12_000].fill(5_000);
        let Trimmed { samples, cut } = trim(&sound, None, 1_000).unwrap();
        assert_eq!((cut, samples.len()), (8_000 - LEAD, LEAD + 4_000 + TAIL + 1_000));
        assert_eq!(samples[LEAD..LEAD + 4_000], sound[8_000..12_000]);
        let Trimmed { samples, cut } = trim(&sound, Some(8_480..11_360), 0).unwrap();
        assert_eq!(
            (cut, samples[0], samples[FADE], samples.last()),
            (8_000, 0, 5_000, Some(&0))
        );
    }

    #[test]
    fn silence_is_no_speech() {
        assert!(trim(&[], None, 100).is_none());
        assert!(trim(&[3; 10_000], None, 100).is_none());
        // The times that an engine tells may be wrong: then there is nothing to hear, and no panic.
        assert!(trim(&[9_000; 100], Some(5_000..6_000), 0).is_none());
    }
}
