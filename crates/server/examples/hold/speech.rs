//! How soon a text is heard: a long one as soon as a short one, whatever it begins with, and right after an interrupt.

use std::time::{Duration, Instant};

use api::Call;
use serde_json::json;
use str0m::format::Codec;

use crate::measurement::{Measurement, mean};
use crate::program::Program;
use crate::visitor::Visitor;

/// How often each is measured: twice at each millisecond between two packets of sound.
const ROUNDS: u64 = 2 * PACKET;

/// Milliseconds from one packet of sound to the next. A text waits for the next one, up to so long.
const PACKET: u64 = 20;

/// How much later a long text may be heard than a short one.
const MAX_LATER: f64 = 1.2;

const SHORT: &str = "Good morning, and welcome.";

/// Long texts with beginnings of many kinds.
const TEXTS: [(&str, &str); 5] = [
    (
        "five sentences",
        "Good morning, and welcome to the harbour. The weather is fine today. The ships come in at noon. Please wait for them here. \
         There is coffee in the hall.",
    ),
    (
        "a long sentence without a comma",
        "Nobody who has ever stood on this pier in the first light of a summer morning will forget the smell of the tar and the cries of \
         the gulls and the sound of the small boats that knock against the wall until the sun is up and the market opens its doors.",
    ),
    (
        "one word after the other",
        "boat boat boat boat boat boat boat boat boat boat boat boat boat boat boat boat boat boat boat boat boat boat boat boat boat \
         boat boat boat boat boat boat boat boat boat boat boat boat boat boat boat boat boat boat boat boat boat boat boat boat boat",
    ),
    (
        "five thousand characters",
        "The weather was warm and sunny, so we walked along the river to the old market. ",
    ),
    (
        "sixty digits",
        "The number is 123456789012345678901234567890123456789012345678901234567890, as you know.",
    ),
];

pub async fn measure(server: String) -> Vec<Measurement> {
    let program = Program::start(&server, 4096, &[]);
    let visitor = Visitor::enter(&program.caller, json!({"quality": "low"}), &[Codec::Vp8, Codec::H264]).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    // Whatever is loaded once.
    first_sound(&visitor, SHORT, false, 0).await;
    let mut texts = vec![("a short text", SHORT.to_owned())];
    for (name, text) in TEXTS {
        texts.push((
            name,
            if name.starts_with("five thousand") {
                text.repeat(62)
            } else {
                text.to_owned()
            },
        ));
    }
    // In turns, so that what else the machine does falls on all alike.
    let mut sounds: Vec<Vec<Duration>> = vec![Vec::new(); texts.len()];
    let mut interrupted = Vec::new();
    for round in 0..ROUNDS {
        for ((_, text), sounds) in texts.iter().zip(&mut sounds) {
            sounds.push(first_sound(&visitor, text, false, round % PACKET).await);
        }
        interrupted.push(first_sound(&visitor, SHORT, true, round % PACKET).await);
    }
    let short = mean(sounds.remove(0));
    texts.remove(0);
    let named = texts.into_iter().map(|(name, _)| name).zip(sounds);
    named
        .chain([("a short text right after an interrupt", interrupted)])
        .map(|(name, sounds)| {
            let long = mean(sounds);
            let later = long.as_secs_f64() / short.as_secs_f64().max(0.001);
            Measurement {
                what: format!("first sound of {name}"),
                measured: format!(
                    "{} ms, a short text {} ms: {later:.2} times",
                    long.as_millis(),
                    short.as_millis()
                ),
                bound: format!("{MAX_LATER} times"),
                holds: later <= MAX_LATER,
            }
        })
        .collect()
}

/// How long it takes from a text to the word that it begins to sound. Then it is interrupted. `phase` milliseconds pass before the text is sent:
/// the messages before it come with a packet, so that without them each kind of text would always meet the packets in the same way.
async fn first_sound(visitor: &Visitor, text: &str, in_a_long_one: bool, phase: u64) -> Duration {
    let phase = Duration::from_millis(phase);
    if in_a_long_one {
        let (long, _) = visitor.say(&TEXTS[1].1.repeat(12)).await;
        visitor.begun(&long).await;
        tokio::time::sleep(phase).await;
        visitor.call(Call::Interrupt).await;
    } else {
        tokio::time::sleep(phase).await;
    }
    let asked = Instant::now();
    let (task, _) = visitor.say(text).await;
    let sound = visitor.begun(&task).await - asked;
    visitor.call(Call::Interrupt).await;
    visitor.said(&task).await;
    sound
}
