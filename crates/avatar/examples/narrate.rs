//! Speaks a text into a WAV file and tells how long it took.
//!
//! `cargo run --release -p streaming-avatar-avatar --example narrate -- VOICE RATE FILE.wav TEXT`

use std::{env, error::Error, time::Instant};

use streaming_avatar_avatar::{
    SAMPLE_RATE,
    speech::{Delivery, narrate, voices},
};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [voice, rate, file, text] = arguments.as_slice() else {
        for voice in voices() {
            println!(
                "{:<16} {:<8} {:<6} {}",
                voice.id, voice.engine, voice.language, voice.name
            );
        }
        return Ok(());
    };
    let delivery = Delivery {
        voice_id: Some(voice.clone()),
        source: None,
        rate: rate.parse()?,
        emotion: None,
    };
    let format = hound::WavSpec {
        channels: 1,
        sample_rate: SAMPLE_RATE,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut wav = hound::WavWriter::create(file, format)?;
    let start = Instant::now();
    let mut at = 0;
    for (nth, utterance) in narrate(text, &delivery)?.enumerate() {
        let utterance = utterance?;
        println!(
            "utterance {nth}: {:?} of sound after {:?}",
            utterance.duration(),
            start.elapsed()
        );
        for span in &utterance.mouth {
            let seconds = |sample: usize| (at + sample) as f32 / SAMPLE_RATE as f32;
            println!(
                "  {:7.3} {:7.3} {:?} {:.2}",
                seconds(span.samples.start),
                seconds(span.samples.end),
                span.viseme,
                span.strength
            );
        }
        at += utterance.samples.len();
        for sample in utterance.samples {
            wav.write_sample(sample)?;
        }
    }
    wav.finalize()?;
    Ok(())
}
