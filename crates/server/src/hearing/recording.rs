//! The audio buffer of the visitor's sound of late, in memory only: what may have to be transcribed.

use std::collections::VecDeque;
use std::ops::Range;

use crate::hearing::voice_activity::Frame;

/// Samples that are kept: the longest turn with all that may belong to it.
const MAX_SAMPLES: usize = 32 * dialogue::SAMPLE_RATE as usize;

/// The last half minute of sound.
#[derive(Default)]
pub struct Recording {
    samples: VecDeque<i16>,
    /// The place of the first of them.
    start: u64,
}

impl Recording {
    /// Appends a frame whose first sample is at `at`. Of what has been skipped, nothing is known.
    pub fn append(&mut self, at: u64, frame: &Frame) {
        if at != self.end() {
            self.samples.clear();
            self.start = at;
        }
        self.samples.extend(frame);
        let beyond = self.samples.len().saturating_sub(MAX_SAMPLES);
        self.forget(self.start + beyond as u64);
    }

    /// The sound of a stretch, as far as it is there.
    pub fn stretch(&self, range: &Range<u64>) -> Vec<i16> {
        let place = |at: u64| usize::try_from(at.clamp(self.start, self.end()) - self.start).unwrap_or(usize::MAX);
        let (from, to) = (place(range.start), place(range.end));
        self.samples.range(from..to.max(from)).copied().collect()
    }

    /// Forgets all before a place.
    pub fn forget(&mut self, before: u64) {
        let gone = before.clamp(self.start, self.end()) - self.start;
        self.samples.drain(..usize::try_from(gone).unwrap_or(usize::MAX));
        self.start += gone;
    }

    /// Forgets everything, and gives the memory back.
    pub fn clear(&mut self) {
        self.start = self.end();
        self.samples = VecDeque::new();
    }

    fn end(&self) -> u64 {
        self.start + self.samples.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hearing::voice_activity::FRAME;

    #[test]
    fn a_stretch_is_what_was_heard_of_it() {
        let mut recording = Recording::default();
        for nth in 0..4_u64 {
            recording.append(nth * FRAME as u64, &[nth as i16; FRAME]);
        }
        let stretch = recording.stretch(&(FRAME as u64 - 1..FRAME as u64 + 2));
        assert_eq!(stretch, [0, 1, 1]);
        recording.forget(2 * FRAME as u64);
        assert_eq!(recording.stretch(&(0..2 * FRAME as u64 + 1)), [2]);
        assert!(recording.stretch(&(9_000..10_000)).is_empty());
        assert!(recording.stretch(&Range { start: 500, end: 400 }).is_empty());
        recording.clear();
        assert!(recording.stretch(&(0..10_000)).is_empty());
    }

    #[test]
    fn no_more_than_half_a_minute_is_kept() {
        let mut recording = Recording::default();
        for nth in 0..4_000 {
            recording.append(nth * FRAME as u64, &[7; FRAME]);
        }
        assert_eq!(recording.stretch(&(0..u64::MAX)).len(), MAX_SAMPLES);
    }
}
