//! Speaks a text with a Piper voice into a WAV file, and tells how long that took beside how long it sounds.
//!
//! `cargo run --release -p streaming-avatar-piper --example speak -- VOICE.onnx out.wav "A text."`

use std::env;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use avatar::SAMPLE_RATE;
use avatar::speech::{Delivery, Source, narrate};
use streaming_avatar_piper::PiperVoice;

const TEXT: &str = "Good morning! How can I help you today? The boy who watched a huge yellow moon rise over the quiet village \
                    thought that nothing could please him more. It costs $3.50, and Dr. Smith arrives at 10:30.";

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let model = arguments.next().ok_or("the model: NAME.onnx")?;
    let file = arguments.next().ok_or("the WAV file to write")?;
    let text = arguments.next().unwrap_or_else(|| TEXT.to_owned());
    let begun = Instant::now();
    let voice = PiperVoice::load(Path::new(&model))?;
    println!(
        "loaded in {:?}; tells its mouth: {}",
        begun.elapsed(),
        voice.tells_its_mouth()
    );
    let delivery = Delivery {
        source: Some(Source::new(Arc::new(voice), "pico-en-us")),
        ..Delivery::default()
    };
    let mut wav = hound::WavWriter::create(
        file,
        hound::WavSpec {
            channels: 1,
            sample_rate: SAMPLE_RATE,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        },
    )?;
    let (mut computed, mut sounds) = (Duration::ZERO, Duration::ZERO);
    let mut narration = narrate(&text, &delivery)?;
    loop {
        let begun = Instant::now();
        let Some(utterance) = narration.next().transpose()? else {
            break;
        };
        let took = begun.elapsed();
        let duration = utterance.duration();
        println!("{duration:?} in {took:?}: {} mouth shapes", utterance.mouth.len());
        (computed, sounds) = (computed + took, sounds + duration);
        for sample in utterance.samples {
            wav.write_sample(sample)?;
        }
    }
    wav.finalize()?;
    println!("real-time factor {:.3}", computed.as_secs_f64() / sounds.as_secs_f64());
    Ok(())
}
