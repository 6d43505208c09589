//! Detects speech: whether it is heard, from the energy of the sound that was played.

/// Tells speech from silence, with a pause between words not taken for an end.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SpeechDetector {
    before: Option<(f64, f64)>,
    audible: bool,
    quiet_ticks: u32,
}

impl SpeechDetector {
    /// Mean square from which on sound counts as speech: −46 dB of full scale.
    const SPEECH: f64 = 2.5e-5;
    /// Ticks of quiet, a quarter of a second each, after which speech has ended.
    const PAUSE: u32 = 4;

    /// Takes the browser's counters: energy (level squared × seconds) and seconds of sound since the connection began.
    /// Gives whether speech is heard when that changes.
    pub(super) fn tick(&mut self, energy: f64, seconds: f64) -> Option<bool> {
        let (energy_before, seconds_before) = self.before.replace((energy, seconds))?;
        let played = seconds - seconds_before;
        let loud = played > 0.0 && (energy - energy_before) / played > Self::SPEECH;
        self.quiet_ticks = if loud { 0 } else { self.quiet_ticks.saturating_add(1) };
        let audible = loud || (self.audible && self.quiet_ticks < Self::PAUSE);
        (std::mem::replace(&mut self.audible, audible) != audible).then_some(audible)
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    /// The counters after each of the ticks, given the level in each.
    fn changes(levels: &[f64]) -> Vec<Option<bool>> {
        let (mut energy, mut seconds) = (0.0, 0.0);
        let mut speech_detector = SpeechDetector::default();
        speech_detector.tick(energy, seconds);
        let heard = |level: &f64| {
            energy += level * level * 0.25;
            seconds += 0.25;
            speech_detector.tick(energy, seconds)
        };
        levels.iter().map(heard).collect()
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn speech_begins_at_once_and_ends_after_a_pause() {
        let found = changes(&[0.0, 0.1, 0.0, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0, 0.1]);
        let mut wanted = [None; 10];
        wanted[1] = Some(true);
        wanted[7] = Some(false);
        wanted[9] = Some(true);
        assert_eq!(found, wanted);
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn noise_below_the_threshold_and_counters_that_stand_still_are_silence() {
        assert!(changes(&[0.001; 8]).iter().all(Option::is_none));
        let mut speech_detector = SpeechDetector::default();
        assert!((0..8).all(|_| speech_detector.tick(1.0, 1.0).is_none()));
    }
}
