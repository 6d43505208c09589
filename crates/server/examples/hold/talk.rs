//! How soon an answer is heard: from the language model's first word to the first sound, beside a text that is only repeated.

use std::time::Duration;

use api::Call;
use serde_json::json;
use str0m::format::Codec;

use crate::measurement::{Measurement, mean};
use crate::program::Program;
use crate::visitor::Visitor;
use scripted::model::{Model, Reply};

/// How often each is measured: once at each millisecond between two packets of sound.
const ROUNDS: u64 = 20;

/// How much later an answer may be heard, after the model's first word, than the same text that is only repeated.
const MAX_LATER: Duration = Duration::from_millis(250);

const WORDS: &str = "Good morning, and welcome.";

pub async fn measure(server: String) -> Vec<Measurement> {
    let model = Model::start([Reply::answer(&format!("{WORDS} How can I help?"))])
        .await
        .expect("a port");
    let limits = ["--answers-per-minute", "1000", "--llm-url", &model.url()];
    let program = Program::start(&server, 4096, &limits);
    let visitor = Visitor::enter(&program.caller, json!({"quality": "low"}), &[Codec::Vp8, Codec::H264]).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let (mut repeated, mut answered) = (Vec::new(), Vec::new());
    // The first round loads what is loaded once.
    for round in 0..=ROUNDS {
        tokio::time::sleep(Duration::from_millis(round)).await;
        let asked = std::time::Instant::now();
        let (task, _) = visitor.say(WORDS).await;
        let sound = visitor.begun(&task).await - asked;
        end(&visitor, &task).await;
        tokio::time::sleep(Duration::from_millis(round)).await;
        let body = json!({"session_id": visitor.session, "text": "Hello?", "task_type": "talk"});
        let task = crate::caller::text(&visitor.caller.data(Call::Task, body).await["task_id"]);
        let begun = visitor.begun(&task).await;
        let words = model.first_words().expect("it has answered");
        end(&visitor, &task).await;
        if round > 0 {
            repeated.push(sound);
            answered.push(begun.saturating_duration_since(words));
        }
    }
    let (repeated, answered) = (mean(repeated), mean(answered));
    vec![Measurement {
        what: "first sound of an answer".into(),
        measured: format!(
            "{} ms after the model's first word, a repeated text {} ms after its call",
            answered.as_millis(),
            repeated.as_millis()
        ),
        bound: format!("{} ms later", MAX_LATER.as_millis()),
        holds: answered <= repeated + MAX_LATER,
    }]
}

async fn end(visitor: &Visitor, task: &str) {
    visitor.call(Call::Interrupt).await;
    visitor.said(task).await;
}
