//! The sound still to be heard.

use std::collections::VecDeque;
use std::ops::Range;

use crate::utterance::SAMPLE_RATE;

/// Samples over which sound is faded when it is cut off: 10 ms, short enough to be at once and long enough not to click.
const FADE: usize = SAMPLE_RATE as usize / 100;

/// Queued speech on the session's sound clock, which counts the samples handed out since the start.
#[derive(Debug, Default)]
pub(super) struct Sound {
    heard: u64,
    queued: VecDeque<i16>,
}

impl Sound {
    pub(super) fn heard(&self) -> u64 {
        self.heard
    }

    pub(super) fn ahead(&self) -> u64 {
        self.queued.len() as u64
    }

    pub(super) fn is_silent(&self) -> bool {
        self.queued.is_empty()
    }

    /// Appends samples; returns the stretch of the clock in which they will be heard.
    pub(super) fn append(&mut self, samples: &[i16]) -> Range<u64> {
        let start = self.end();
        self.queued.extend(samples);
        start..self.end()
    }

    /// Fades out what is queued and drops the rest; returns where silence begins.
    pub(super) fn cut(&mut self) -> u64 {
        self.queued.truncate(FADE);
        let length = self.queued.len() as i32;
        for (sample, left) in self.queued.iter_mut().zip((0..length).rev()) {
            // At most the sample itself: `left` is smaller than `length`.
            *sample = (i32::from(*sample) * left / length) as i16;
        }
        self.end()
    }

    /// Hands out the next samples, silence where none are queued; returns whether any was queued.
    pub(super) fn pull(&mut self, samples: &mut [i16]) -> bool {
        let speech = self.queued.len().min(samples.len());
        let (spoken, silent) = samples.split_at_mut(speech);
        for (place, sample) in spoken.iter_mut().zip(self.queued.drain(..speech)) {
            *place = sample;
        }
        silent.fill(0);
        self.heard += samples.len() as u64;
        if self.queued.is_empty() {
            self.queued.shrink_to(0);
        }
        speech > 0
    }

    fn end(&self) -> u64 {
        self.heard + self.queued.len() as u64
    }
}
