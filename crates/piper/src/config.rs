//! The description of a voice, `NAME.onnx.json`.

use std::collections::HashMap;

use serde::Deserialize;

/// Samples a second that a voice may have.
const RATES: std::ops::RangeInclusive<u32> = 8_000..=48_000;
/// Numbers of the model's alphabet.
const MAX_IDS: i32 = 4_096;
/// Phonemes that a description may map.
const MAX_PHONEMES: usize = 4_096;
/// Characters of the name of a language or a voice.
const MAX_NAME: usize = 40;

/// The signs that a model expects around and between phonemes.
pub const PAD: char = '_';
pub const BEGIN: char = '^';
pub const END: char = '$';

/// A voice as its description tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Samples a second.
    pub rate: u32,
    /// The name that espeak-ng has for the language.
    pub espeak: String,
    /// The language as a BCP 47 tag.
    pub language: String,
    /// How much chance varies the sound, the pace (higher is slower) and the rhythm.
    pub noise: f32,
    pub length: f32,
    pub rhythm: f32,
    /// Speakers that the model has.
    pub speakers: u32,
    /// The numbers of each phoneme.
    pub ids: HashMap<char, Vec<i32>>,
}

#[derive(Deserialize)]
struct File {
    audio: Audio,
    #[serde(default)]
    espeak: Espeak,
    #[serde(default)]
    inference: Inference,
    #[serde(default)]
    language: Language,
    #[serde(default)]
    phoneme_type: Option<String>,
    #[serde(default)]
    num_speakers: Option<u32>,
    phoneme_id_map: HashMap<String, Vec<i32>>,
}

#[derive(Deserialize)]
struct Audio {
    sample_rate: u32,
}

#[derive(Default, Deserialize)]
struct Espeak {
    #[serde(default)]
    voice: String,
}

#[derive(Deserialize)]
#[serde(default)]
struct Inference {
    noise_scale: f32,
    length_scale: f32,
    noise_w: f32,
}

impl Default for Inference {
    fn default() -> Self {
        Self {
            noise_scale: 0.667,
            length_scale: 1.0,
            noise_w: 0.8,
        }
    }
}

#[derive(Default, Deserialize)]
struct Language {
    #[serde(default)]
    code: String,
}

impl Config {
    /// Reads a description.
    ///
    /// # Errors
    /// Its mistake, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: File = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if !RATES.contains(&file.audio.sample_rate) {
            let rate = file.audio.sample_rate;
            return Err(format!(
                "audio.sample_rate is {rate}, and must be {} to {}",
                RATES.start(),
                RATES.end()
            ));
        }
        if let Some(kind) = file.phoneme_type.as_deref().filter(|kind| *kind != "espeak") {
            let kind: String = kind.chars().take(MAX_NAME).collect();
            return Err(format!("phoneme_type is {kind}, and only espeak is supported"));
        }
        let espeak = name(&file.espeak.voice).ok_or("espeak.voice names no voice of espeak-ng, as en-us")?;
        let Inference {
            noise_scale,
            length_scale,
            noise_w,
        } = file.inference;
        if !(0.1..=10.0).contains(&length_scale) {
            return Err(format!(
                "inference.length_scale is {length_scale}, and must be 0.1 to 10"
            ));
        }
        if ![noise_scale, noise_w].iter().all(|noise| (0.0..=5.0).contains(noise)) {
            return Err("inference.noise_scale and inference.noise_w must be 0 to 5".into());
        }
        let language = file.language.code.replace('_', "-");
        Ok(Self {
            rate: file.audio.sample_rate,
            language: name(&language).unwrap_or_else(|| espeak.clone()),
            espeak,
            noise: noise_scale,
            length: length_scale,
            rhythm: noise_w,
            speakers: file.num_speakers.unwrap_or(1).max(1),
            ids: ids(file.phoneme_id_map)?,
        })
    }
}

/// The map of phonemes, each one character.
fn ids(map: HashMap<String, Vec<i32>>) -> Result<HashMap<char, Vec<i32>>, String> {
    if map.len() > MAX_PHONEMES {
        return Err(format!("phoneme_id_map has more than {MAX_PHONEMES} phonemes"));
    }
    let mut out = HashMap::new();
    for (phoneme, ids) in map {
        if ids.len() > 8 || !ids.iter().all(|id| (0..MAX_IDS).contains(id)) {
            return Err(format!("phoneme_id_map has numbers out of range for {phoneme:?}"));
        }
        let mut characters = phoneme.chars();
        // Those of several characters never come from espeak-ng.
        if let (Some(character), None) = (characters.next(), characters.next()) {
            out.insert(character, ids);
        }
    }
    match [PAD, BEGIN, END]
        .into_iter()
        .find(|sign| out.get(sign).is_none_or(Vec::is_empty))
    {
        Some(sign) => Err(format!("phoneme_id_map has no number for {sign:?}")),
        None => Ok(out),
    }
}

/// A name that can be an argument of a program: short, of letters, digits and hyphens, no option.
fn name(text: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '+');
    let is_name =
        text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.len() <= MAX_NAME && text.chars().all(fits);
    is_name.then(|| text.to_owned())
}

#[cfg(test)]
pub mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    /// A description with a small alphabet.
    pub fn description() -> Value {
        let mut map = serde_json::Map::new();
        for (id, phoneme) in "_^$ ,.?!həloʊðɛɹ\u{2c8}\u{2d0}aɪmpbfvsʃutn".chars().enumerate() {
            map.insert(phoneme.to_string(), json!([id]));
        }
        json!({
            "audio": {"sample_rate": 22_050, "quality": "medium"},
            "espeak": {"voice": "en-us"},
            "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
            "phoneme_type": "espeak",
            "num_speakers": 1,
            "language": {"code": "en_US"},
            "phoneme_id_map": map,
        })
    }

    #[test]
    fn a_description_is_read() {
        let config = Config::parse(&description().to_string()).unwrap();
        assert_eq!(
            (config.rate, config.espeak.as_str(), config.language.as_str()),
            (22_050, "en-us", "en-US")
        );
        assert_eq!((config.length, config.speakers), (1.0, 1));
        assert_eq!(config.ids[&'h'], [8]);
    }

    #[test]
    fn a_description_that_is_wrong_is_refused_in_words() {
        let with = |path: &str, value: Value| {
            let mut description = description();
            *description.pointer_mut(path).unwrap() = value;
            Config::parse(&description.to_string()).unwrap_err()
        };
        for (path, value, word) in [
            ("/audio/sample_rate", json!(1), "sample_rate"),
            ("/espeak/voice", json!("--path=/etc"), "espeak.voice"),
            ("/espeak/voice", json!("../../x"), "espeak.voice"),
            ("/espeak/voice", json!(""), "espeak.voice"),
            ("/inference/length_scale", json!(0), "length_scale"),
            ("/inference/noise_w", json!(1e9), "noise_w"),
            ("/phoneme_type", json!("text"), "phoneme_type"),
            ("/phoneme_id_map", json!({}), "'_'"),
            ("/phoneme_id_map/h", json!([-1]), "out of range"),
            ("/phoneme_id_map/h", json!([1_000_000]), "out of range"),
        ] {
            let error = with(path, value);
            assert!(error.contains(word), "{path}: {error}");
        }
        for wrong in ["", "[]", "{}", "{\"audio\": {}}"] {
            assert!(Config::parse(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_file_is_too_strange(text in "\\PC{0,200}") {
            let _ = Config::parse(&text);
        }
    }
}
