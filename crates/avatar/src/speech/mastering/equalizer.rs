//! The equalizer for dull voices: a shelf that lifts high frequencies, and air above those that the engine can speak.
//!
//! An engine of 16 000 samples a second says nothing above 8 kHz, which sounds like a telephone. Of the hiss below that, a faint copy is
//! moved up by 4 kHz: up there the ear tells little more than that something is there. The factors of the filters are written down as
//! numbers, so that the sound is the same on every machine, whose sine may differ in the last digit.

/// How much brighter a voice is made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Equalizer {
    /// How much of the sound above 1.8 kHz is added once more: 1 lifts it by 6 dB.
    pub shelf: f32,
    /// How loud the copy above 8 kHz is against the hiss from 4 to 8 kHz that it is made of.
    pub air: f32,
}

/// High-pass filters at 24 000 samples a second, of first order and of second (Butterworth).
const ABOVE_1800: Filter = Filter {
    ahead: [0.806_400_4, -0.806_400_4, 0.0],
    back: [-0.612_800_8, 0.0],
};
const ABOVE_4500: Filter = Filter {
    ahead: [0.418_161_76, -0.836_323_5, 0.418_161_76],
    back: [-0.462_936_28, 0.209_710_77],
};
const ABOVE_8000: Filter = Filter {
    ahead: [0.155_050_46, -0.310_100_93, 0.155_050_46],
    back: [0.620_201_8, 0.240_403_7],
};

/// A cosine of 4 kHz, of height 2: multiplied with it, a sound is moved up by 4 kHz, and down.
const SHIFT: [f32; 6] = [2.0, 1.0, -1.0, -2.0, -1.0, 1.0];

impl Equalizer {
    /// Makes samples, [`SAMPLE_RATE`](crate::SAMPLE_RATE) a second, brighter.
    pub(super) fn apply(self, samples: &mut [f32]) {
        let mut shelf = Run::of(ABOVE_1800);
        let mut hiss = [Run::of(ABOVE_4500), Run::of(ABOVE_4500)];
        let mut air = [Run::of(ABOVE_8000), Run::of(ABOVE_8000)];
        for (sample, shift) in samples.iter_mut().zip(SHIFT.iter().cycle()) {
            let hiss = hiss.iter_mut().fold(*sample, |sample, run| run.next(sample));
            let copy = air.iter_mut().fold(hiss * shift, |sample, run| run.next(sample));
            *sample += self.shelf * shelf.next(*sample) + self.air * copy;
        }
    }
}

/// A filter of second order.
#[derive(Clone, Copy)]
struct Filter {
    /// Factors of this sample and the two before.
    ahead: [f32; 3],
    /// Factors of the two results before.
    back: [f32; 2],
}

/// A filter at work (direct form II, transposed).
struct Run {
    filter: Filter,
    state: [f32; 2],
}

impl Run {
    fn of(filter: Filter) -> Self {
        Self {
            filter,
            state: [0.0; 2],
        }
    }

    fn next(&mut self, sample: f32) -> f32 {
        let Filter { ahead, back } = self.filter;
        let out = ahead[0] * sample + self.state[0];
        self.state[0] = ahead[1] * sample - back[0] * out + self.state[1];
        self.state[1] = ahead[2] * sample - back[1] * out;
        out
    }
}

#[cfg(test)]
mod tests {
    use std::f32::consts::TAU;

    use super::*;
    use crate::utterance::SAMPLE_RATE;

    fn tone(hertz: f32) -> Vec<f32> {
        (0..SAMPLE_RATE)
            .map(|n| 8_000.0 * (TAU * hertz * n as f32 / SAMPLE_RATE as f32).sin())
            .collect()
    }

    /// How loud a frequency is in a sound, against the tone above, in dB.
    fn level(samples: &[f32], hertz: f32) -> f32 {
        let inner = &samples[4_000..20_000];
        let mut sums = (0.0, 0.0);
        for (n, sample) in inner.iter().enumerate() {
            let (sin, cos) = (TAU * hertz * n as f32 / SAMPLE_RATE as f32).sin_cos();
            sums = (sums.0 + sample * cos, sums.1 + sample * sin);
        }
        20.0 * ((sums.0 * sums.0 + sums.1 * sums.1).sqrt() / inner.len() as f32 / 4_000.0).log10()
    }

    #[test]
    fn what_is_high_is_lifted_and_what_is_low_stays() {
        for (hertz, least, most) in [
            (200.0, -0.1, 0.3),
            (1_000.0, 0.5, 2.5),
            (5_000.0, 5.0, 6.1),
            (7_500.0, 5.0, 6.1),
        ] {
            let mut sound = tone(hertz);
            Equalizer { shelf: 1.0, air: 0.0 }.apply(&mut sound);
            let lift = level(&sound, hertz);
            assert!((least..most).contains(&lift), "{hertz} Hz: {lift} dB");
        }
    }

    #[test]
    fn air_is_a_copy_of_the_hiss_alone() {
        let air = |hertz: f32| {
            let mut sound = tone(hertz);
            Equalizer { shelf: 0.0, air: 0.5 }.apply(&mut sound);
            (
                level(&sound, hertz),
                level(&sound, hertz + 4_000.0),
                level(&sound, (hertz - 4_000.0).abs()),
            )
        };
        let (own, above, below) = air(6_000.0);
        assert!(
            own.abs() < 0.2 && (-10.0..-5.0).contains(&above) && below < -30.0,
            "{own} {above} {below}"
        );
        // Vowels have none.
        let (own, above, below) = air(1_000.0);
        assert!(
            own.abs() < 0.2 && above < -50.0 && below < -45.0,
            "{own} {above} {below}"
        );
    }
}
