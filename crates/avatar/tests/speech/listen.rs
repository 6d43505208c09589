//! Measurements of speech: its length, loudness and pitch, and how the mouth is held.

use std::collections::HashMap;

use streaming_avatar_avatar::speech::{Delivery, Engine, Voice, narrate, voices};
use streaming_avatar_avatar::{SAMPLE_RATE, Utterance, Viseme};

pub const SENTENCE: &str = "Please open the door and let the children come inside.";

/// The languages of the built-in voices, as they stand in their ids.
pub const LANGUAGES: [&str; 6] = ["en-us", "en-gb", "de-de", "fr-fr", "es-es", "it-it"];

/// A sentence in the language of a voice.
pub fn sentence(voice: &str) -> &'static str {
    match voice.get(..7) {
        Some("pico-de") => "Bitte öffne die Tür und lass die Kinder hereinkommen.",
        Some("pico-fr") => "S'il te plaît, ouvre la porte et laisse entrer les enfants.",
        Some("pico-es") => "Por favor, abre la puerta y deja entrar a los niños.",
        Some("pico-it") => "Per favore, apri la porta e lascia entrare i bambini.",
        _ => SENTENCE,
    }
}

/// Three sentences in the language of a voice.
pub fn three_sentences(voice: &str) -> &'static str {
    match voice.get(..7) {
        Some("pico-de") => "Guten Tag! So klinge ich. Was meinst du, ist das laut genug?",
        Some("pico-fr") => "Bonjour à tous! Voici ma voix. Qu'en penses-tu, est-ce assez fort?",
        Some("pico-es") => "¡Buenos días! Así sueno yo. ¿Qué te parece, se oye bien?",
        Some("pico-it") => "Buongiorno a tutti! Questa è la mia voce. Che ne pensi, si sente bene?",
        _ => "Hello there! This is how I sound. What do you think, is it loud enough?",
    }
}

/// One voice of each kind: as recorded, made deeper, and flite's where it is installed. Where a test would take long with all.
pub fn kinds() -> Vec<Voice> {
    let mut voices = voices();
    let flite = voices.iter().position(|voice| voice.engine == Engine::Flite);
    let mut out = flite.map(|at| voices.swap_remove(at)).into_iter().collect::<Vec<_>>();
    out.extend(voices.into_iter().take(2));
    out
}

pub fn by(voice: &str) -> Delivery {
    Delivery {
        voice_id: Some(voice.to_owned()),
        ..Delivery::default()
    }
}

pub fn speak(text: &str, delivery: &Delivery) -> Vec<Utterance> {
    narrate(text, delivery).unwrap().collect::<Result<_, _>>().unwrap()
}

pub fn samples(text: &str, delivery: &Delivery) -> Vec<i16> {
    speak(text, delivery)
        .into_iter()
        .flat_map(|utterance| utterance.samples)
        .collect()
}

pub fn seconds(samples: &[i16]) -> f64 {
    samples.len() as f64 / f64::from(SAMPLE_RATE)
}

pub fn level(samples: &[i16]) -> f64 {
    (samples.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>() / samples.len().max(1) as f64).sqrt()
}

/// The median pitch in Hz: where the autocorrelation of 40 ms windows peaks, in those that are loud and periodic.
pub fn pitch(samples: &[i16]) -> f64 {
    let rate = SAMPLE_RATE as usize;
    let mut pitches: Vec<f64> = samples
        .windows(rate / 25)
        .step_by(rate / 50)
        .filter(|window| level(window) > 1_000.0)
        .filter_map(|window| {
            let product = |lag: usize| -> f64 {
                window
                    .iter()
                    .zip(&window[lag..])
                    .map(|(a, b)| f64::from(*a) * f64::from(*b))
                    .sum()
            };
            let whole = product(0);
            let (lag, best) = (rate / 400..rate / 60)
                .map(|lag| (lag, product(lag) / whole))
                .max_by(|one, other| one.1.total_cmp(&other.1))?;
            (best > 0.4).then(|| rate as f64 / lag as f64)
        })
        .collect();
    pitches.sort_by(f64::total_cmp);
    pitches[pitches.len() / 2]
}

pub fn check(utterances: &[Utterance]) {
    assert!(!utterances.is_empty());
    for utterance in utterances {
        assert!(!utterance.samples.is_empty());
        let mut end = 0;
        for span in &utterance.mouth {
            assert!(
                span.samples.start >= end && span.samples.end > span.samples.start,
                "{span:?}"
            );
            assert!(
                (0.0..=1.0).contains(&span.strength) && span.viseme != Viseme::Rest,
                "{span:?}"
            );
            end = span.samples.end;
        }
        assert!(end <= utterance.samples.len());
    }
}

/// How long the mouth of a text is held in each shape, in samples.
pub fn held(text: &str, delivery: &Delivery) -> HashMap<Viseme, usize> {
    let mut out = HashMap::new();
    for span in speak(text, delivery).into_iter().flat_map(|utterance| utterance.mouth) {
        *out.entry(span.viseme).or_default() += span.samples.len();
    }
    out
}
