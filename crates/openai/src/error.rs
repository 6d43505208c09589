//! Errors between a server and the service that it asks.

use std::time::Duration;

use serde_json::Value;
use thiserror::Error;

/// Characters of a service's own words that are kept for the log.
const MAX_DETAIL: usize = 300;

/// The longest time that a service may ask to wait; a longer one is told as this.
const MAX_WAIT: Duration = Duration::from_secs(3600);

/// Why there is no answer, or only a part of one. Its words may be shown to a visitor: they name no address, key or model.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ServiceError {
    /// No connection comes about.
    #[error("The language model cannot be reached. Try again in a moment.")]
    Unreachable,
    /// The key was refused.
    #[error("The language model refused the server's key. Only the operator of this page can change that.")]
    Unauthorized,
    /// The account has no credit left.
    #[error(
        "The account behind the language model has no credit left. Only the operator of this page can change that."
    )]
    NoCredit,
    /// There is no such model, or no such address.
    #[error("The language model was not found. Only the operator of this page can change that.")]
    NotFound,
    /// No model is named and the service lists none or several.
    #[error("No language model is chosen. Only the operator of this page can change that.")]
    NoModel,
    /// The request was refused.
    #[error("The language model did not take the question. Ask in another way.")]
    Refused,
    /// Too many requests.
    #[error("The language model has too much to do. {}", wait(.retry_after.as_ref()))]
    RateLimited {
        /// The wait that the service asks for.
        retry_after: Option<Duration>,
    },
    /// The service is there and cannot answer now.
    #[error("The language model is not ready. {}", wait(.retry_after.as_ref()))]
    Unavailable {
        /// The wait that the service asks for.
        retry_after: Option<Duration>,
    },
    /// Something else answers at that address.
    #[error("The service that answers is no language model. Only the operator of this page can change that.")]
    NotTheApi,
    /// No word of the answer came in time.
    #[error("The language model did not answer in time. Try again.")]
    TimedOut,
    /// The answer stopped in its middle, and nothing more came in time.
    #[error("The language model stopped in the middle of its answer. Ask again for the rest.")]
    Stalled,
    /// The connection ended in the middle of the answer.
    #[error("The answer was cut off in its middle. Ask again for the rest.")]
    Cut,
    /// The service told an error in the middle of the answer.
    #[error("The language model failed in the middle of its answer. Ask again for the rest.")]
    Midway,
    /// The answer has no words.
    #[error("The language model gave no answer. Ask in another way.")]
    Empty,
    /// The service's filter withheld the answer.
    #[error("The language model withheld its answer. Ask something else.")]
    Filtered,
}

impl ServiceError {
    /// A short name for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreachable => "llm-unreachable",
            Self::Unauthorized => "llm-unauthorized",
            Self::NoCredit => "llm-no-credit",
            Self::NotFound => "llm-not-found",
            Self::NoModel => "llm-no-model",
            Self::Refused => "llm-refused",
            Self::RateLimited { .. } => "llm-rate-limited",
            Self::Unavailable { .. } => "llm-unavailable",
            Self::NotTheApi => "llm-not-the-api",
            Self::TimedOut => "llm-timed-out",
            Self::Stalled => "llm-stalled",
            Self::Cut => "llm-cut-off",
            Self::Midway => "llm-failed",
            Self::Empty => "llm-empty",
            Self::Filtered => "llm-filtered",
        }
    }

    /// Advice for the operator, for the log.
    pub const fn advice(&self) -> &'static str {
        match self {
            Self::Unreachable => "check --llm-url, and that the service runs",
            Self::Unauthorized => "check --llm-api-key",
            Self::NoCredit => "add credit to the account behind --llm-api-key",
            Self::NotFound => {
                "check --llm-model (with Ollama: pull it first), and that --llm-url ends as the service documents, commonly in /v1"
            }
            Self::NoModel => "name a model with --llm-model",
            Self::Refused => "check --llm-body, and whether the model takes a conversation of that length",
            Self::RateLimited { .. } | Self::Unavailable { .. } => "wait, or give the service more room",
            Self::NotTheApi => {
                "check --llm-url: it is the base of an OpenAI-compatible API, commonly ending in /v1, without a redirect"
            }
            Self::TimedOut | Self::Stalled => {
                "raise --llm-timeout, or turn a thinking model's thinking off with --llm-body"
            }
            Self::Cut | Self::Midway => "look into the log of the service",
            Self::Empty => "a thinking model may have said nothing but its thoughts: see --llm-body",
            Self::Filtered => "the service's own filter decides",
        }
    }

    /// The error that a reply's status tells; `None` where that is no error.
    pub fn of_status(status: u16, retry_after: Option<Duration>) -> Option<Self> {
        let retry_after = retry_after.map(|wait| wait.min(MAX_WAIT));
        Some(match status {
            200..=299 => return None,
            401 | 403 => Self::Unauthorized,
            402 => Self::NoCredit,
            404 => Self::NotFound,
            408 => Self::TimedOut,
            429 => Self::RateLimited { retry_after },
            // A redirect is not followed: the key would go along.
            300..=399 | 405 => Self::NotTheApi,
            400..=499 => Self::Refused,
            _ => Self::Unavailable { retry_after },
        })
    }
}

/// An error with the service's own words about it, which are for the log only.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{error}")]
pub struct Failure {
    /// The error's kind.
    pub error: ServiceError,
    /// The service's own words. Only those that have gone through [`Failure::without`] may be shown to the operator.
    pub detail: Option<String>,
}

impl Failure {
    /// An error, and what the service says about it.
    pub fn new(error: ServiceError, detail: Option<String>) -> Self {
        Self { error, detail }
    }

    /// The failure that a reply with this status and body tells; `None` where the status is no error.
    pub fn of_reply(status: u16, retry_after: Option<Duration>, body: &[u8]) -> Option<Self> {
        let error = ServiceError::of_status(status, retry_after)?;
        let words = serde_json::from_slice(body).ok().and_then(|value| words(&value));
        let words = words.map_or_else(|| format!("HTTP {status}"), |words| format!("HTTP {status}: {words}"));
        Some(Self::new(error, Some(words)))
    }

    /// The same without a secret in the service's words, of which 300 characters are kept: some repeat the key that they refuse.
    #[must_use]
    pub fn without(mut self, secret: Option<&str>) -> Self {
        if let Some(detail) = &mut self.detail {
            if let Some(secret) = secret.filter(|secret| !secret.is_empty()) {
                *detail = detail.replace(secret, "…");
            }
            // Only now: a part of the secret could be left of one that was cut.
            *detail = detail.chars().take(MAX_DETAIL).collect();
        }
        self
    }

    /// The circumstances of the failure, without the service's words, which may repeat what a visitor said.
    pub fn circumstance(&self) -> Option<&str> {
        self.detail
            .as_deref()
            .filter(|_| matches!(self.error, ServiceError::Unreachable | ServiceError::NoModel))
    }
}

impl From<ServiceError> for Failure {
    fn from(error: ServiceError) -> Self {
        Self::new(error, None)
    }
}

/// The words of an error in any of its envelopes.
pub(crate) fn words(value: &Value) -> Option<String> {
    let said = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(object) => ["message", "msg", "error"]
            .into_iter()
            .find_map(|name| object.get(name)?.as_str().map(str::to_owned)),
        _ => None,
    };
    // A framework may give a list of what is wrong with a body.
    let first = |value: &Value| said(value).or_else(|| said(value.get(0)?));
    ["error", "detail", "message"]
        .into_iter()
        .find_map(|name| first(value.get(name)?))
}

/// When to ask again.
fn wait(retry_after: Option<&Duration>) -> String {
    match retry_after.map(Duration::as_secs).filter(|seconds| *seconds > 0) {
        Some(seconds) => format!("Try again in {seconds} s."),
        None => "Try again in a moment.".into(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_envelopes_of_errors_are_read() {
        for (body, words) in [
            (
                r#"{"error": {"message": "Incorrect API key", "code": "invalid"}}"#,
                "HTTP 401: Incorrect API key",
            ),
            (r#"{"error": "no"}"#, "HTTP 401: no"),
            (r#"{"detail": "Not allowed"}"#, "HTTP 401: Not allowed"),
            (
                r#"{"detail": [{"loc": ["body"], "msg": "field required"}]}"#,
                "HTTP 401: field required",
            ),
            (r#"{"detail": {"error": "no key"}}"#, "HTTP 401: no key"),
            ("<html>", "HTTP 401"),
        ] {
            let failure = Failure::of_reply(401, None, body.as_bytes()).unwrap();
            assert_eq!(
                (failure.error, failure.detail.as_deref()),
                (ServiceError::Unauthorized, Some(words))
            );
        }
        assert_eq!(Failure::of_reply(200, None, b"{}"), None);
    }

    #[test]
    fn a_status_is_a_word_and_a_wait_is_told() {
        let five = Some(Duration::from_secs(5));
        let limited = ServiceError::of_status(429, five).unwrap();
        assert!(limited.to_string().ends_with("Try again in 5 s."), "{limited}");
        let loading = ServiceError::of_status(503, None).unwrap();
        assert!(loading.to_string().ends_with("Try again in a moment."), "{loading}");
        assert_eq!(ServiceError::of_status(302, None), Some(ServiceError::NotTheApi));
    }

    #[test]
    fn a_key_that_a_service_repeats_is_taken_out() {
        let failure = Failure::new(ServiceError::Unauthorized, Some("no such key: hush-1".into()));
        assert_eq!(
            failure.without(Some("hush-1")).detail.as_deref(),
            Some("no such key: …")
        );
        let long = format!("{} hush-1", "x".repeat(MAX_DETAIL - 4));
        let failure = Failure::of_reply(401, None, long.as_bytes()).unwrap();
        assert!(!failure.without(Some("hush-1")).detail.unwrap().contains("hu"));
        let failure = Failure::new(ServiceError::Unauthorized, Some(long)).without(Some("hush-1"));
        assert!(!failure.detail.unwrap().contains("hu"));
    }

    proptest! {
        #[test]
        fn no_reply_is_too_strange(status in 0..1000_u16, body in prop::collection::vec(any::<u8>(), 0..80)) {
            let failure = Failure::of_reply(status, None, &body);
            prop_assert_eq!(failure.is_none(), (200..300).contains(&status));
        }
    }
}
