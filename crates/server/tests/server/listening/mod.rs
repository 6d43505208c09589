//! Visitors who speak: real sound over a real connection, real voice activity detection, and a scripted speech recognition.

mod failures;

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use api::{Call, ChannelMessage};
use avatar::SAMPLE_RATE;
use avatar::speech::{Delivery, narrate};
use openai::BaseUrl;
use serde_json::json;
use str0m::format::Codec;
use streaming_avatar_server::{Options, Running};

use crate::caller::{options, start};
use crate::visitor::{TIMEOUT, Visitor};
use scripted::model::{Act, Model, Reply, said};
use scripted::transcriber::{Transcriber, Written};

const CODECS: [Codec; 2] = [Codec::H264, Codec::Vp8];

/// Silence around what is said: longer than what ends a turn.
const AROUND: Duration = Duration::from_millis(900);

/// An answer that lasts for some time.
const LONG: &str =
    "This is the first sentence of a long answer, as it happens. And this is the second one, which goes on and on. ";

/// The visitor's words, in a built-in voice: about a second and a half.
fn question() -> &'static [i16] {
    static SPOKEN: OnceLock<Vec<i16>> = OnceLock::new();
    SPOKEN.get_or_init(|| {
        let sentences = narrate("Good morning. How are you today?", &Delivery::default()).unwrap();
        sentences.flat_map(|sentence| sentence.unwrap().samples).collect()
    })
}

/// A loud noise of that many seconds.
fn noise(seconds: f64) -> Vec<i16> {
    let mut dice = 12_345_u32;
    let mut next = || {
        dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((dice >> 16) as i16) / 3
    };
    (0..(seconds * f64::from(SAMPLE_RATE)) as usize)
        .map(|_| next())
        .collect()
}

struct Scene {
    transcriber: Transcriber,
    model: Model,
    visitor: Visitor,
    _running: Running,
}

impl Scene {
    /// A visitor who is listened to.
    async fn new(written: impl IntoIterator<Item = Written>, replies: impl IntoIterator<Item = Reply>) -> Self {
        let scene = Self::deaf(written, replies, |_| {}).await;
        scene.listen(json!({})).await;
        scene
    }

    /// A visitor who may be listened to.
    async fn deaf(
        written: impl IntoIterator<Item = Written>,
        replies: impl IntoIterator<Item = Reply>,
        set: impl FnOnce(&mut Options),
    ) -> Self {
        let (transcriber, model) = (
            Transcriber::start(written).await.unwrap(),
            Model::start(replies).await.unwrap(),
        );
        let mut options = options();
        options.talk.llm_url = Some(BaseUrl::parse(&model.url()).unwrap());
        options.hearing.stt_url = Some(BaseUrl::parse(&transcriber.url()).unwrap());
        set(&mut options);
        let (running, caller) = start(options).await;
        let visitor = Visitor::enter(&caller, json!({"quality": "low"}), &CODECS).await;
        Self {
            transcriber,
            model,
            visitor,
            _running: running,
        }
    }

    async fn listen(&self, more: serde_json::Value) {
        let mut body = json!({"session_id": self.visitor.session});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.visitor.caller.data(Call::StartListening, body).await;
    }

    /// Says the question, with silence around it.
    async fn speak(&self) {
        self.visitor.speak(question(), AROUND).await;
    }

    /// Asks for an answer, and says the question into it.
    async fn speaks_into_an_answer(&self) {
        self.visitor.message("Tell me something.");
        let begins = |message: &ChannelMessage| matches!(message, ChannelMessage::StartTalking { .. });
        self.visitor.told("the answer", begins).await;
        // The visitor waits until the browser would know the avatar's echo.
        self.visitor.hears(60).await;
        self.visitor.speak(question(), Duration::from_millis(900)).await;
    }

    async fn error(&self) -> (String, String, String) {
        let (_, message) = self
            .visitor
            .told("an error", |message| matches!(message, ChannelMessage::Error { .. }))
            .await;
        let ChannelMessage::Error { task_id, code, message } = message else {
            unreachable!()
        };
        (task_id, code, message)
    }

    fn kinds(&self) -> Vec<&'static str> {
        let kind = |message: &ChannelMessage| match message {
            ChannelMessage::UserStart { .. } => "user start",
            ChannelMessage::UserStop { .. } => "user stop",
            ChannelMessage::UserMessage { .. } => "user words",
            ChannelMessage::UserEnd { .. } => "user end",
            ChannelMessage::StartTalking { .. } => "start",
            ChannelMessage::TalkingMessage { .. } => "words",
            ChannelMessage::EndMessage { .. } => "end",
            ChannelMessage::StopTalking { .. } => "stop",
            ChannelMessage::PauseTalking => "pause",
            ChannelMessage::ResumeTalking => "resume",
            ChannelMessage::Error { .. } => "error",
            _ => "other",
        };
        self.visitor
            .see(|inbox| inbox.messages.iter().map(|(_, message)| kind(message)).collect())
    }

    async fn told(&self, what: &'static str, is: impl Fn(&ChannelMessage) -> bool) -> Instant {
        self.visitor.told(what, is).await.0
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_into_the_microphone_is_written_down_answered_and_told() {
    let scene = Scene::new(
        [Written::Words(" Good morning. How are you? ")],
        [Reply::answer("I am well.")],
    )
    .await;
    scene.speak().await;
    scene
        .told("the end of the answer", |message| {
            matches!(message, ChannelMessage::StopTalking { .. })
        })
        .await;
    assert_eq!(
        scene.kinds(),
        [
            "user start",
            "user stop",
            "user words",
            "user end",
            "start",
            "words",
            "end",
            "stop"
        ]
    );
    let (_, words) = scene
        .visitor
        .told("words", |message| matches!(message, ChannelMessage::UserMessage { .. }))
        .await;
    let message = "Good morning. How are you?".to_owned();
    assert_eq!(
        words,
        ChannelMessage::UserMessage {
            task_id: "turn-1".into(),
            message: message.clone()
        }
    );
    assert_eq!(scene.model.messages(0).last(), Some(&("user".into(), message)));
    let received = scene.transcriber.received();
    let last = received.last().unwrap();
    let spoken = question().len() as f64 / f64::from(SAMPLE_RATE);
    assert!(
        last.fields.contains("name=\"model\"\r\n\r\nwhisper-1"),
        "{}",
        last.fields
    );
    assert!(
        (spoken - 0.2..spoken + 1.2).contains(&last.seconds()),
        "{} of {spoken}",
        last.seconds()
    );
    let loudest = last.samples.iter().map(|sample| sample.unsigned_abs()).max();
    assert!(loudest > Some(2_000), "{loudest:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_heard_before_the_call_and_after_the_other_one() {
    let scene = Scene::deaf([Written::Words("Hello.")], [Reply::answer("Yes.")], |_| {}).await;
    scene.speak().await;
    scene.listen(json!({})).await;
    assert_eq!(scene.visitor.call(Call::StopListening).await.0, 200);
    scene.speak().await;
    assert_eq!(scene.kinds(), [""; 0]);
    assert!(scene.transcriber.received().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn speech_into_the_answer_silences_it_and_the_question_is_answered() {
    let mut long = said(LONG);
    long.push(Act::Stall);
    let scene = Scene::new(
        [Written::Words("Stop, please.")],
        [Reply::Stream(long), Reply::answer("Of course.")],
    )
    .await;
    scene.speaks_into_an_answer().await;
    let paused = scene
        .told("a pause", |message| *message == ChannelMessage::PauseTalking)
        .await;
    scene
        .told("the words", |message| {
            matches!(message, ChannelMessage::UserMessage { .. })
        })
        .await;
    scene
        .told(
            "the second answer",
            |message| matches!(message, ChannelMessage::TalkingMessage { message, .. } if message == "Of course."),
        )
        .await;
    let kinds = scene.kinds();
    let at = |kind: &str| kinds.iter().position(|other| *other == kind).unwrap();
    assert!(
        at("user start") < at("pause") && at("pause") < at("user words"),
        "{kinds:?}"
    );
    // Packets of silence have one byte or two. The sound that is under way when the pause is told is that of 200 ms at most.
    let loud = scene.visitor.see(|inbox| {
        let after = inbox.packets.iter().filter(|packet| {
            let since = packet.at.saturating_duration_since(paused);
            since > Duration::from_millis(200) && since < Duration::from_millis(700)
        });
        after.filter(|packet| packet.data.len() > 3).count()
    });
    // Silence, too, has a packet of some bytes every 400 ms.
    assert!(loud <= 2, "the avatar speaks on: {loud} packets of 25");
    let asked = scene.model.messages(1);
    let answer = &asked[asked.len() - 2];
    assert_eq!(
        (answer.0.as_str(), asked.last().unwrap().1.as_str()),
        ("assistant", "Stop, please.")
    );
    assert!(
        LONG.starts_with(answer.1.as_str()) && answer.1.len() < LONG.len() - 20,
        "{}",
        answer.1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn where_there_were_no_words_the_answer_goes_on_and_is_heard_to_its_end() {
    let scene = Scene::new([Written::Words("")], [Reply::answer(LONG)]).await;
    scene.speaks_into_an_answer().await;
    scene
        .told("the end", |message| {
            matches!(message, ChannelMessage::StopTalking { .. })
        })
        .await;
    let kinds: Vec<_> = scene.kinds().into_iter().filter(|kind| *kind != "words").collect();
    assert_eq!(
        kinds,
        ["start", "user start", "pause", "user stop", "resume", "end", "stop"]
    );
    assert_eq!(scene.model.asked().len(), 1, "a transcript of nothing is no turn");
    let told: String = scene.visitor.see(|inbox| {
        let words = inbox.messages.iter().filter_map(|(_, message)| match message {
            ChannelMessage::TalkingMessage { message, .. } => Some(message.as_str()),
            _ => None,
        });
        words.collect()
    });
    assert_eq!(told, LONG.trim());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loud_noise_is_no_speech() {
    let scene = Scene::new([Written::Words("Thank you for watching.")], [Reply::answer("Yes.")]).await;
    scene.visitor.speak(&noise(2.0), AROUND).await;
    assert_eq!(scene.kinds(), [""; 0]);
    assert!(scene.transcriber.received().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_button_is_pressed_over_the_data_channel() {
    let scene = Scene::deaf([Written::Words("Hello.")], [Reply::answer("Yes.")], |_| {}).await;
    scene.listen(json!({"mode": "push_to_talk"})).await;
    scene.speak().await;
    assert_eq!(scene.kinds(), [""; 0]);
    scene.visitor.message("push_to_talk:start");
    scene.visitor.speak(question(), Duration::ZERO).await;
    scene.visitor.message("push_to_talk:stop");
    scene.visitor.speak(&[], Duration::from_millis(400)).await;
    scene
        .told("the answer", |message| {
            matches!(message, ChannelMessage::StartTalking { .. })
        })
        .await;
    assert_eq!(scene.transcriber.received().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_gives_its_transcription_up() {
    let scene = Scene::new([Written::Stall], [Reply::answer("Yes.")]).await;
    scene.speak().await;
    scene.visitor.call(Call::Stop).await;
    let deadline = Instant::now() + TIMEOUT;
    while scene.transcriber.hung_up() == 0 {
        assert!(Instant::now() < deadline, "nobody hung up");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reply_to_new_says_that_visitors_are_heard() {
    let scene = Scene::deaf([], [], |_| {}).await;
    let opened = scene.visitor.caller.data(Call::New, json!({"quality": "low"})).await;
    assert_eq!(opened["features"]["listen"], true);
    let body = json!({"session_id": opened["session_id"], "mode": "loud"});
    assert_eq!(scene.visitor.caller.call(Call::StartListening, body).await.0, 400);
}
