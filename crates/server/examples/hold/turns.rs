//! How soon a spoken question is answered, and how soon the avatar is silent when the visitor speaks while it does: with a speech
//! recognition and a language model that answer at once.

use std::time::{Duration, Instant};

use api::{Call, ChannelMessage};
use avatar::SAMPLE_RATE;
use avatar::speech::{Delivery, narrate};
use scripted::model::{Model, Reply};
use scripted::transcriber::{Transcriber, Written};
use serde_json::json;
use str0m::format::Codec;

use crate::measurement::{Measurement, median};
use crate::program::Program;
use crate::visitor::{Arrived, Visitor};

/// How often each is measured.
const ROUNDS: usize = 9;
/// From the end of the visitor's speech to the first sound.
pub const ANSWERED_WITHIN: Duration = Duration::from_millis(900);
/// From the decision that the visitor speaks to the avatar's silence.
const SILENT_WITHIN: Duration = Duration::from_millis(200);
/// Silence around what is said: longer than what ends a turn.
const AROUND: Duration = Duration::from_millis(900);
/// Bytes of the longest packet of silence.
const SILENCE: usize = 20;
/// An answer that can be interrupted.
const LONG: &str =
    "This is the first sentence of a long answer, as it happens. And this is the second one, which goes on and on. ";

pub async fn measure(server: String) -> Vec<Measurement> {
    let question = question();
    vec![answers(&server, &question).await, barge_ins(&server, &question).await]
}

/// Asks a question and waits until its answer has been said, as `before` others were; gives the end of the question and the first sound of
/// the answer.
pub async fn answered(visitor: &Visitor, question: &[i16], before: usize) -> (Instant, Instant) {
    let began = Instant::now();
    visitor.speak(question, AROUND).await;
    let ended = began + AROUND + length(question);
    let stops = |message: &ChannelMessage| matches!(message, ChannelMessage::StopTalking { .. });
    visitor
        .until("the end of an answer", |inbox| {
            inbox.messages.iter().filter(|(_, message)| stops(message)).count() > before
        })
        .await;
    let first = visitor.see(|inbox| {
        let loud = |packet: &&Arrived| packet.at > ended && packet.data.len() > SILENCE;
        inbox.packets.iter().find(loud).map(|packet| packet.at)
    });
    (ended, first.expect("an answer is heard"))
}

async fn answers(server: &str, question: &[i16]) -> Measurement {
    let (_program, visitor) = listener(server, Reply::answer("I am well.")).await;
    let mut taken = Vec::new();
    // The first round loads what is loaded once.
    for round in 0..=ROUNDS {
        let (ended, first) = answered(&visitor, question, round).await;
        if round > 0 {
            taken.push(first - ended);
        }
    }
    let taken = median(taken);
    Measurement {
        what: "first sound after a spoken question".into(),
        measured: format!("{} ms after the visitor's last sound", taken.as_millis()),
        bound: format!("{} ms", ANSWERED_WITHIN.as_millis()),
        holds: taken <= ANSWERED_WITHIN,
    }
}

async fn barge_ins(server: &str, question: &[i16]) -> Measurement {
    let (mut decided, mut silent) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (_program, visitor) = listener(server, Reply::answer(&LONG.repeat(3))).await;
        visitor.message("Tell me something.");
        visitor
            .told("an answer", |message| {
                matches!(message, ChannelMessage::StartTalking { .. })
            })
            .await;
        // The visitor waits until the browser would know the avatar's echo.
        visitor.hears(60).await;
        let began = Instant::now();
        visitor.speak(question, AROUND).await;
        let (paused, _) = visitor
            .told("a pause", |message| *message == ChannelMessage::PauseTalking)
            .await;
        let last = visitor.see(|inbox| {
            let until = paused + AROUND / 2;
            let loud = |packet: &&Arrived| packet.at < until && packet.data.len() > SILENCE;
            inbox.packets.iter().rfind(loud).map(|packet| packet.at)
        });
        decided.push(paused - (began + AROUND));
        silent.push(last.map_or(Duration::ZERO, |last| last.saturating_duration_since(paused)));
    }
    let (decided, silent) = (median(decided), median(silent));
    Measurement {
        what: "silence after a barge-in".into(),
        measured: format!(
            "{} ms after the decision, which falls {} ms after the visitor's first sound",
            silent.as_millis(),
            decided.as_millis()
        ),
        bound: format!("{} ms after it", SILENT_WITHIN.as_millis()),
        holds: silent <= SILENT_WITHIN,
    }
}

/// A visitor who is listened to.
async fn listener(server: &str, reply: Reply) -> (Program, Visitor) {
    let transcriber = Transcriber::start([Written::Words("How are you today?")])
        .await
        .expect("a port");
    let model = Model::start([reply]).await.expect("a port");
    let (llm, stt) = (model.url(), transcriber.url());
    let arguments = ["--answers-per-minute", "1000", "--llm-url", &llm, "--stt-url", &stt];
    let program = Program::start(server, 4096, &arguments);
    let visitor = Visitor::enter(&program.caller, json!({"quality": "low"}), &[Codec::Vp8, Codec::H264]).await;
    let body = json!({"session_id": visitor.session});
    visitor.caller.data(Call::StartListening, body).await;
    (program, visitor)
}

/// The visitor's words in a built-in voice, without the quiet around them.
pub fn question() -> Vec<i16> {
    let sentences = narrate("How are you today?", &Delivery::default()).expect("a voice");
    let samples: Vec<i16> = sentences
        .flat_map(|sentence| sentence.expect("it can be said").samples)
        .collect();
    let loud = |sample: &i16| sample.unsigned_abs() > 500;
    let (first, last) = (samples.iter().position(loud), samples.iter().rposition(loud));
    let words = first.zip(last).and_then(|(first, last)| samples.get(first..=last));
    words.expect("words have a sound").to_vec()
}

fn length(samples: &[i16]) -> Duration {
    Duration::from_secs_f64(samples.len() as f64 / f64::from(SAMPLE_RATE))
}
