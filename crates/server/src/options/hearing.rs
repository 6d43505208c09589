//! The command line's options about listening.

use std::time::Duration;

use clap::Args;
use openai::BaseUrl;

use super::{Key, at_least_one, key, seconds};

/// The speech recognition that writes down what visitors say, and its limits.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Listening")]
pub struct HearingOptions {
    /// Base address of an OpenAI-compatible service that transcribes speech, as `http://localhost:8000/v1`
    ///
    /// It gets what visitors say into their microphones, one turn at a time, and has `/audio/transcriptions`: OpenAI, Groq, Speaches,
    /// LocalAI, faster-whisper-server, vLLM and llama.cpp do. Without it, nobody is listened to.
    #[arg(long, value_name = "URL", env = "AVATAR_SERVER_STT_URL", value_parser = base)]
    pub stt_url: Option<BaseUrl>,

    /// Model that transcribes
    #[arg(long, value_name = "NAME", env = "AVATAR_SERVER_STT_MODEL", default_value = DEFAULT_MODEL)]
    pub stt_model: String,

    /// Key for the service. It stays on the server. Best in the environment, where it does not show in the list of processes
    #[arg(long, value_name = "KEY", env = "AVATAR_SERVER_STT_API_KEY", hide_env_values = true, value_parser = key)]
    pub stt_api_key: Option<Key>,

    /// Language that visitors speak, as en or de: better and faster. Without it, the model finds out
    #[arg(long, value_name = "CODE", env = "AVATAR_SERVER_STT_LANGUAGE", value_parser = language)]
    pub stt_language: Option<String>,

    /// Words that visitors are likely to say, as names of products, for the model
    #[arg(long, value_name = "TEXT", env = "AVATAR_SERVER_STT_PROMPT")]
    pub stt_prompt: Option<String>,

    /// Seconds in which a turn must have been transcribed
    #[arg(long, value_name = "SECONDS", env = "AVATAR_SERVER_STT_TIMEOUT", default_value = "20", value_parser = seconds)]
    pub stt_timeout: Duration,

    /// Seconds of speech that are transcribed in one session
    #[arg(long, value_name = "SECONDS", env = "AVATAR_SERVER_MAX_LISTENING", default_value = "1800", value_parser = seconds)]
    pub max_listening: Duration,

    /// Requests to the service at once, of all sessions together. Others wait
    #[arg(
        long,
        value_name = "COUNT",
        env = "AVATAR_SERVER_MAX_TRANSCRIPTIONS",
        default_value_t = 8, value_parser = at_least_one
    )]
    pub max_transcriptions: usize,
}

/// The model that OpenAI's own service has, and under whose name others answer with theirs.
const DEFAULT_MODEL: &str = "whisper-1";

impl Default for HearingOptions {
    fn default() -> Self {
        Self {
            stt_url: None,
            stt_model: DEFAULT_MODEL.into(),
            stt_api_key: None,
            stt_language: None,
            stt_prompt: None,
            stt_timeout: Duration::from_secs(20),
            max_listening: Duration::from_secs(1800),
            max_transcriptions: 8,
        }
    }
}

fn base(text: &str) -> Result<BaseUrl, String> {
    BaseUrl::parse(text).map_err(|error| error.to_string())
}

/// A code of ISO 639-1, or one of three letters.
fn language(text: &str) -> Result<String, &'static str> {
    let code = text.to_ascii_lowercase();
    let is_code = (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase());
    is_code.then_some(code).ok_or("a code of two letters, as en or de")
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::options::Options;

    #[test]
    fn the_service_is_set_and_its_key_shows_in_no_debug_output() {
        let parsed = Options::parse_from([
            "avatar-server",
            "--stt-url",
            "http://localhost:8000/v1/audio/transcriptions",
            "--stt-api-key",
            "hush",
            "--stt-language",
            "DE",
        ]);
        let hearing = &parsed.hearing;
        assert_eq!(
            hearing.stt_url.as_ref().unwrap().to_string(),
            "http://localhost:8000/v1"
        );
        assert_eq!(hearing.stt_language.as_deref(), Some("de"));
        assert!(!format!("{parsed:?}").contains("hush"));
    }

    #[test]
    fn nonsense_is_refused() {
        for wrong in [
            ["--stt-url", "localhost:8000"],
            ["--stt-language", "German"],
            ["--stt-timeout", "0"],
            ["--max-listening", "-1"],
            ["--max-transcriptions", "0"],
        ] {
            assert!(
                Options::try_parse_from(["avatar-server"].into_iter().chain(wrong)).is_err(),
                "{wrong:?}"
            );
        }
    }
}
