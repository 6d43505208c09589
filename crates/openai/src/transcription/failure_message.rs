//! The message about a transcription that failed: an error code, a sentence for the visitor, advice for the operator.

use crate::ServiceError;

/// How a failure is told: to the visitor's program, to the visitor, and to the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailureMessage {
    /// A short name for programs.
    pub code: &'static str,
    /// A sentence for the visitor, which names no address, key or model.
    pub message: String,
    /// Advice for the operator, for the log.
    pub advice: &'static str,
}

impl FailureMessage {
    /// How a failure to transcribe is told.
    pub fn of_transcription(error: &ServiceError) -> Self {
        use ServiceError as Error;
        const AGAIN: &str = "Say it again, or type it.";
        const OPERATOR: &str = "Only the operator of this page can change that: type instead.";
        let (code, what, then, advice) = match error {
            Error::Unreachable => (
                "stt-unreachable",
                "The speech recognition cannot be reached.",
                AGAIN,
                "check --stt-url, and that the service runs",
            ),
            Error::Unauthorized => (
                "stt-unauthorized",
                "The speech recognition refused the server's key.",
                OPERATOR,
                "check --stt-api-key",
            ),
            Error::NoCredit => (
                "stt-no-credit",
                "The account behind the speech recognition has no credit left.",
                OPERATOR,
                "add credit to the account behind --stt-api-key",
            ),
            Error::NotFound | Error::NoModel => (
                "stt-not-found",
                "The speech recognition was not found.",
                OPERATOR,
                "check --stt-model, and that --stt-url ends as the service documents, commonly in /v1",
            ),
            Error::NotTheApi => (
                "stt-not-the-api",
                "The service that answers is no speech recognition.",
                OPERATOR,
                "check --stt-url: it is the base of an OpenAI-compatible API, commonly ending in /v1, without a redirect",
            ),
            Error::RateLimited { .. } => (
                "stt-rate-limited",
                "The speech recognition has too much to do.",
                "Wait a moment, then say it again.",
                "wait, or give the service more room",
            ),
            Error::Unavailable { .. } => (
                "stt-unavailable",
                "The speech recognition is not ready.",
                "Wait a moment, then say it again.",
                "look into the log of the service",
            ),
            Error::TimedOut | Error::Stalled => (
                "stt-timed-out",
                "The speech recognition did not answer in time.",
                AGAIN,
                "raise --stt-timeout, or choose a smaller model",
            ),
            Error::Refused => (
                "stt-refused",
                "The speech recognition did not take what was said.",
                AGAIN,
                "check --stt-model and --stt-language",
            ),
            Error::Cut | Error::Midway | Error::Empty | Error::Filtered => (
                "stt-failed",
                "The speech recognition failed.",
                AGAIN,
                "look into the log of the service",
            ),
        };
        Self {
            code,
            message: format!("{what} {then}"),
            advice,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_is_told_what_to_do_and_nothing_of_the_inside() {
        for status in [302, 400, 401, 402, 404, 408, 429, 500, 503] {
            let error = ServiceError::of_status(status, None).unwrap();
            let told = FailureMessage::of_transcription(&error);
            assert!(told.code.starts_with("stt-"), "{told:?}");
            assert!(
                told.message.contains("again") || told.message.contains("type"),
                "{told:?}"
            );
            assert!(
                !told.message.contains("--") && !told.advice.contains("--llm"),
                "{told:?}"
            );
        }
    }
}
