//! Lips and sound agree within 80 ms, measured on the pictures and samples that a session puts out.
#![allow(clippy::unwrap_used, reason = "a test may: its panic is the failure it reports")]

mod measure;

use measure::{lag, watch};
use streaming_avatar_avatar::speech::{Delivery, narrate, voices};
use streaming_avatar_avatar::{SAMPLE_RATE, Utterance, Viseme, VisemeSpan};

/// The promise, in seconds.
const PROMISE: f64 = 0.08;
/// The avatars whose inner mouth is the darkest thing around it; a beard is as dark.
const BEARDLESS: [&str; 3] = ["clara", "amara", "ruth"];

/// Bursts of a tone of uneven lengths, the mouth open during each; `late` shifts the mouth, in seconds.
fn bursts(viseme: Viseme, late: f64) -> Utterance {
    let rate = f64::from(SAMPLE_RATE);
    let bursts = [
        (0.30, 0.52),
        (0.80, 0.95),
        (1.15, 1.55),
        (1.72, 1.84),
        (2.10, 2.60),
        (2.75, 2.90),
        (3.30, 3.52),
    ];
    let length = (4.2 * rate) as usize;
    let mut samples = vec![0i16; length];
    for (from, until) in bursts {
        for (index, sample) in samples.iter_mut().enumerate() {
            let seconds = index as f64 / rate;
            if (from..until).contains(&seconds) {
                *sample = (8000.0 * (seconds * 220.0 * std::f64::consts::TAU).sin()) as i16;
            }
        }
    }
    let mouth = bursts.map(|(from, until)| VisemeSpan {
        samples: ((from + late) * rate) as usize..((until + late) * rate) as usize,
        viseme,
        strength: 1.0,
    });
    Utterance {
        samples,
        mouth: mouth.to_vec(),
        ..Utterance::default()
    }
}

#[test]
fn the_mouth_moves_with_bursts_of_sound() {
    for avatar in BEARDLESS {
        for viseme in [Viseme::Open, Viseme::Half, Viseme::Round] {
            let (lag, agreement) = lag(&watch(avatar, vec![bursts(viseme, 0.0)]));
            println!(
                "{avatar} {viseme:?}: {:.0} ms late, agreement {agreement:.2}",
                lag * 1000.0
            );
            assert!(lag.abs() <= PROMISE, "{avatar} {viseme:?} is {lag} s late");
            assert!(agreement > 0.8, "{avatar} {viseme:?} agrees by {agreement} only");
        }
    }
}

#[test]
fn a_mouth_that_is_late_or_early_is_found_out() {
    for shift in [-0.2, -0.12, 0.12, 0.2] {
        let (lag, _) = lag(&watch("clara", vec![bursts(Viseme::Open, shift)]));
        assert!(lag.abs() > PROMISE, "{shift} s went unnoticed: read as {lag} s");
        assert!((lag - shift).abs() < 0.04, "{shift} s was read as {lag} s");
    }
}

#[test]
fn a_mouth_that_does_not_move_is_found_out() {
    let mut mute = bursts(Viseme::Open, 0.0);
    mute.mouth.clear();
    let (_, agreement) = lag(&watch("clara", vec![mute]));
    assert!(agreement < 0.6, "a still mouth agrees by {agreement}");
}

#[test]
fn the_mouth_moves_with_every_voice_of_this_machine() {
    let text =
        "Hello, and welcome. My name is Anna, and I am happy to talk about boats, apples and the weather in May.";
    for voice in voices() {
        let delivery = Delivery {
            voice_id: Some(voice.id.clone()),
            ..Delivery::default()
        };
        let spoken: Vec<Utterance> = narrate(text, &delivery).unwrap().map(Result::unwrap).collect();
        let (lag, agreement) = lag(&watch("clara", spoken));
        println!("{}: {:.0} ms late, agreement {agreement:.2}", voice.id, lag * 1000.0);
        assert!(lag.abs() <= PROMISE, "{} is {lag} s late", voice.id);
        // Not every loud sound opens the mouth (a hiss shows teeth, an oo hardly anything), so real speech agrees less than bursts.
        assert!(agreement > 0.35, "{} agrees by {agreement} only", voice.id);
    }
}
