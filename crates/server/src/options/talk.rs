//! The command line's options about talk.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::Args;
use openai::BaseUrl;
use serde_json::{Map, Value};

use super::{Key, at_least_one, base, key, seconds};

/// The language model that answers `talk`, and its limits.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Talk")]
pub struct TalkOptions {
    /// Base address of an OpenAI-compatible service that answers talk, as `http://localhost:11434/v1`
    ///
    /// With Ollama: `ollama pull llama3.2`, then --llm-url http://localhost:11434/v1 --llm-model llama3.2. llama.cpp, vLLM, LM Studio,
    /// OpenAI and OpenRouter work alike. Without it, talk is refused.
    #[arg(long, value_name = "URL", env = "AVATAR_SERVER_LLM_URL", value_parser = base)]
    pub llm_url: Option<BaseUrl>,

    /// Model that answers. Without it: the only one that the service lists
    #[arg(long, value_name = "NAME", env = "AVATAR_SERVER_LLM_MODEL")]
    pub llm_model: Option<String>,

    /// Key for the service. It stays on the server. Best in the environment, where it does not show in the list of processes
    #[arg(long, value_name = "KEY", env = "AVATAR_SERVER_LLM_API_KEY", hide_env_values = true, value_parser = key)]
    pub llm_api_key: Option<Key>,

    /// Who the avatar is and how it answers, for the model
    #[arg(
        long,
        value_name = "TEXT",
        env = "AVATAR_SERVER_LLM_PROMPT",
        conflicts_with = "llm_prompt_file"
    )]
    pub llm_prompt: Option<String>,

    /// File with the text for --llm-prompt
    #[arg(long, value_name = "FILE", env = "AVATAR_SERVER_LLM_PROMPT_FILE")]
    pub llm_prompt_file: Option<PathBuf>,

    /// Prompt that pages choose by knowledge_base_id, repeatable: ID=FILE. In the environment, each stands on a line of its own
    #[arg(
        long,
        value_name = "ID=FILE",
        env = "AVATAR_SERVER_KNOWLEDGE_BASE",
        value_delimiter = '\n'
    )]
    pub knowledge_base: Vec<KnowledgeBase>,

    /// Ignore the prompts that pages send as knowledge_base
    ///
    /// Otherwise at most 8000 characters of it follow the operator's prompt, marked as the page's.
    #[arg(long, env = "AVATAR_SERVER_NO_PAGE_PROMPT")]
    pub no_page_prompt: bool,

    /// JSON object that is merged into the bodies of requests, as `{"reasoning_effort": "none"}`
    #[arg(long, value_name = "JSON", env = "AVATAR_SERVER_LLM_BODY")]
    pub llm_body: Option<Body>,

    /// Seconds until the first word of an answer must have come, and each further one
    #[arg(long, value_name = "SECONDS", env = "AVATAR_SERVER_LLM_TIMEOUT", default_value = "20", value_parser = seconds)]
    pub llm_timeout: Duration,

    /// Answers in one session
    #[arg(long, value_name = "COUNT", env = "AVATAR_SERVER_MAX_ANSWERS", default_value_t = 200, value_parser = at_least_one)]
    pub max_answers: usize,

    /// Answers that one session may ask for within a minute
    #[arg(
        long,
        value_name = "COUNT",
        env = "AVATAR_SERVER_ANSWERS_PER_MINUTE",
        default_value_t = 20, value_parser = at_least_one
    )]
    pub answers_per_minute: usize,

    /// Characters of an answer that are said. The rest is not generated
    #[arg(
        long,
        value_name = "COUNT",
        env = "AVATAR_SERVER_MAX_ANSWER",
        default_value_t = 1_200, value_parser = at_least_one
    )]
    pub max_answer: usize,

    /// Messages of the conversation so far that the model is told
    #[arg(long, value_name = "COUNT", env = "AVATAR_SERVER_MAX_HISTORY", default_value_t = 20, value_parser = at_least_one)]
    pub max_history: usize,
}

impl Default for TalkOptions {
    fn default() -> Self {
        Self {
            llm_url: None,
            llm_model: None,
            llm_api_key: None,
            llm_prompt: None,
            llm_prompt_file: None,
            knowledge_base: Vec::new(),
            no_page_prompt: false,
            llm_body: None,
            llm_timeout: Duration::from_secs(20),
            max_answers: 200,
            answers_per_minute: 20,
            max_answer: 1_200,
            max_history: 20,
        }
    }
}

/// A prompt that stays on the server, and the name by which pages choose it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnowledgeBase {
    /// The name.
    pub id: String,
    /// The file with its text.
    pub path: PathBuf,
}

impl FromStr for KnowledgeBase {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=').map(|(id, path)| (id.trim(), path.trim())) {
            Some((id, path)) if !id.is_empty() && !path.is_empty() => Ok(Self {
                id: id.to_owned(),
                path: path.into(),
            }),
            _ => Err("a name and a file, as shoes=prompts/shoes.txt"),
        }
    }
}

/// Fields that are merged into the bodies of requests.
#[derive(Clone, Debug, PartialEq)]
pub struct Body(pub Map<String, Value>);

impl FromStr for Body {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match serde_json::from_str(text) {
            Ok(Value::Object(fields)) => Ok(Self(fields)),
            _ => Err("a JSON object, as {\"reasoning_effort\": \"none\"}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::options::Options;

    #[test]
    fn the_model_is_set_and_its_key_shows_in_no_debug_output() {
        let parsed = Options::parse_from([
            "avatar-server",
            "--llm-url",
            "http://localhost:11434/v1/",
            "--llm-api-key",
            "hush",
            "--knowledge-base",
            "shoes=a=b.txt",
            "--llm-body",
            "{\"temperature\": 0}",
        ]);
        assert_eq!(
            parsed.talk.llm_url.as_ref().unwrap().to_string(),
            "http://localhost:11434/v1"
        );
        assert_eq!(parsed.talk.knowledge_base[0].path, PathBuf::from("a=b.txt"));
        assert!(!format!("{parsed:?}").contains("hush"));
    }

    #[test]
    fn nonsense_is_refused() {
        for wrong in [
            ["--llm-url", "localhost:11434"],
            ["--llm-url", "https://me:secret@example.org/v1"],
            ["--knowledge-base", "shoes"],
            ["--knowledge-base", "=shoes.txt"],
            ["--llm-body", "[]"],
            ["--llm-body", "{"],
            ["--llm-timeout", "0"],
            ["--answers-per-minute", "0"],
            ["--max-answers", "0"],
            ["--max-answer", "0"],
            ["--max-history", "0"],
        ] {
            assert!(
                Options::try_parse_from(["avatar-server"].into_iter().chain(wrong)).is_err(),
                "{wrong:?}"
            );
        }
        let both = ["avatar-server", "--llm-prompt", "a", "--llm-prompt-file", "b"];
        assert!(Options::try_parse_from(both).is_err());
    }
}
