//! Trims the silence at both ends of an utterance to a natural length, without clicks.

use std::ops::Range;

/// Frames, the samples looked at as one when sound is told from silence, in a second.
const FRAMES: usize = 100;
/// Root mean square below which a frame is silent: about 40 dB below the speech of all voices. Some of them click or hiss at half
/// of that before they speak.
const SILENT: f64 = 60.0;
/// Root mean square that speech exceeds somewhere; what never does is no speech.
const SPOKEN: f64 = 150.0;
/// Frames kept of the silence before the first sound: the onset of a soft consonant lies in it.
const LEAD: usize = 3;
/// Frames kept of the silence after the last sound.
const TAIL: usize = 4;
/// Over which part of a second the ends fade in and out: 5 ms.
const FADES: usize = 200;

/// A piece of sound with its ends cut, and how much was cut at its start.
pub(crate) struct Trimmed {
    pub samples: Vec<i16>,
    pub cut: usize,
}

/// Cuts the silence at both ends of `samples`, `rate` a second, fades what is left, and adds `pause` samples of silence. `None`
/// where there is no speech in them. Where the engine tells between which samples it speaks, `speech` has them: some voices are
/// never quite silent, so that is better than looking.
pub(crate) fn trim(samples: &[i16], rate: u32, speech: Option<Range<usize>>, pause: usize) -> Option<Trimmed> {
    let rate = rate as usize;
    let frame = (rate / FRAMES).max(1);
    let levels: Vec<f64> = samples.chunks(frame).map(root_mean_square).collect();
    if !levels.iter().any(|level| *level > SPOKEN) {
        return None;
    }
    let Range { start, end } = match speech {
        Some(told) => told,
        None => {
            let first = levels.iter().position(|level| *level > SILENT)?;
            let last = levels.iter().rposition(|level| *level > SILENT)?;
            first * frame..(last + 1) * frame
        }
    };
    let cut = start.saturating_sub(LEAD * frame);
    let mut kept = samples.get(cut..(end + TAIL * frame).min(samples.len()))?.to_vec();
    fade(kept.iter_mut(), rate / FADES);
    fade(kept.iter_mut().rev(), rate / FADES);
    kept.resize(kept.len() + pause, 0);
    Some(Trimmed { samples: kept, cut })
}

fn fade<'a>(samples: impl Iterator<Item = &'a mut i16>, length: usize) {
    for (nth, sample) in samples.take(length).enumerate() {
        *sample = (f32::from(*sample) * nth as f32 / length as f32) as i16;
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
        for rate in [16_000, 24_000] {
            let (second, frame) = (rate as usize, rate as usize / FRAMES);
            let mut sound = vec![0_i16; second];
            sound[second / 2..second * 3 / 4].fill(5_000);
            let Trimmed { samples, cut } = trim(&sound, rate, None, 1_000).unwrap();
            let (lead, tail) = (LEAD * frame, TAIL * frame);
            assert_eq!(
                (cut, samples.len()),
                (second / 2 - lead, lead + second / 4 + tail + 1_000)
            );
            assert_eq!(samples[lead..lead + second / 4], sound[second / 2..second * 3 / 4]);
            let told = second / 2 + lead..second * 3 / 4 - tail;
            let Trimmed { samples, cut } = trim(&sound, rate, Some(told), 0).unwrap();
            assert_eq!(
                (cut, samples[0], samples[second / FADES], samples.last()),
                (second / 2, 0, 5_000, Some(&0))
            );
        }
    }

    #[test]
    fn silence_is_no_speech() {
        assert!(trim(&[], 16_000, None, 100).is_none());
        assert!(trim(&[3; 10_000], 16_000, None, 100).is_none());
        // The times that an engine tells may be wrong: then there is nothing to hear, and no panic.
        assert!(trim(&[9_000; 100], 16_000, Some(5_000..6_000), 0).is_none());
        assert!(trim(&[9_000; 100], 0, None, 0).is_some());
    }
}
