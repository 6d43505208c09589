//! The files of the recorded speakers: embedded in programs, fetched one by one in a browser.

use std::sync::OnceLock;

use super::failed;
use super::ffi::PicoEngine;
use crate::speech::{Engine, SpeechError};

/// Text analysis and sound of a speaker.
type Pair = (&'static [u8], &'static [u8]);

/// A speaker's files, by the tag of what it speaks.
pub(crate) struct Files {
    /// A BCP 47 tag.
    tag: &'static str,
    embedded: Option<Pair>,
    provided: OnceLock<Box<[u8]>>,
}

/// Bytes at the beginning of a voice file that tell how long the text analysis behind them is.
const HEAD: usize = 4;

#[cfg(not(target_arch = "wasm32"))]
macro_rules! files {
    ($tag:literal, $sound:literal) => {
        Files {
            tag: $tag,
            embedded: Some((
                include_bytes!(concat!(env!("OUT_DIR"), "/", $tag, "_ta.bin")),
                include_bytes!(concat!(env!("OUT_DIR"), "/", $tag, "_", $sound, "_sg.bin")),
            )),
            provided: OnceLock::new(),
        }
    };
}
#[cfg(target_arch = "wasm32")]
macro_rules! files {
    ($tag:literal, $sound:literal) => {
        Files {
            tag: $tag,
            embedded: None,
            provided: OnceLock::new(),
        }
    };
}

/// One entry a speaker.
pub(crate) static FILES: [Files; 6] = [
    files!("en-US", "lh0"),
    files!("en-GB", "kh0"),
    files!("de-DE", "gl0"),
    files!("fr-FR", "nk0"),
    files!("es-ES", "zl0"),
    files!("it-IT", "cm0"),
];

impl Files {
    /// Whether they are of the speaker of that tag.
    pub(crate) fn is(&self, tag: &str) -> bool {
        self.tag == tag
    }

    /// Text analysis and sound; none where they have not been provided.
    pub(super) fn get(&'static self) -> Option<Pair> {
        self.embedded.or_else(|| split(self.provided.get()?))
    }

    /// Both in one, as [`provide`] takes it; none where they have not been provided.
    pub(crate) fn joined(&'static self) -> Option<Vec<u8>> {
        let (analysis, sound) = self.get()?;
        let length = u32::try_from(analysis.len()).ok()?;
        Some([&length.to_le_bytes()[..], analysis, sound].concat())
    }
}

/// The two files in one.
fn split(joined: &[u8]) -> Option<(&[u8], &[u8])> {
    let (head, rest) = joined.split_first_chunk::<HEAD>()?;
    rest.split_at_checked(usize::try_from(u32::from_le_bytes(*head)).ok()?)
}

/// Provides the voice file of a language, which from then on can be spoken. One that is there already stays.
///
/// # Errors
/// [`SpeechError::UnknownVoice`] where no voice has this tag, and [`SpeechError::Engine`] where the file is none, or not whole.
pub(crate) fn provide(tag: &str, joined: Vec<u8>) -> Result<(), SpeechError> {
    let Some(files) = FILES.iter().find(|files| files.is(tag)) else {
        return Err(SpeechError::UnknownVoice { id: tag.to_owned() });
    };
    let broken = || SpeechError::Engine {
        engine: Engine::Pico,
        reason: "its voice file is not whole".to_owned(),
    };
    let (analysis, sound) = split(&joined).ok_or_else(broken)?;
    // An engine that starts has read all of both.
    PicoEngine::new(analysis, sound).map_err(failed)?;
    files.provided.set(joined.into_boxed_slice()).ok();
    Ok(())
}
