//! Sound is the same on every machine and in browsers, sample for sample: the digests of some speech of each voice are written
//! down, and hold natively and in the wasm.
//!
//! Written anew by hand after a change of the sound: `cargo test -p streaming-avatar-avatar --test digests -- --ignored`.

#![allow(clippy::unwrap_used, reason = "a test's panic is the failure it reports")]

use avatar::speech::{Delivery, Emotion, narrate, voices};
use streaming_avatar_avatar as avatar;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// Speech with numbers, an address, and letters that must be made plain.
fn text(language: &str) -> &'static str {
    match language.get(..2) {
        Some("de") => "Guten Tag! Am 3. Mai kaufte Łukasz zwölf süße Äpfel für 4,50 Euro, und alle freuten sich.",
        Some("fr") => {
            "Bonjour à tous ! Łukasz mangeait 12 huîtres sur le quai, pendant que sa sœur cherchait un gâteau."
        }
        Some("es") => "¡Hola! Łukasz llevaba 15 zapatos rojos por la calle, mientras el perro dormía bajo un árbol.",
        Some("it") => "Ciao! Łukasz scelse 6 pesche dolci, mentre la figlia leggeva ogni giorno una poesia.",
        _ => {
            "Hello there! Łukasz read **12** pages of https://example.org, and thought: why not? It was 3 < 4 after all."
        }
    }
}

/// FNV-1a over the samples.
fn digest(samples: &[i16]) -> u64 {
    samples
        .iter()
        .flat_map(|sample| sample.to_le_bytes())
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
}

fn digests() -> String {
    let mut out = String::new();
    for voice in voices().into_iter().filter(|voice| voice.id.starts_with("pico-")) {
        for emotion in [None, Some(Emotion::Excited)] {
            let delivery = Delivery {
                voice_id: Some(voice.id.clone()),
                source: None,
                rate: if emotion.is_some() { 1.3 } else { 1.0 },
                emotion,
            };
            let samples: Vec<i16> = narrate(text(&voice.language), &delivery)
                .unwrap()
                .flat_map(|utterance| utterance.unwrap().samples)
                .collect();
            let mood = if emotion.is_some() { "excited" } else { "plain" };
            out += &format!("{} {mood} {} {:016x}\n", voice.id, samples.len(), digest(&samples));
        }
    }
    out
}

#[cfg(target_arch = "wasm32")]
fn provide() {
    macro_rules! provide {
        ($($tag:literal $sound:literal),*) => {$(
            let analysis = include_bytes!(concat!(env!("OUT_DIR"), "/", $tag, "_ta.bin"));
            let sound = include_bytes!(concat!(env!("OUT_DIR"), "/", $tag, "_", $sound, "_sg.bin"));
            let file = [&(analysis.len() as u32).to_le_bytes()[..], analysis, sound].concat();
            assert!(avatar::speech::provide($tag, file[..file.len() - 1].to_vec()).is_err(), "cut");
            avatar::speech::provide($tag, file).unwrap();
        )*};
    }
    let delivery = Delivery::default();
    assert!(narrate("Hello.", &delivery).is_err(), "nothing is provided yet");
    provide!("en-US" "lh0", "en-GB" "kh0", "de-DE" "gl0", "fr-FR" "nk0", "es-ES" "zl0", "it-IT" "cm0");
}

#[cfg(not(target_arch = "wasm32"))]
fn provide() {}

#[test]
fn sound_is_the_same_everywhere() {
    provide();
    let expected = include_str!("digests.txt");
    for (digest, expected) in digests().lines().zip(expected.lines()) {
        assert_eq!(digest, expected);
    }
    assert_eq!(expected.lines().count(), 24);
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
#[ignore = "writes the digests anew"]
fn write_the_digests() {
    std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/digests.txt"), digests()).unwrap();
}
