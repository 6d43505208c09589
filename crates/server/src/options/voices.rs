//! The command line's options about voices.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use openai::BaseUrl;
use openai::speech::SpeechFormat;

use super::{Key, at_least_one, base, key, seconds};

/// The voices beyond the built-in ones.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Voices")]
pub struct VoiceOptions {
    /// Piper voice, repeatable: NAME.onnx, with NAME.onnx.json beside it. It needs the program espeak-ng
    ///
    /// Avatars whose own voice is as deep or as high speak with it in its language, where a request names no voice.
    #[arg(long, value_name = "FILE", env = "AVATAR_SERVER_PIPER_VOICE", value_delimiter = '\n')]
    pub piper_voice: Vec<PathBuf>,

    /// Base address of an OpenAI-compatible speech service, as `http://localhost:8880/v1`
    ///
    /// Kokoro-FastAPI, Speaches, LocalAI, openedai-speech and OpenAI work alike. Its first voice of a session's language is the
    /// default one then. Where it fails, a built-in voice speaks, and the client is told.
    #[arg(long, value_name = "URL", env = "AVATAR_SERVER_TTS_URL", value_parser = base)]
    pub tts_url: Option<BaseUrl>,

    /// Model that speaks
    #[arg(long, value_name = "NAME", env = "AVATAR_SERVER_TTS_MODEL", default_value = "tts-1")]
    pub tts_model: String,

    /// Key for the speech service. It stays on the server. Best in the environment, where it does not show in the list of processes
    #[arg(long, value_name = "KEY", env = "AVATAR_SERVER_TTS_API_KEY", hide_env_values = true, value_parser = key)]
    pub tts_api_key: Option<Key>,

    /// Voice of the speech service, repeatable: NAME or NAME=LANGUAGE, as `alloy` or `ff_siwis=fr`. Without it: those that the service lists
    ///
    /// A voice without a language is taken to speak every language. In the environment, each stands on a line of its own.
    #[arg(
        long,
        value_name = "NAME[=LANGUAGE]",
        env = "AVATAR_SERVER_TTS_VOICE",
        value_delimiter = '\n',
        value_parser = named_voice
    )]
    pub tts_voice: Vec<NamedVoice>,

    /// Form of sound that the speech service is asked for: wav, or pcm where it has no wav
    #[arg(long, value_name = "FORM", env = "AVATAR_SERVER_TTS_FORMAT", default_value = "wav", value_parser = format)]
    pub tts_format: SpeechFormat,

    /// Seconds until the first sound of a sentence must have come from the speech service, and each further one
    #[arg(long, value_name = "SECONDS", env = "AVATAR_SERVER_TTS_TIMEOUT", default_value = "10", value_parser = seconds)]
    pub tts_timeout: Duration,

    /// Characters that the speech service is given in one session. The rest is spoken by a built-in voice
    #[arg(
        long,
        value_name = "COUNT",
        env = "AVATAR_SERVER_MAX_TTS_CHARACTERS",
        default_value_t = 50_000
    )]
    pub max_tts_characters: usize,

    /// Sentences that the speech service is asked for at once, by all sessions together
    #[arg(
        long,
        value_name = "COUNT",
        env = "AVATAR_SERVER_MAX_TTS_REQUESTS",
        default_value_t = 8,
        value_parser = at_least_one
    )]
    pub max_tts_requests: usize,
}

impl Default for VoiceOptions {
    fn default() -> Self {
        Self {
            piper_voice: Vec::new(),
            tts_url: None,
            tts_model: "tts-1".into(),
            tts_api_key: None,
            tts_voice: Vec::new(),
            tts_format: SpeechFormat::Wav,
            tts_timeout: Duration::from_secs(10),
            max_tts_characters: 50_000,
            max_tts_requests: 8,
        }
    }
}

/// A voice of a service, by the name that the service has for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedVoice {
    /// The name.
    pub name: String,
    /// The language it speaks, as a BCP 47 tag; empty where it speaks any.
    pub language: String,
}

fn named_voice(text: &str) -> Result<NamedVoice, String> {
    let (name, language) = text.split_once('=').unwrap_or((text, ""));
    let (name, language) = (name.trim(), language.trim());
    let is_tag = language
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if name.is_empty() || name.contains(char::is_control) || !is_tag {
        return Err("a name, or a name and a language, as alloy or ff_siwis=fr".into());
    }
    Ok(NamedVoice {
        name: name.to_owned(),
        language: language.to_owned(),
    })
}

fn format(text: &str) -> Result<SpeechFormat, String> {
    text.parse().map_err(str::to_owned)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::options::Options;

    #[test]
    fn the_service_is_set_and_its_key_shows_in_no_debug_output() {
        let arguments = "avatar-server --tts-url http://localhost:8880/v1/audio/speech --tts-api-key hush --tts-voice alloy \
                         --tts-voice ff_siwis=fr-FR --tts-format PCM";
        let parsed = Options::parse_from(arguments.split_whitespace());
        let voices = &parsed.voices;
        assert_eq!(voices.tts_url.as_ref().unwrap().to_string(), "http://localhost:8880/v1");
        assert_eq!(voices.tts_format, SpeechFormat::Pcm);
        let names: Vec<_> = voices
            .tts_voice
            .iter()
            .map(|voice| (voice.name.as_str(), voice.language.as_str()))
            .collect();
        assert_eq!(names, [("alloy", ""), ("ff_siwis", "fr-FR")]);
        assert!(!format!("{parsed:?}").contains("hush"));
    }

    #[test]
    fn nonsense_is_refused() {
        for wrong in [
            ["--tts-url", "localhost:8880"],
            ["--tts-url", "https://me:secret@example.org/v1"],
            ["--tts-voice", "=fr"],
            ["--tts-voice", "siwis=f r"],
            ["--tts-format", "mp3"],
            ["--tts-timeout", "0"],
        ] {
            let parsed = Options::try_parse_from(["avatar-server"].into_iter().chain(wrong));
            assert!(parsed.is_err(), "{wrong:?}");
        }
    }
}
