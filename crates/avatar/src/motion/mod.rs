//! Motion: what moves when. Everything here is a pure function of the time, the seed and what was said, so a picture can be asked
//! for at any time, in any order, and is the same in every run.

mod arrival;
mod blink;
mod breath;
mod emphasis;
mod gaze;
mod head;
mod mood;
mod random;
mod secondary_motion;
mod viseme_blend;

use crate::portrait::{Head, Pose};
use crate::speech::Emotion;
use mood::Mood;

pub use mood::Attention;

pub(crate) use emphasis::emphases;
pub(crate) use mood::AttentionLevels;
pub(crate) use viseme_blend::{HeldViseme, LEAD, lips};

pub(crate) use random::{Random, ease};

/// The relation of a picture's moment to speech.
pub(crate) struct Speech<'a> {
    /// The mouth shapes around this moment, in order, in samples of the sound clock.
    pub(crate) held: &'a [HeldViseme],
    /// Moments of emphasis around this moment, in order.
    pub(crate) emphases: &'a [Emphasis],
    /// How much the figure is in the act of speaking, 0..1, smooth in time.
    pub(crate) engagement: f64,
    /// How much a question is on its face, and a greeting, 0..1, smooth in time.
    pub(crate) question: f64,
    pub(crate) greeting: f64,
}

/// A stressed syllable: the head nods and the brows rise with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Emphasis {
    /// When its loudest moment is heard, in samples of the sound clock.
    pub(crate) at: u64,
    /// How much it stands out, 0..1.
    pub(crate) strength: f64,
}

/// The habits of one figure in one session.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Temperament {
    random: Random,
    mood: Mood,
}

impl Temperament {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            random: Random::new(seed),
            mood: Mood::of(None),
        }
    }

    /// The same figure in a mood.
    pub(crate) fn in_mood(self, emotion: Option<Emotion>) -> Self {
        Self {
            mood: Mood::of(emotion),
            ..self
        }
    }

    /// How the figure holds itself at `seconds`.
    pub(crate) fn pose(self, seconds: f64, speech: &Speech<'_>, heed: AttentionLevels) -> Pose {
        let mood = self.mood;
        let accent = emphasis::at(seconds, speech.emphases);
        let mut gaze = gaze::at(self.random.stream(1), seconds);
        // A listener keeps looking at the viewer; who thinks looks up and aside, each time to the same side.
        let side = if self.random.stream(7).at(0) < 0.5 { -1.0 } else { 1.0 };
        let own = (1.0 - 0.8 * heed.listening) * (1.0 - heed.thinking);
        gaze.across = gaze.across * own + 0.5 * side * heed.thinking;
        gaze.up = gaze.up * own + 0.55 * heed.thinking;
        let blink = blink::at(self.random.stream(2), seconds);
        let breath = breath::at(self.random.stream(3), seconds, speech.engagement);
        let head = |seconds: f64| {
            let accent = emphasis::at(seconds, speech.emphases);
            let own = head::at(
                self.random.stream(4),
                seconds,
                speech.engagement * mood.liveliness,
                accent,
            );
            let nod = mood::nod(self.random.stream(8), seconds);
            own.plus(
                Head {
                    turn: 0.3 * side * heed.thinking,
                    nod: heed.listening * (0.12 + 0.34 * nod) - 0.12 * heed.thinking - 0.1 * speech.question,
                    tilt: mood.tilt + 0.42 * heed.listening - 0.25 * side * heed.thinking + 0.22 * speech.question,
                },
                1.0,
            )
        };
        let brows = 0.75 * mood.liveliness * accent.lift
            + 0.18 * speech.engagement * self.random.stream(5).wander(seconds, 1.3)
            + mood.brows
            + 0.6 * speech.question
            + 0.15 * speech.greeting
            + 0.18 * heed.listening
            + 0.1 * heed.thinking;
        let mut mouth = lips(seconds, speech.held);
        mouth.smile = mood.smile + 0.75 * speech.greeting + 0.2 * heed.listening - 0.12 * heed.thinking;
        mouth.smile = mouth.smile.clamp(-0.3, 1.0);
        let pose = Pose {
            head: head(seconds),
            body: secondary_motion::body(self.random.stream(6), seconds, head),
            tips: secondary_motion::tips(seconds, head),
            breath,
            gaze,
            lids: blink,
            brows: brows.clamp(-0.3, 1.0),
            mouth,
        };
        arrival::from_preview(seconds, pose)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mean of something of a pose over some seconds.
    fn mean(temperament: Temperament, speech: &Speech<'_>, heed: AttentionLevels, part: fn(&Pose) -> f64) -> f64 {
        let poses = (0..400).map(|nth| temperament.pose(10.0 + f64::from(nth) * 0.05, speech, heed));
        poses.map(|pose| part(&pose)).sum::<f64>() / 400.0
    }

    fn speech(question: f64, greeting: f64) -> Speech<'static> {
        Speech {
            held: &[],
            emphases: &[],
            engagement: 0.0,
            question,
            greeting,
        }
    }

    #[test]
    fn questions_greetings_and_moods_are_seen() {
        let plain = Temperament::new(5);
        let (brows, smile) = (|pose: &Pose| pose.brows, |pose: &Pose| pose.mouth.smile);
        let at = |temperament, speech: &Speech<'_>, part| mean(temperament, speech, AttentionLevels::default(), part);
        let rest = speech(0.0, 0.0);
        assert!(at(plain, &speech(1.0, 0.0), brows) > at(plain, &rest, brows) + 0.4);
        assert!(at(plain, &speech(0.0, 1.0), smile) > at(plain, &rest, smile) + 0.5);
        let mood = |emotion| plain.in_mood(Some(emotion));
        assert!(at(mood(Emotion::Friendly), &rest, smile) > 0.4);
        assert!(at(mood(Emotion::Serious), &rest, smile) < -0.2 && at(mood(Emotion::Serious), &rest, brows) < -0.1);
    }

    #[test]
    fn a_listener_looks_at_the_viewer_and_a_thinker_aside() {
        let aside = |pose: &Pose| pose.gaze.across.abs();
        for seed in 0..8 {
            let figure = Temperament::new(seed);
            let at = |listening, thinking| {
                mean(
                    figure,
                    &speech(0.0, 0.0),
                    AttentionLevels { listening, thinking },
                    aside,
                )
            };
            let (rest, listening, thinking) = (at(0.0, 0.0), at(1.0, 0.0), at(0.0, 1.0));
            assert!(
                listening < 0.5 * rest && thinking > 0.45,
                "{rest} {listening} {thinking}"
            );
            // Its nods are down and up again.
            let nods = (0..400).map(|nth| mood::nod(figure.random, f64::from(nth) * 0.05));
            assert!(nods.fold(0.0, f64::max) > 0.9);
        }
    }
}
