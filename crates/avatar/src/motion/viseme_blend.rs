//! Coarticulation: the mouth between visemes, each of which blends into its neighbours.
//!
//! A moment's mouth is the mean of the shapes around it, weighted with a window of [`REACH`] to either side (so a change takes
//! about 70 ms from a tenth to nine tenths) that looks ahead by [`AHEAD`], as speakers shape a sound before it is heard. Shapes differ in how firmly they insist:
//! the lips must meet for a `p` however short it is, while a `t` leaves them where the vowels want them.

use std::f64::consts::PI;

use super::ease;
use crate::portrait::Mouth;
use crate::utterance::SAMPLE_RATE;
use crate::viseme::Viseme;

/// Half the window's length, in seconds.
const REACH: f64 = 0.06;
/// How far the window's middle lies ahead of the sound, in seconds.
const AHEAD: f64 = 0.015;
/// Sound that is said now moves the mouth at most this many samples before it is heard.
pub(crate) const LEAD: u64 = ((REACH + AHEAD) * SAMPLE_RATE as f64) as u64;
/// Speech that begins without notice opens the mouth over this many seconds rather than at once.
const ONSET: f64 = 0.05;

/// A mouth shape held over a stretch of the sound clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct HeldViseme {
    /// First sample.
    pub(crate) from: u64,
    /// First sample after it.
    pub(crate) until: u64,
    /// The shape.
    pub(crate) viseme: Viseme,
    /// How strongly it is formed, 0..=1.
    pub(crate) strength: f64,
    /// Where the sound clock was when this was said: before that, nobody could know of it.
    pub(crate) known: u64,
}

/// The mouth at `seconds`, given the shapes around that moment (at rest where there are none).
pub(crate) fn lips(seconds: f64, held: &[HeldViseme]) -> Mouth {
    let mut blend = Blend::default();
    let mut resting = 1.0;
    for held in held {
        let known = ease((seconds - clock(held.known)) / ONSET + 0.2);
        let share = known * (window(clock(held.until) - seconds) - window(clock(held.from) - seconds));
        if share > 0.0 {
            resting -= share;
            blend.add(held.viseme, held.strength, share);
        }
    }
    blend.add(Viseme::Rest, 1.0, resting.max(0.0));
    blend.mean()
}

fn clock(samples: u64) -> f64 {
    samples as f64 / f64::from(SAMPLE_RATE)
}

/// How much of the window lies before a moment that is `ahead` seconds away: 0 to 1.
fn window(ahead: f64) -> f64 {
    let place = ((ahead - AHEAD) / REACH).clamp(-1.0, 1.0);
    0.5 + 0.5 * place + (PI * place).sin() / (2.0 * PI)
}

#[derive(Default)]
struct Blend {
    mouth: Mouth,
    weight: f64,
}

impl Blend {
    fn add(&mut self, viseme: Viseme, strength: f64, share: f64) {
        let shape = Mouth::REST.towards(&Mouth::of(viseme), strength.clamp(0.0, 1.0));
        let weight = share * firmness(viseme);
        self.mouth = self.mouth.plus(&shape, weight);
        self.weight += weight;
    }

    fn mean(self) -> Mouth {
        // The window's shares add up to one and no firmness is zero, so the weight is positive; the floor is for safety.
        Mouth::default().plus(&self.mouth, 1.0 / self.weight.max(1e-6))
    }
}

/// How much a shape insists on its lips beside its neighbours.
fn firmness(viseme: Viseme) -> f64 {
    match viseme {
        Viseme::Back => 0.6,
        Viseme::TongueTip => 0.7,
        Viseme::Half => 0.9,
        Viseme::Rest => 1.0,
        Viseme::Wide => 1.2,
        Viseme::Hiss | Viseme::Open => 1.3,
        Viseme::TongueTeeth | Viseme::Round => 1.6,
        Viseme::Hush | Viseme::Pursed => 2.0,
        Viseme::Pressed | Viseme::LipTeeth => 4.0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn held(from: f64, until: f64, viseme: Viseme) -> HeldViseme {
        let samples = |seconds: f64| (seconds * f64::from(SAMPLE_RATE)) as u64;
        HeldViseme {
            from: samples(from),
            until: samples(until),
            viseme,
            strength: 1.0,
            known: 0,
        }
    }

    #[test]
    fn a_long_shape_is_reached_and_left() {
        let word = [held(1.0, 1.5, Viseme::Open)];
        assert_eq!(lips(0.8, &word), Mouth::REST);
        assert!(lips(1.25, &word).distance(&Mouth::of(Viseme::Open)) < 1e-6);
        assert!(lips(1.7, &word).distance(&Mouth::REST) < 1e-6);
    }

    #[test]
    fn a_change_is_half_done_when_the_sound_changes_give_or_take_the_lead() {
        let word = [held(1.0, 1.5, Viseme::Open)];
        let open = |seconds| lips(seconds, &word).open();
        assert!(open(1.0 - AHEAD) < 0.6 * open(1.25) && open(1.0 + 0.03) > 0.6 * open(1.25));
    }

    #[test]
    fn lips_meet_for_a_short_closure_between_vowels() {
        let word = [
            held(1.0, 1.3, Viseme::Open),
            held(1.3, 1.37, Viseme::Pressed),
            held(1.37, 1.7, Viseme::Open),
        ];
        let tightest = (0..100)
            .map(|step| lips(1.25 + f64::from(step) * 0.002, &word).open())
            .fold(f64::MAX, f64::min);
        assert!(tightest < 0.25 * lips(1.2, &word).open(), "{tightest}");
    }

    proptest! {
        #[test]
        fn the_mouth_never_jumps(at in 0.5..2.5f64, edge in 1.0..1.6f64) {
            let word = [held(0.9, edge, Viseme::Open), held(edge, 2.0, Viseme::Pursed)];
            // A fortieth of a picture's time moves the mouth by little.
            prop_assert!(lips(at, &word).distance(&lips(at + 0.001, &word)) < 0.08);
        }
    }
}
