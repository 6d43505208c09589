//! Voices from outside: their sound in any rate, the mouth they tell or that is read, and the built-in voice that speaks where they
//! fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use proptest::prelude::*;
use streaming_avatar_avatar::speech::{
    Delivery, Engine, Progress, Prosody, Script, SentenceSound, SentenceSpeaker, Source, SpeechError, Step, Voice,
    VoiceSource,
};
use streaming_avatar_avatar::{SAMPLE_RATE, Utterance, Viseme};

use crate::listen::check;

/// A voice that hums for as long as each sentence has characters, and fails from the sentence `breaks_at` on.
struct Hum {
    language: &'static str,
    rate: u32,
    tells: bool,
    breaks_at: usize,
    begun: AtomicUsize,
}

impl Hum {
    fn of(rate: u32) -> Self {
        Self {
            language: "en-US",
            rate,
            tells: false,
            breaks_at: usize::MAX,
            begun: AtomicUsize::new(0),
        }
    }
}

struct HumSpeaker {
    sound: SentenceSound,
    polls: usize,
    breaks_at: usize,
    tells: bool,
    begun: Arc<Hum>,
}

fn broken() -> SpeechError {
    SpeechError::Source {
        code: "voice-broken",
        message: "The hum is broken.".into(),
    }
}

/// Shared, so that a speaker can count the sentences of all.
struct Shared(Arc<Hum>);

impl VoiceSource for Shared {
    fn voice(&self) -> Voice {
        Voice {
            id: "hum".into(),
            name: "Hum".into(),
            language: self.0.language.into(),
            engine: Engine::Service,
        }
    }

    fn start(&self, _: Prosody) -> Result<Box<dyn SentenceSpeaker>, SpeechError> {
        Ok(Box::new(HumSpeaker {
            sound: SentenceSound::default(),
            polls: 0,
            breaks_at: self.0.breaks_at,
            tells: self.0.tells,
            begun: Arc::clone(&self.0),
        }))
    }

    fn ahead(&self) -> Duration {
        Duration::from_secs(3)
    }
}

impl SentenceSpeaker for HumSpeaker {
    fn begin(&mut self, sentence: &str) -> Result<(), SpeechError> {
        let nth = self.begun.begun.fetch_add(1, Ordering::Relaxed);
        if nth >= self.breaks_at && nth.is_multiple_of(2) {
            return Err(broken());
        }
        let rate = self.begun.rate;
        let length = sentence.chars().count() * rate as usize / 20;
        let step = std::f32::consts::TAU * 150.0 / rate as f32;
        self.sound = SentenceSound {
            samples: (0..length)
                .map(|n| ((n as f32 * step).sin() * 6_000.0) as i16)
                .collect(),
            rate,
            shapes: self
                .tells
                .then(|| vec![(0..length / 2, Viseme::Open), (length / 2..length, Viseme::Pressed)]),
        };
        self.polls = 0;
        Ok(())
    }

    fn work(&mut self) -> Result<Progress, SpeechError> {
        self.polls += 1;
        Ok(match self.polls {
            1 => Progress::Working,
            2 => Progress::Waiting,
            _ if self.begun.begun.load(Ordering::Relaxed) > self.breaks_at => return Err(broken()),
            _ => Progress::Spoken(std::mem::take(&mut self.sound)),
        })
    }
}

fn with(hum: Hum, fallback: &str) -> Delivery {
    Delivery {
        source: Some(Source::new(Arc::new(Shared(Arc::new(hum))), fallback)),
        ..Delivery::default()
    }
}

/// The utterances of a text, the failures of its voice, and what was not said.
fn heard(text: &str, delivery: &Delivery) -> (Vec<Utterance>, Vec<SpeechError>, Option<String>) {
    let mut narration = Script::of(text, delivery).unwrap().narrate().unwrap();
    let (mut utterances, mut failures) = (Vec::new(), Vec::new());
    loop {
        match narration.step() {
            Step::Working | Step::Waiting => {}
            Step::Spoken(utterance) => utterances.push(utterance),
            Step::FellBack(error) => failures.push(error),
            Step::Done => return (utterances, failures, narration.unsaid()),
            Step::Failed(error) => {
                failures.push(error);
                return (utterances, failures, narration.unsaid());
            }
        }
    }
}

/// Seconds of an utterance without the silence at its end.
fn sounding(utterance: &Utterance) -> f64 {
    let silence = utterance
        .samples
        .iter()
        .rev()
        .take_while(|sample| **sample == 0)
        .count();
    (utterance.samples.len() - silence) as f64 / f64::from(SAMPLE_RATE)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn sound_of_any_rate_is_as_long_as_it_was(rate in prop::sample::select(vec![8_000, 16_000, 22_050, 24_000, 44_100, 48_000])) {
        for tells in [false, true] {
            let (utterances, failures, unsaid) = heard("Twenty characters ok.", &with(Hum { tells, ..Hum::of(rate) }, "pico-en-us"));
            check(&utterances);
            prop_assert_eq!((utterances.len(), failures.len(), unsaid), (1, 0, None));
            let seconds = sounding(&utterances[0]);
            prop_assert!((seconds - 21.0 / 20.0).abs() < 0.05, "{} at {}", seconds, rate);
            if tells {
                let mouth = &utterances[0].mouth;
                let turn = mouth[0].samples.end as f64 / f64::from(SAMPLE_RATE);
                prop_assert_eq!((mouth.len(), mouth[1].viseme), (2, Viseme::Pressed));
                prop_assert!((turn - 21.0 / 40.0).abs() < 0.05, "{} at {}", turn, rate);
            }
        }
    }
}

#[test]
fn a_built_in_voice_goes_on_where_the_voice_fails() {
    for breaks_at in 0..4 {
        let text = "This is the first one. This is the second. And this is the third. Here is the last.";
        let (utterances, failures, unsaid) = heard(
            text,
            &with(
                Hum {
                    breaks_at,
                    ..Hum::of(22_050)
                },
                "pico-en-us-low",
            ),
        );
        assert_eq!((utterances.len(), unsaid), (4, None), "{breaks_at}");
        assert_eq!(failures, [broken()], "{breaks_at}: told once");
        check(&utterances);
    }
}

#[test]
fn what_the_built_in_voice_cannot_say_is_told() {
    let chinese = || Hum {
        language: "zh-CN",
        ..Hum::of(24_000)
    };
    let (utterances, failures, unsaid) = heard("你好。再见。", &with(chinese(), "pico-en-us"));
    assert!(!utterances.is_empty() && failures.is_empty() && unsaid.is_none());
    let (utterances, failures, unsaid) = heard(
        "你好。",
        &with(
            Hum {
                breaks_at: 0,
                ..chinese()
            },
            "pico-en-us",
        ),
    );
    assert_eq!((utterances.len(), failures), (0, vec![broken()]));
    assert!(unsaid.unwrap().contains("你好"));
}

#[test]
fn a_voice_that_is_paid_for_keeps_little_ready() {
    let script = |delivery| Script::of("Hello.", &delivery).unwrap();
    assert_eq!(
        script(with(Hum::of(24_000), "pico-en-us")).ahead(),
        Duration::from_secs(3)
    );
    assert_eq!(script(Delivery::default()).ahead(), Duration::from_secs(20));
}
