//! The voices that this machine has.

use std::fmt;

use crate::speech::{SpeechError, flite, language::Language, pico};

/// A voice that somebody can speak with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    /// The id by which a [`Delivery`](crate::speech::Delivery) names it. Stable between runs and machines.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// The language it speaks, as a BCP 47 tag.
    pub language: String,
    /// The engine that synthesises it.
    pub engine: Engine,
}

/// A speech synthesiser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// SVOX Pico, built in: always there.
    Pico,
    /// The program `flite`: there where it is installed.
    Flite,
    /// A Piper model, run in the program itself.
    Piper,
    /// A speech service that is called over a network.
    Service,
}

impl fmt::Display for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Pico => "Pico",
            Self::Flite => "flite",
            Self::Piper => "Piper",
            Self::Service => "the speech service",
        })
    }
}

/// The voices usable on this machine, the default one first. Never empty: the built-in ones are always there.
///
/// The first call looks for flite (some milliseconds), later ones remember what it found.
pub fn voices() -> Vec<Voice> {
    let built_in = pico::VOICES.iter().map(pico::PicoVoice::voice);
    built_in
        .chain(flite::installed().iter().map(flite::FliteVoice::voice))
        .collect()
}

/// Whether a voice of that id is usable on this machine. Looks for flite only where no built-in voice has it.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn is_usable(id: &str) -> bool {
    pico::VOICES.iter().any(|voice| voice.is(id)) || voices().iter().any(|voice| voice.id == id)
}

/// Whether the voice of that id can speak at once: in a browser, its file has to be provided first.
pub fn is_provided(id: &str) -> bool {
    let built_in = pico::VOICES.iter().find(|voice| voice.is(id));
    built_in.is_none_or(pico::PicoVoice::is_provided)
}

/// Provides the file of the built-in voices that speak a language, made by [`voice_file`]. Where it is there already, nothing
/// changes.
///
/// # Errors
/// [`SpeechError::UnknownVoice`] where no built-in voice has this `language`, and [`SpeechError::Engine`] where the file is
/// none, or not whole.
pub fn provide(language: &str, file: Vec<u8>) -> Result<(), SpeechError> {
    pico::provide(language, file)
}

/// The file of the built-in voices whose [`Voice::language`] this is, to be provided elsewhere. `None` where there is none.
pub fn voice_file(language: &str) -> Option<Vec<u8>> {
    pico::FILES.iter().find(|files| files.is(language))?.joined()
}

/// The built-in voice that speaks a language, as much like the voice of the id `like` as there is: a man's for a man's.
///
/// The language may be a BCP 47 tag (`de`, `de-AT`), the same with an underscore, or a name (`German`, `Deutsch`). Where no
/// voice speaks it as it is spoken in that country, one of another country does. `None` where no voice speaks the language.
pub fn voice_for(language: &str, like: &str) -> Option<Voice> {
    let wanted = Language::of(language)?;
    let low = like.ends_with(pico::LOW);
    let british = wanted == Language::English && !is_american(language, like);
    let mut fitting: Vec<&pico::PicoVoice> = pico::VOICES.iter().filter(|voice| voice.language() == wanted).collect();
    // The first of those that fit best.
    fitting.sort_by_key(|voice| (voice.is_low() != low, voice.is_british() != british));
    fitting.first().map(|voice| voice.voice())
}

/// Whether English is to be American: so it is where the country's is, and where no country is told and `like` is.
fn is_american(language: &str, like: &str) -> bool {
    let region = language
        .trim()
        .split(['-', '_', ',', ';', ' '])
        .nth(1)
        .unwrap_or("")
        .to_ascii_uppercase();
    match region.as_str() {
        "" => !like.starts_with("pico-en-gb"),
        "US" | "CA" | "PH" | "PR" | "LR" => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voice_that_fits_the_language_is_found() {
        let id = |language: &str, like: &str| voice_for(language, like).map(|voice| voice.id);
        for (language, like, expected) in [
            ("de", "pico-en-us", "pico-de-de"),
            ("de-AT", "pico-en-us-low", "pico-de-de-low"),
            ("fr_CA", "", "pico-fr-fr"),
            ("Spanish", "pico-en-gb-low", "pico-es-es-low"),
            ("it", "flite-slt", "pico-it-it"),
            ("en", "pico-en-us", "pico-en-us"),
            ("en", "pico-en-gb", "pico-en-gb"),
            ("en-GB", "pico-en-us-low", "pico-en-gb-low"),
            ("en-AU", "pico-en-us", "pico-en-gb"),
            ("en-US", "pico-en-gb", "pico-en-us"),
        ] {
            assert_eq!(id(language, like).as_deref(), Some(expected), "{language} like {like}");
        }
        assert_eq!(id("zh-CN", "pico-en-us"), None);
        assert_eq!(id("", "pico-en-us"), None);
    }
}
