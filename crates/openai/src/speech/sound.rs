//! The sound in a reply, whatever its form.

use super::wav::{self, WavError};
use super::{VoiceError, VoiceFailure};

/// Samples a second of a reply that is bare samples and does not tell.
const USUAL_RATE: u32 = 24_000;

/// Mono sound.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pcm {
    /// The samples.
    pub samples: Vec<i16>,
    /// How many of them are a second.
    pub rate: u32,
}

impl Pcm {
    /// The sound in the body of a reply of the type `kind`.
    ///
    /// # Errors
    /// Where it is none: a page, an error, or a form that is not read.
    pub fn of_reply(kind: &str, body: &[u8]) -> Result<Self, VoiceFailure> {
        if wav::is_wav(body) {
            return wav::read(body).map_err(|error| {
                let word = match error {
                    WavError::Cut { .. } => VoiceError::Cut,
                    _ => VoiceError::Unreadable,
                };
                VoiceFailure::new(word, Some(error.to_string()))
            });
        }
        let kind = kind.to_ascii_lowercase();
        if let Some(form) = other_form(body) {
            let words = format!("the service sent {form} although WAV was asked for");
            return Err(VoiceFailure::new(VoiceError::Unreadable, Some(words)));
        }
        let is_raw = [
            "audio/pcm",
            "audio/l16",
            "audio/x-pcm",
            "audio/raw",
            "application/octet-stream",
        ]
        .iter()
        .any(|raw| kind.starts_with(raw));
        if is_raw && !body.is_empty() {
            return Ok(Self::of_raw(&kind, body));
        }
        let beginning: String = String::from_utf8_lossy(body).chars().take(80).collect();
        let words = format!("the reply has the type \"{kind}\" and begins with \"{beginning}\"");
        Err(VoiceFailure::new(VoiceError::NotTheApi, Some(words)))
    }

    /// Bare samples, whose type may tell their rate: `audio/pcm;rate=22050`.
    fn of_raw(kind: &str, body: &[u8]) -> Self {
        let told = kind
            .split(';')
            .find_map(|part| part.trim().strip_prefix("rate=")?.parse().ok());
        let told = told.filter(|rate| (4_000..=192_000).contains(rate));
        Self {
            samples: body
                .chunks_exact(2)
                .map(|two| i16::from_le_bytes([two[0], two[1]]))
                .collect(),
            rate: told.unwrap_or(USUAL_RATE),
        }
    }
}

/// The name of a form of sound that is not read.
fn other_form(body: &[u8]) -> Option<&'static str> {
    match body {
        [b'I', b'D', b'3', ..] => Some("MP3"),
        [b'O', b'g', b'g', b'S', ..] => Some("Ogg"),
        [b'f', b'L', b'a', b'C', ..] => Some("FLAC"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bare_samples_tell_their_rate_in_their_type() {
        let read = |kind: &str| Pcm::of_reply(kind, &[1, 0, 255, 255, 7]).unwrap();
        assert_eq!(
            read("audio/pcm;rate=22050"),
            Pcm {
                samples: vec![1, -1],
                rate: 22_050
            }
        );
        assert_eq!(read("audio/L16; rate=16000; channels=1").rate, 16_000);
        for kind in ["audio/pcm", "audio/pcm; rate=0", "application/octet-stream"] {
            assert_eq!(read(kind).rate, 24_000, "{kind}");
        }
    }

    #[test]
    fn what_is_no_sound_is_told_apart() {
        let error = |kind: &str, body: &[u8]| Pcm::of_reply(kind, body).unwrap_err().error;
        assert_eq!(error("text/html; charset=utf-8", b"<html>"), VoiceError::NotTheApi);
        assert_eq!(error("application/json", b"{}"), VoiceError::NotTheApi);
        assert_eq!(error("audio/pcm", b""), VoiceError::NotTheApi);
        assert_eq!(error("audio/wav", b"ID3\x04"), VoiceError::Unreadable);
        assert_eq!(error("audio/wav", b"RIFF\0\0\0\0WAVEjunk"), VoiceError::Unreadable);
    }

    proptest! {
        #[test]
        fn no_reply_is_too_strange(kind in "\\PC{0,40}", body in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Pcm::of_reply(&kind, &body);
            let mut file = b"RIFF\0\0\0\0WAVE".to_vec();
            file.extend(body);
            let _ = Pcm::of_reply(&kind, &file);
        }
    }
}
