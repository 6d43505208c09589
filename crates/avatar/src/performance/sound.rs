//! The sound still to be heard.

use std::collections::VecDeque;
use std::ops::Range;

use super::resume_point::resume_point;
use crate::utterance::SAMPLE_RATE;

/// Samples over which sound is faded when it is cut off or comes back: 10 ms, short enough to be at once and long enough not to click.
const FADE: usize = SAMPLE_RATE as usize / 100;

/// Samples of the speech just heard that are kept, to go back to a break in it after a pause: 2 s.
const MEMORY: usize = 2 * SAMPLE_RATE as usize;

/// Queued speech on two clocks, both in samples since the start: the sound clock counts what was handed out, the speech clock how far
/// the speech has come. They differ by the pauses.
#[derive(Debug, Default)]
pub(super) struct Sound {
    heard: u64,
    spoken: u64,
    queued: VecDeque<i16>,
    /// The speech before that, as long as there was no gap in it.
    past: VecDeque<i16>,
    paused: Option<Pause>,
}

#[derive(Debug)]
struct Pause {
    /// The end, still sounding, of the speech that was broken off.
    fading: VecDeque<i16>,
    /// Where the speech goes on, on the speech clock.
    from: u64,
}

impl Sound {
    pub(super) fn heard(&self) -> u64 {
        self.heard
    }

    pub(super) fn spoken(&self) -> u64 {
        self.spoken
    }

    pub(super) fn ahead(&self) -> u64 {
        self.queued.len() as u64
    }

    pub(super) fn is_silent(&self) -> bool {
        self.queued.is_empty()
    }

    pub(super) fn is_paused(&self) -> bool {
        self.paused.is_some()
    }

    /// Appends samples; returns the stretch of the speech clock in which they will be heard.
    pub(super) fn append(&mut self, samples: &[i16]) -> Range<u64> {
        let start = self.end();
        self.queued.extend(samples);
        start..self.end()
    }

    /// Fades out what is queued and drops the rest; returns where silence begins on the speech clock. A pause goes on.
    pub(super) fn cut(&mut self) -> u64 {
        match &mut self.paused {
            Some(pause) => {
                self.queued.clear();
                self.past.clear();
                pause.fading.clear();
                pause.from = self.spoken;
                self.spoken
            }
            None => {
                self.queued.truncate(FADE);
                fade_out(&mut self.queued);
                self.end()
            }
        }
    }

    /// Falls silent within [`FADE`] and keeps the rest, to go on at a break not before `earliest` on the speech clock. Returns where
    /// that is. Of a pause that goes on already, the same again.
    pub(super) fn pause(&mut self, earliest: u64) -> u64 {
        if let Some(pause) = &self.paused {
            return pause.from;
        }
        let mut fading: VecDeque<_> = self.queued.iter().take(FADE).copied().collect();
        self.remember(fading.len());
        fade_out(&mut fading);
        let end = self.spoken + fading.len() as u64;
        let past = self.past.make_contiguous();
        let reach = usize::try_from(end.saturating_sub(earliest))
            .unwrap_or(usize::MAX)
            .min(past.len());
        let back = resume_point(past.get(past.len() - reach..).unwrap_or_default());
        let from = end - back as u64;
        self.paused = Some(Pause { fading, from });
        from
    }

    /// Goes on after a pause; returns how many samples are said once more.
    pub(super) fn resume(&mut self) -> u64 {
        let Some(pause) = self.paused.take() else { return 0 };
        // Sound that has not faded out yet was not heard.
        let from = pause.from.min(self.spoken);
        let end = self.spoken + pause.fading.len() as u64;
        for _ in from..end {
            if let Some(sample) = self.past.pop_back() {
                self.queued.push_front(sample);
            }
        }
        let fade = self.queued.len().min(FADE);
        for (nth, sample) in self.queued.iter_mut().take(fade).enumerate() {
            *sample = scaled(*sample, nth, fade);
        }
        std::mem::replace(&mut self.spoken, from) - from
    }

    /// Hands out the next samples, silence where none are queued; returns whether any was queued.
    pub(super) fn pull(&mut self, samples: &mut [i16]) -> bool {
        self.heard += samples.len() as u64;
        if let Some(pause) = &mut self.paused {
            let fading = pause.fading.len().min(samples.len());
            let (spoken, silent) = samples.split_at_mut(fading);
            for (place, sample) in spoken.iter_mut().zip(pause.fading.drain(..fading)) {
                *place = sample;
            }
            silent.fill(0);
            self.spoken += fading as u64;
            return fading > 0;
        }
        let speech = self.queued.len().min(samples.len());
        let (spoken, silent) = samples.split_at_mut(speech);
        for (place, sample) in spoken.iter_mut().zip(&self.queued) {
            *place = *sample;
        }
        silent.fill(0);
        let gap = speech < samples.len();
        self.remember(speech);
        if gap {
            self.past.clear();
            self.past.shrink_to(0);
            self.queued.shrink_to(0);
        }
        self.spoken += samples.len() as u64;
        speech > 0
    }

    /// Moves so many of the queued samples to those that have been heard.
    fn remember(&mut self, samples: usize) {
        self.past.extend(self.queued.drain(..samples));
        let beyond = self.past.len().saturating_sub(MEMORY);
        self.past.drain(..beyond);
    }

    fn end(&self) -> u64 {
        let fading = self.paused.as_ref().map_or(0, |pause| pause.fading.len());
        self.spoken + (fading + self.queued.len()) as u64
    }
}

/// Fades samples out over their whole length.
fn fade_out(samples: &mut VecDeque<i16>) {
    let length = samples.len();
    for (nth, sample) in samples.iter_mut().enumerate() {
        *sample = scaled(*sample, length - 1 - nth, length);
    }
}

/// A sample times `part / whole`, at most the sample itself.
fn scaled(sample: i16, part: usize, whole: usize) -> i16 {
    (i64::from(sample) * part as i64 / whole as i64) as i16
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pulled(sound: &mut Sound, samples: usize) -> Vec<i16> {
        let mut place = vec![0; samples];
        sound.pull(&mut place);
        place
    }

    #[test]
    fn a_pause_silences_within_a_packet_and_the_rest_is_heard_after_it() {
        let mut sound = Sound::default();
        let speech: Vec<i16> = (0..8_000).map(|nth| 1_000 + nth).collect();
        sound.append(&speech);
        assert_eq!(pulled(&mut sound, 4_000), speech[..4_000]);
        let earliest = sound.spoken();
        let from = sound.pause(earliest);
        assert_eq!(from, (4_000 + FADE) as u64, "there is no break in it");
        let packet = pulled(&mut sound, SAMPLE_RATE as usize / 50);
        assert_eq!(packet[FADE..], vec![0; packet.len() - FADE]);
        assert_eq!(pulled(&mut sound, 50_000), vec![0; 50_000]);
        assert_eq!(sound.resume(), 0);
        let rest = pulled(&mut sound, 4_000 - FADE);
        assert_eq!(rest[FADE..], speech[4_000 + 2 * FADE..]);
        assert_eq!(sound.spoken(), 8_000);
    }

    #[test]
    fn what_comes_after_a_gap_is_not_said_with_what_was_before_it() {
        let mut sound = Sound::default();
        sound.append(&[0; 1_000]);
        pulled(&mut sound, 3_000);
        sound.append(&[500; 3_000]);
        pulled(&mut sound, 1_000);
        assert!(sound.pause(0) >= 3_000);
    }

    #[test]
    fn a_cut_in_a_pause_leaves_nothing_and_speech_after_it_waits() {
        let mut sound = Sound::default();
        sound.append(&[500; 8_000]);
        pulled(&mut sound, 4_000);
        sound.pause(0);
        pulled(&mut sound, 4_000);
        let silence = sound.cut();
        assert_eq!(silence, sound.spoken());
        assert_eq!(sound.append(&[700; 400]), silence..silence + 400);
        assert_eq!(pulled(&mut sound, 400), [0; 400]);
        assert_eq!(sound.resume(), 0);
        assert_eq!(pulled(&mut sound, 400)[FADE..], vec![700; 400 - FADE]);
    }

    #[derive(Clone, Debug)]
    enum Act {
        Say(usize),
        Pull(usize),
        Pause(u64),
        Resume,
        Cut,
    }

    fn act() -> impl Strategy<Value = Act> {
        prop_oneof![
            3 => (1..5_000_usize).prop_map(Act::Say),
            6 => (1..2_000_usize).prop_map(Act::Pull),
            2 => (0..4_000_u64).prop_map(Act::Pause),
            2 => Just(Act::Resume),
            1 => Just(Act::Cut),
        ]
    }

    proptest! {
        #[test]
        fn the_clocks_agree_in_any_order(acts in prop::collection::vec(act(), 0..60)) {
            let mut sound = Sound::default();
            let mut pulls = 0;
            for act in acts {
                let (before, end) = (sound.spoken(), sound.end());
                match act {
                    Act::Say(samples) => {
                        prop_assert_eq!(sound.append(&vec![900; samples]), end..end + samples as u64);
                    }
                    Act::Pull(samples) => {
                        pulled(&mut sound, samples);
                        pulls += samples as u64;
                        prop_assert!(sound.spoken() >= before && sound.spoken() - before <= samples as u64);
                        prop_assert!(!sound.is_paused() || sound.spoken() - before <= FADE as u64);
                    }
                    Act::Pause(back) => {
                        let earliest = before.saturating_sub(back);
                        let paused = sound.is_paused();
                        let from = sound.pause(earliest);
                        prop_assert!(paused || from >= earliest && from <= before + FADE as u64);
                        prop_assert_eq!(sound.end(), end);
                    }
                    Act::Resume => {
                        sound.resume();
                        prop_assert!(sound.spoken() <= before);
                        prop_assert_eq!(sound.end(), end);
                    }
                    Act::Cut => {
                        let silence = sound.cut();
                        prop_assert!(silence >= before && silence - before <= FADE as u64);
                        prop_assert_eq!(sound.end(), silence);
                    }
                }
                prop_assert_eq!(sound.heard(), pulls);
                prop_assert!(sound.spoken() <= pulls);
            }
        }
    }
}
