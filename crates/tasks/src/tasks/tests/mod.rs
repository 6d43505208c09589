//! Tasks with sound that is made up, heard as the tests let the sound clock run.

mod growing;
mod pause;
mod whole;

use avatar::speech::Script;
use avatar::speech::{Delivery, Engine};
use avatar::{FrameSize, Utterance};

use super::*;

const SECOND: u64 = SAMPLE_RATE as u64;

fn performance() -> Performance {
    Performance::new("clara", FrameSize::LOW, 1).unwrap()
}

/// A script of about so many seconds.
fn script(seconds: u64) -> Script {
    let sentence = "This sentence takes about three seconds to say, as it happens. ";
    Script::of(
        &sentence.repeat(usize::try_from(seconds.div_ceil(3)).unwrap()),
        &Delivery::default(),
    )
    .unwrap()
}

fn sound(id: &str, samples: u64) -> Narrated {
    let samples = vec![1_000; usize::try_from(samples).unwrap()];
    Narrated::Sentence(
        id.into(),
        Utterance {
            samples,
            ..Utterance::default()
        },
    )
}

fn complete(id: &str, seconds: u64) -> Narrated {
    Narrated::Complete(id.into(), Duration::from_secs(seconds), None)
}

fn broken() -> SpeechError {
    SpeechError::Engine {
        engine: Engine::Pico,
        reason: "it is out of order".into(),
    }
}

fn reply(id: &str, duration_ms: u64) -> Output {
    let spoken = Spoken {
        duration_ms,
        unsaid: None,
    };
    Output::Reply(id.into(), Ok(spoken))
}

fn starts(id: &str) -> Output {
    Output::Tell(ChannelMessage::StartTalking { task_id: id.into() })
}

fn stops(id: &str, duration_ms: u64, unsaid: Option<&str>) -> Output {
    Output::Tell(ChannelMessage::StopTalking {
        task_id: id.into(),
        duration_ms,
        unsaid: unsaid.map(Into::into),
    })
}

fn outputs(tasks: &mut Tasks) -> Vec<Output> {
    std::iter::from_fn(|| tasks.poll()).collect()
}

fn hear(performance: &mut Performance, samples: u64) -> u64 {
    performance.sound(&mut vec![0; usize::try_from(samples).unwrap()]);
    performance.spoken()
}
