//! Voice input: synthetic sound in real packets, and with a voice activity that goes by loudness.

use std::time::{Duration, Instant};

use api::{ChannelMessage, ListeningMode};
use dialogue::{AvatarState, JobId, Values};
use openai::{FailureMessage, ServiceError};
use opus_pure::{Application, OpusEncoder};

use super::voice_activity::{Frame, VoiceActivity};
use super::{HearingEffect, VoiceInput};

/// Milliseconds in a packet.
const PACKET: u64 = 20;

/// Speech is what is loud.
struct Loudness;

impl VoiceActivity for Loudness {
    fn speech(&mut self, frame: &Frame) -> f32 {
        let energy: f64 = frame.iter().map(|sample| f64::from(*sample).powi(2)).sum();
        if (energy / frame.len() as f64).sqrt() > 500.0 {
            1.0
        } else {
            0.0
        }
    }

    fn reset(&mut self) {}
}

/// A visitor at a microphone, and the voice input that listens.
struct Visitor {
    hearing: VoiceInput,
    encoder: OpusEncoder,
    start: Instant,
    now: Instant,
    ticks: u64,
    effects: Vec<HearingEffect>,
}

impl Visitor {
    fn new(values: Values, mode: ListeningMode) -> Self {
        let now = Instant::now();
        let mut hearing = VoiceInput::new(Box::new(Loudness), values, now).unwrap();
        hearing.listen(Some(mode), now);
        Self {
            hearing,
            encoder: OpusEncoder::new(48_000, 1, Application::Voip).unwrap(),
            start: now,
            now,
            ticks: 1_000,
            effects: Vec::new(),
        }
    }

    fn conversational() -> Self {
        Self::new(Values::default(), ListeningMode::Conversational)
    }

    /// Lets time pass in which the microphone gives a tone, or silence.
    fn sound(&mut self, milliseconds: u64, loud: bool) {
        for _ in 0..milliseconds / PACKET {
            let sample = |at: usize| if loud && (at / 60).is_multiple_of(2) { 8_000 } else { 0 };
            let samples: Vec<i16> = (0..960).map(sample).collect();
            let mut packet = vec![0; 1_500];
            let size = self.encoder.encode_s16(&samples, 960, &mut packet).unwrap();
            self.ticks += 960;
            self.now += Duration::from_millis(PACKET);
            self.hearing.packet(self.ticks, &packet[..size], self.now);
            self.pass(0);
        }
    }

    fn speak(&mut self, milliseconds: u64) {
        self.sound(milliseconds, true);
    }

    /// Sends twenty seconds of sound at once.
    fn flood(&mut self) {
        let mut packet = vec![0; 1_500];
        let size = self.encoder.encode_s16(&[0; 960], 960, &mut packet).unwrap();
        for _ in 0..1_000 {
            self.ticks += 960;
            self.hearing.packet(self.ticks, &packet[..size], self.now);
        }
    }

    fn rest(&mut self, milliseconds: u64) {
        self.sound(milliseconds, false);
    }

    /// Lets time pass in which no sound comes.
    fn pass(&mut self, milliseconds: u64) {
        for _ in 0..milliseconds.div_ceil(PACKET).max(1) {
            if milliseconds > 0 {
                self.now += Duration::from_millis(PACKET);
                self.ticks += 960;
            }
            self.hearing.time(self.now);
            self.effects.extend(std::iter::from_fn(|| self.hearing.poll()));
        }
    }

    fn takes(&mut self) -> Vec<HearingEffect> {
        self.pass(0);
        std::mem::take(&mut self.effects)
    }

    /// The transcription that is asked for last, and how many seconds it has.
    fn job(effects: &[HearingEffect]) -> (JobId, f64) {
        let found = effects.iter().rev().find_map(|effect| match effect {
            HearingEffect::Transcribe(job, samples) => Some((*job, samples.len() as f64 / 16_000.0)),
            _ => None,
        });
        found.unwrap_or_else(|| panic!("nothing is transcribed: {effects:?}"))
    }

    fn writes(&mut self, job: JobId, text: Result<&str, FailureMessage>) {
        self.hearing.transcribed(job, text.map(str::to_owned), self.now);
    }
}

fn kinds(effects: &[HearingEffect]) -> Vec<&'static str> {
    let kind = |effect: &HearingEffect| match effect {
        HearingEffect::Transcribe(..) => "transcribe",
        HearingEffect::Discard(_) => "discard",
        HearingEffect::Ask(..) => "ask",
        HearingEffect::Pause => "pause",
        HearingEffect::Resume => "resume",
        HearingEffect::Interrupt => "interrupt",
        HearingEffect::Tell(ChannelMessage::UserStart { .. }) => "start",
        HearingEffect::Tell(ChannelMessage::UserStop { .. }) => "stop",
        HearingEffect::Tell(ChannelMessage::UserMessage { .. }) => "words",
        HearingEffect::Tell(ChannelMessage::UserEnd { .. }) => "end",
        HearingEffect::Tell(ChannelMessage::Error { .. }) => "error",
        HearingEffect::Tell(_) => "other",
    };
    effects.iter().map(kind).collect()
}

#[test]
fn what_is_said_is_transcribed_told_and_asked() {
    let mut visitor = Visitor::conversational();
    visitor.rest(1_000);
    visitor.speak(1_000);
    visitor.rest(240);
    let effects = visitor.takes();
    assert_eq!(kinds(&effects), ["start", "transcribe"]);
    let (job, seconds) = Visitor::job(&effects);
    // With 300 ms before it, and the pause after which it was sent.
    assert!((1.4..1.65).contains(&seconds), "{seconds}");
    visitor.writes(job, Ok("Good morning."));
    visitor.rest(400);
    let effects = visitor.takes();
    assert_eq!(kinds(&effects), ["stop", "words", "end", "ask"]);
    let task_id = "turn-1".to_owned();
    let message = "Good morning.".to_owned();
    assert_eq!(
        effects[1],
        HearingEffect::Tell(ChannelMessage::UserMessage { task_id, message })
    );
    assert_eq!(
        effects[3],
        HearingEffect::Ask("answer-1".into(), "Good morning.".into())
    );
    assert!(!visitor.hearing.is_busy());
}

#[test]
fn speech_into_the_answer_pauses_it_within_200_ms_of_the_decision_and_words_interrupt_it() {
    let mut visitor = Visitor::conversational();
    visitor.hearing.avatar(AvatarState::Speaking, visitor.now);
    visitor.rest(2_000);
    visitor.takes();
    let begun = visitor.now;
    while !kinds(&visitor.effects).contains(&"pause") {
        visitor.speak(PACKET);
        assert!(visitor.now - begun < Duration::from_secs(2), "{:?}", visitor.effects);
    }
    // The decision takes 400 ms of speech; what comes on top of it is the length of a frame and of a packet.
    let taken = visitor.now - begun;
    assert!(taken < Duration::from_millis(400 + 100), "{taken:?}");
    visitor.speak(500);
    visitor.rest(600);
    let effects = visitor.takes();
    assert_eq!(kinds(&effects), ["start", "pause", "transcribe", "stop"]);
    let (job, _) = Visitor::job(&effects);
    visitor.writes(job, Ok("Stop, please."));
    assert_eq!(kinds(&visitor.takes()), ["words", "end", "interrupt", "resume", "ask"]);
}

#[test]
fn where_nothing_was_said_after_all_the_avatar_goes_on() {
    for text in [
        Ok(""),
        Ok("  "),
        Err(FailureMessage::of_transcription(&ServiceError::Cut)),
    ] {
        let failed = text.is_err();
        let mut visitor = Visitor::conversational();
        visitor.hearing.avatar(AvatarState::Speaking, visitor.now);
        visitor.rest(2_000);
        visitor.speak(700);
        visitor.rest(600);
        let (job, _) = Visitor::job(&visitor.takes());
        visitor.writes(job, text);
        let expected: &[_] = if failed { &["error", "resume"] } else { &["resume"] };
        assert_eq!(kinds(&visitor.takes()), expected);
    }
}

#[test]
fn a_transcription_that_fails_is_told_with_its_reason_and_one_that_never_comes_too() {
    let mut visitor = Visitor::conversational();
    let mut fails = |told: Option<FailureMessage>| {
        visitor.speak(700);
        visitor.rest(600);
        let (job, _) = Visitor::job(&visitor.takes());
        match told {
            Some(told) => visitor.writes(job, Err(told)),
            None => visitor.pass(21_000),
        }
        let effects = visitor.takes();
        effects.into_iter().find_map(|effect| match effect {
            HearingEffect::Tell(ChannelMessage::Error { task_id, code, message }) => Some((task_id, code, message)),
            _ => None,
        })
    };
    let told = FailureMessage::of_transcription(&ServiceError::Unauthorized);
    let expected = Some(("turn-1".into(), "stt-unauthorized".into(), told.message.clone()));
    assert_eq!(fails(Some(told)), expected);
    let (task, code, _) = fails(None).unwrap();
    assert_eq!((task.as_str(), code.as_str()), ("turn-2", "stt-timed-out"));
    assert!(visitor.hearing.is_on(), "it is never deaf");
}

#[test]
fn the_button_decides_and_what_is_not_said_into_it_is_not_heard() {
    let mut visitor = Visitor::new(Values::default(), ListeningMode::PushToTalk);
    visitor.speak(1_000);
    assert_eq!(visitor.takes(), []);
    visitor.rest(500);
    visitor.hearing.press(visitor.now);
    visitor.speak(600);
    visitor.rest(1_000);
    visitor.speak(400);
    visitor.hearing.release(visitor.now);
    visitor.rest(300);
    let effects = visitor.takes();
    assert_eq!(kinds(&effects), ["start", "stop", "transcribe"]);
    let (_, seconds) = Visitor::job(&effects);
    assert!(
        (2.4..2.6).contains(&seconds),
        "the prefix, what was said, and what was on its way: {seconds}"
    );
}

#[test]
fn the_button_is_taken_in_any_mode_and_the_call_ends_it() {
    let mut visitor = Visitor::conversational();
    visitor.hearing.press(visitor.now);
    visitor.speak(600);
    visitor.hearing.listen(None, visitor.now);
    let effects = visitor.takes();
    assert_eq!(kinds(&effects), ["start", "stop"], "what was not finished is dropped");
    visitor.speak(2_000);
    assert_eq!(visitor.takes(), []);
    visitor.hearing.listen(Some(ListeningMode::Conversational), visitor.now);
    visitor.speak(600);
    assert_eq!(kinds(&visitor.takes()), ["start"]);
}

#[test]
fn a_microphone_that_stops_in_a_turn_ends_it() {
    let mut visitor = Visitor::conversational();
    visitor.speak(700);
    visitor.pass(1_200);
    assert_eq!(kinds(&visitor.takes()), ["start", "stop", "transcribe"]);
}

#[test]
fn sound_that_comes_faster_than_time_is_not_decoded() {
    let mut visitor = Visitor::conversational();
    visitor.flood();
    assert!(visitor.hearing.microphone_heard() <= 16_000 * 2 + 640);
    visitor.now += Duration::from_secs(30);
    visitor.speak(600);
    assert_eq!(kinds(&visitor.takes()), ["start"]);
}

#[test]
fn sound_that_was_too_fast_is_heard_again_as_soon_as_it_is_not() {
    let mut visitor = Visitor::conversational();
    visitor.flood();
    // At the pace of time, and no slower.
    let before = visitor.hearing.microphone_heard();
    visitor.rest(1_000);
    let heard = visitor.hearing.microphone_heard() - before;
    assert!((15_000..=17_000).contains(&heard), "{heard}");
    visitor.speak(600);
    assert_eq!(kinds(&visitor.takes()), ["start"]);
}

#[test]
fn sound_is_forgotten_once_its_turn_has_ended() {
    let mut visitor = Visitor::conversational();
    visitor.rest(5_000);
    let prefix = 16_000 * 300 / 1_000 + 1_024;
    assert!(visitor.hearing.kept() <= prefix, "{}", visitor.hearing.kept());
    visitor.speak(3_000);
    assert!(visitor.hearing.kept() >= 16_000 * 3);
    visitor.rest(1_000);
    assert!(visitor.hearing.kept() <= prefix, "{}", visitor.hearing.kept());
}

#[test]
fn each_turn_that_fails_is_told_its_own_reason() {
    let mut visitor = Visitor::conversational();
    let mut jobs = Vec::new();
    for _ in 0..2 {
        visitor.speak(700);
        visitor.rest(600);
        jobs.push(Visitor::job(&visitor.takes()).0);
    }
    // The second fails first, and is told after the first.
    visitor.writes(jobs[1], Err(FailureMessage::of_transcription(&ServiceError::NoCredit)));
    visitor.writes(
        jobs[0],
        Err(FailureMessage::of_transcription(&ServiceError::Unauthorized)),
    );
    let code = |effect| match effect {
        HearingEffect::Tell(ChannelMessage::Error { task_id, code, .. }) => Some((task_id, code)),
        _ => None,
    };
    let told: Vec<_> = visitor.takes().into_iter().filter_map(code).collect();
    let expected = [
        ("turn-1", "stt-unauthorized"),
        ("turn-2", FailureMessage::of_transcription(&ServiceError::NoCredit).code),
    ];
    assert_eq!(told, expected.map(|(turn, code)| (turn.to_owned(), code.to_owned())));
}

#[test]
fn a_session_is_listened_to_for_so_long_only_and_is_told() {
    let values = Values {
        most: 16_000,
        ..Values::default()
    };
    let mut visitor = Visitor::new(values, ListeningMode::Conversational);
    visitor.speak(1_500);
    visitor.rest(600);
    let effects = visitor.takes();
    assert!(kinds(&effects).contains(&"error"), "{effects:?}");
    assert!(!visitor.hearing.is_on());
    visitor.hearing.listen(Some(ListeningMode::Conversational), visitor.now);
    assert_eq!(kinds(&visitor.takes()), ["error"]);
}

#[test]
fn silence_costs_nothing_and_nothing_is_ever_asked_of_it() {
    let mut visitor = Visitor::conversational();
    visitor.rest(20_000);
    assert_eq!(visitor.takes(), []);
    assert!(visitor.now - visitor.start >= Duration::from_secs(20));
}
