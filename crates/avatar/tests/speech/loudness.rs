//! Every voice is as loud as the others, clips nothing, and takes a breath between sentences.

use ebur128::{EbuR128, Mode};
use streaming_avatar_avatar::SAMPLE_RATE;
use streaming_avatar_avatar::speech::{Delivery, Engine, voices};

use crate::listen::{by, level, samples, sentence, three_sentences};

/// As speech on the web is, in LUFS.
const LOUDNESS: f64 = -16.0;
/// The limiter's ceiling, 1 dB below full scale.
const CEILING: u16 = 29_205;

fn loudness(samples: &[i16]) -> f64 {
    let mut meter = EbuR128::new(1, SAMPLE_RATE, Mode::I).unwrap();
    meter.add_frames_i16(samples).unwrap();
    meter.loudness_global().unwrap()
}

/// How long it is quiet, in ms: each stretch of 200 ms and more that is 35 dB below the loudest.
fn pauses(samples: &[i16]) -> Vec<usize> {
    let levels: Vec<f64> = samples.chunks(SAMPLE_RATE as usize / 100).map(level).collect();
    let quiet = levels.iter().copied().fold(0.0, f64::max) * 0.018;
    let stretches = levels.chunk_by(|one, other| (*one > quiet) == (*other > quiet));
    let quiet = stretches.filter(|stretch| stretch[0] <= quiet && stretch.len() >= 20);
    quiet.map(|stretch| stretch.len() * 10).collect()
}

#[test]
fn every_voice_is_equally_loud() {
    for voice in voices() {
        let text = format!("{} {}", three_sentences(&voice.id), sentence(&voice.id));
        for rate in [0.8, 1.0, 1.3] {
            let delivery = Delivery { rate, ..by(&voice.id) };
            let sound = samples(&text, &delivery);
            let loudness = loudness(&sound);
            println!("{} at {rate}: {loudness:.1} LUFS", voice.id);
            assert!(
                (loudness - LOUDNESS).abs() <= 1.0,
                "{} at {rate}: {loudness:.1} LUFS",
                voice.id
            );
            let peak = sound.iter().map(|sample| sample.unsigned_abs()).max();
            assert!(peak <= Some(CEILING), "{}: a peak of {peak:?}", voice.id);
        }
    }
}

#[test]
fn a_voice_takes_a_breath_between_sentences() {
    for voice in voices().into_iter().filter(|voice| voice.engine == Engine::Pico) {
        let text = [sentence(&voice.id); 4].join(" ");
        let sound = samples(&text, &by(&voice.id));
        let pauses = pauses(&sound);
        println!("{}: {pauses:?}", voice.id);
        // There are shorter ones at commas.
        let breaths = pauses.iter().filter(|pause| (330..=460).contains(*pause)).count();
        assert!(breaths >= 3, "{}: {pauses:?}", voice.id);
        assert!(pauses.iter().all(|pause| *pause <= 460), "{}: {pauses:?}", voice.id);
    }
}
