//! Measures how each built-in voice sounds on average, and holds the constants in `tones.rs` to it.
//!
//! Written anew by hand after a change of voices: `cargo test -p streaming-avatar-avatar write_the_tones -- --ignored`.

use std::fmt::Write;

use super::{Tone, spectrum::BANDS, tones::TONES};
use crate::speech::{
    Delivery,
    language::Language,
    pico::{PicoSpeaker, PicoVoice, VOICES},
};

/// Speech with every sound of English in it.
pub(super) const VARIED: &str = "The boy who watched a huge yellow moon rise over the quiet village thought that nothing could \
    please him more, while his father chose five sharp pencils, a book and some good paper for the journey.";
const GERMAN: &str = "Zwölf fröhliche Jungen kauften gestern auf dem schönen Markt süße Äpfel, große Birnen und ein Buch über \
    Wölfe, während ihre Mütter neun weiße Häuser zeichneten und sich noch lange über das Quaken der Frösche freuten.";
const FRENCH: &str = "Un vieux pêcheur mangeait onze huîtres sur le quai, pendant que sa fille cherchait un bon gâteau aux noisettes \
    et que le jeune chien brun jouait avec une plume bleue sous la pluie douce de juin.";
const SPANISH: &str = "El niño pequeño y su joven madre llevaban quince zapatos rojos por la calle, mientras el perro del guitarrista \
    dormía bajo un árbol y alguien echaba agua fresca en una jarra verde.";
const ITALIAN: &str = "Gli zii di Giulia scelsero sei pesche dolci e un grosso coniglio bianco, mentre la figlia del medico leggeva \
    ogni giorno una poesia sugli uccelli, sulle chiese vecchie e sull'acqua azzurra del lago.";

fn varied(language: Language) -> &'static str {
    match language {
        Language::English => VARIED,
        Language::German => GERMAN,
        Language::French => FRENCH,
        Language::Spanish => SPANISH,
        Language::Italian => ITALIAN,
    }
}

fn measured(voice: &PicoVoice) -> [f32; BANDS] {
    let mut speaker = PicoSpeaker::new(voice, Delivery::default().prosody()).unwrap();
    speaker.begin(varied(voice.language()));
    let samples = loop {
        if let Some(samples) = speaker.work().unwrap() {
            break samples;
        }
    };
    // Three digits are enough, and no minus on a zero.
    Tone::of(&samples)
        .0
        .map(|level| (level * 1_000.0).round() / 1_000.0 + 0.0)
}

#[test]
fn the_tones_are_those_of_the_voices() {
    assert_eq!(TONES.len(), VOICES.len());
    for (voice, tone) in VOICES.iter().zip(&TONES) {
        let furthest = measured(voice)
            .iter()
            .zip(tone.0)
            .map(|(measured, written)| (measured - written).abs())
            .fold(0.0, f32::max);
        // 0.4 dB: another machine's arithmetic may round otherwise.
        assert!(furthest < 0.02, "{}: {furthest}", voice.voice().id);
        assert!(std::ptr::eq(voice.tone(), tone), "{}: its place", voice.voice().id);
    }
}

#[test]
#[ignore = "writes the tones anew"]
fn write_the_tones() {
    let mut text = "//! How each built-in voice sounds on average, so that its first sound waits for no measurement. Written by the test \
                    `measure_tones`, never by hand.\n\n\
                    use super::spectrum::Tone;\n\n/// In the order of the built-in voices.\n#[rustfmt::skip]\n"
        .to_owned();
    writeln!(text, "pub(crate) static TONES: [Tone; {}] = [", VOICES.len()).unwrap();
    for voice in &VOICES {
        let levels: Vec<String> = measured(voice).iter().map(|level| format!("{level:?}")).collect();
        writeln!(text, "    // {}\n    Tone([{}]),", voice.voice().id, levels.join(", ")).unwrap();
    }
    text += "];\n";
    std::fs::write(
        concat!(env!("CARGO_MANIFEST_DIR"), "/src/speech/lip_sync/tones.rs"),
        text,
    )
    .unwrap();
}
