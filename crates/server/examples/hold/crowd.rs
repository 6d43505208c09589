//! Eight sessions with as many long texts as they may queue: memory stays bounded, and a ninth is heard in time.

use std::time::{Duration, Instant};

use api::Call;
use serde_json::json;
use str0m::format::Codec;
use tokio::task::JoinSet;

use crate::measurement::{Measurement, median};
use crate::program::Program;
use crate::visitor::Visitor;

/// Sessions that speak.
const SESSIONS: usize = 8;

/// Texts that each of them is sent.
const TEXTS: usize = 64;

/// Characters in each text.
const CHARACTERS: usize = 5000;

/// Resident memory, in MB.
const MAX_MEMORY: usize = 300;

/// How much later the first sound of a ninth session may be.
const MAX_LATER: f64 = 1.5;

/// The text that measures the first sound.
const SENTENCE: &str = "Good morning, welcome to the harbour, and thank you for coming all this way.";

/// How often the first sound is measured.
const ROUNDS: usize = 7;

/// Memory that has not grown for so long is taken for settled.
const SETTLED: Duration = Duration::from_secs(12);

/// The longest that memory is watched.
const WATCHED: Duration = Duration::from_secs(150);

pub async fn measure(server: String) -> Vec<Measurement> {
    let program = Program::start(&server, 4096, &["--max-sessions", "20"]);
    // The first one of a process also loads the voices.
    first_sounds(&program, 2).await;
    let alone = median(first_sounds(&program, ROUNDS).await);

    let mut crowd = Vec::new();
    for _ in 0..SESSIONS {
        crowd.push(enter(&program).await);
    }
    let before = program.memory();
    let mut sending = JoinSet::new();
    for visitor in &crowd {
        for number in 0..TEXTS {
            let request = visitor.caller.request(Call::Task);
            let body = json!({"session_id": visitor.session, "text": text(number)});
            sending.spawn(async move { request.json(&body).send().await.map(|reply| reply.status().as_u16()) });
        }
    }
    // While all texts are on their way and every voice is at work.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let beside = median(first_sounds(&program, ROUNDS).await);
    let most = settle(&program).await;

    let (mut accepted, mut refused, mut failed) = (0, 0, 0);
    while let Some(sent) = sending.try_join_next() {
        match sent {
            Ok(Ok(200)) => accepted += 1,
            Ok(Ok(429)) => refused += 1,
            _ => failed += 1,
        }
    }
    let waiting = sending.len();
    sending.abort_all();
    let later = beside.as_secs_f64() / alone.as_secs_f64().max(0.001);
    vec![
        Measurement {
            what: "memory with long texts queued".into(),
            measured: format!(
                "{before} MB before, {most} MB at most; of {} texts {accepted} accepted, {refused} refused as too many, {waiting} \
                 still waiting for their reply, {failed} failed",
                SESSIONS * TEXTS
            ),
            bound: format!("{MAX_MEMORY} MB, none fails"),
            holds: most <= MAX_MEMORY && failed == 0 && accepted + waiting >= SESSIONS,
        },
        Measurement {
            what: "first sound of a ninth session".into(),
            measured: format!(
                "{} ms alone, {} ms beside {SESSIONS} that speak: {later:.2} times",
                alone.as_millis(),
                beside.as_millis()
            ),
            bound: format!("{MAX_LATER} times"),
            holds: later <= MAX_LATER,
        },
    ]
}

async fn enter(program: &Program) -> Visitor {
    Visitor::enter(&program.caller, json!({"quality": "low"}), &[Codec::Vp8, Codec::H264]).await
}

/// In a session of its own, how long it takes from a text to the word that it begins to sound.
async fn first_sounds(program: &Program, rounds: usize) -> Vec<Duration> {
    let visitor = enter(program).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let mut sounds = Vec::new();
    for _ in 0..rounds {
        let asked = Instant::now();
        let (task, _) = visitor.say(SENTENCE).await;
        sounds.push(visitor.begun(&task).await - asked);
        visitor.said(&task).await;
    }
    visitor.call(Call::Stop).await;
    sounds
}

/// Watches the memory until it grows no more; gives the most of it.
async fn settle(program: &Program) -> usize {
    let began = Instant::now();
    let (mut last, mut since) = (program.memory(), Instant::now());
    while since.elapsed() < SETTLED && began.elapsed() < WATCHED {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let now = program.memory();
        if now > last + 2 {
            (last, since) = (now, Instant::now());
        }
    }
    program.most_memory()
}

/// A text of the full length, no two alike.
fn text(number: usize) -> String {
    let mut text = format!("This is text number {number}. ");
    let mut sentence = 0;
    while text.len() < CHARACTERS {
        sentence += 1;
        text.push_str(&format!(
            "Sentence {sentence} tells of the harbour, the weather and the long way home. "
        ));
    }
    text.truncate(CHARACTERS);
    text
}
