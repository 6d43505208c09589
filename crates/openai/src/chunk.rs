//! One chunk of a streamed chat completion, in every form that services send.

use serde_json::Value;

use crate::error::{Failure, ServiceError, words};
use crate::surrogates::json;

/// Why an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finish {
    /// The model had said all.
    Stop,
    /// It reached a limit of the service's.
    Length,
    /// The service's filter cut it off.
    Filtered,
    /// It has more characters than are taken: see [`ChatStream::within`](crate::ChatStream::within).
    TooLong,
}

/// The content of a chunk.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Chunk {
    /// Words of the answer; reasoning in a field of its own is not among them.
    pub text: String,
    /// Characters of that reasoning.
    pub thought: usize,
    /// The answer ends here, and why.
    pub finish: Option<Finish>,
    /// The answer failed in its middle.
    pub failure: Option<Failure>,
}

impl Chunk {
    /// Reads the data of an event, or the body of a reply that was not streamed. Data that is no JSON gives an empty chunk.
    pub fn read(data: &[u8]) -> Self {
        let Some(value) = json(data) else {
            return Self::default();
        };
        if let Some(failure) = failure(&value) {
            return Self {
                failure: Some(failure),
                ..Self::default()
            };
        }
        // Only one choice is ever asked for. None: usage, moderation, the first chunk of some gateways.
        let Some(choice) = value.get("choices").and_then(|choices| choices.get(0)) else {
            return Self::default();
        };
        let delta = ["delta", "message"]
            .into_iter()
            .find_map(|name| choice.get(name).filter(|part| part.is_object()));
        let reason = choice.get("finish_reason").and_then(Value::as_str);
        Self {
            text: delta.map(text).unwrap_or_default(),
            thought: delta.map_or(0, thought),
            finish: reason.filter(|reason| *reason != "error").map(|reason| match reason {
                "length" => Finish::Length,
                "content_filter" => Finish::Filtered,
                _ => Finish::Stop,
            }),
            failure: (reason == Some("error")).then(|| Failure::new(ServiceError::Midway, None)),
        }
    }
}

/// The words of a delta: its content, or a refusal, which a model says in its place.
fn text(delta: &Value) -> String {
    let part = |name: &str| match delta.get(name) {
        Some(Value::String(text)) => text.clone(),
        // A list of parts, as some gateways send it.
        Some(Value::Array(parts)) => {
            let texts = parts.iter().filter_map(|part| part.get("text").and_then(Value::as_str));
            texts.collect()
        }
        _ => String::new(),
    };
    let content = part("content");
    if content.is_empty() { part("refusal") } else { content }
}

/// Characters of reasoning in a delta, under the names that services give it.
fn thought(delta: &Value) -> usize {
    let part = |name: &str| delta.get(name)?.as_str();
    let reasoning = part("reasoning_content").or_else(|| part("reasoning"));
    reasoning.map_or(0, |reasoning| reasoning.chars().count())
}

/// The error that a chunk tells.
fn failure(value: &Value) -> Option<Failure> {
    let is_error = value.get("error").is_some_and(|error| !error.is_null())
        || value.get("object").and_then(Value::as_str) == Some("error")
        || value.get("choices").is_none() && value.get("detail").is_some_and(|detail| !detail.is_null());
    is_error.then(|| Failure::new(ServiceError::Midway, words(value)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(data: &str) -> Chunk {
        Chunk::read(data.as_bytes())
    }

    #[test]
    fn words_are_read_and_reasoning_tools_and_usage_are_not() {
        for (data, text, finish) in [
            (
                r#"{"choices":[{"delta":{"role":"assistant","content":null}}]}"#,
                "",
                None,
            ),
            (
                r#"{"choices":[{"delta":{"content":"Hi"},"finish_reason":null}],"obfuscation":"xx"}"#,
                "Hi",
                None,
            ),
            (
                r#"{"choices":[{"delta":{"reasoning_content":"hm","reasoning":"hm"}}]}"#,
                "",
                None,
            ),
            (
                r#"{"choices":[{"delta":{"tool_calls":[{}]},"finish_reason":"tool_calls"}]}"#,
                "",
                Some(Finish::Stop),
            ),
            (r#"{"choices":[{"delta":{"refusal":"I cannot."}}]}"#, "I cannot.", None),
            (
                r#"{"choices":[{"delta":{"content":[{"type":"text","text":"a"},{"text":"b"}]}}]}"#,
                "ab",
                None,
            ),
            (r#"{"choices":[],"usage":{"total_tokens":3}}"#, "", None),
            (r#"{"choices":null}"#, "", None),
            (
                r#"{"choices":[{"delta":{},"finish_reason":"length"}]}"#,
                "",
                Some(Finish::Length),
            ),
            (
                r#"{"choices":[{"delta":{},"finish_reason":"content_filter"}]}"#,
                "",
                Some(Finish::Filtered),
            ),
            (
                r#"{"choices":[{"message":{"content":"Whole."},"finish_reason":"stop"}]}"#,
                "Whole.",
                Some(Finish::Stop),
            ),
            ("{\"choices\":[{\"delta\":{\"content\":\"cut of", "", None),
            ("[1]", "", None),
        ] {
            let Chunk {
                text: read,
                finish: ends,
                failure,
                ..
            } = read(data);
            assert_eq!((read.as_str(), ends, failure), (text, finish, None), "{data}");
        }
    }

    #[test]
    fn a_chunk_with_half_a_character_keeps_its_words() {
        let half = r#"{"choices":[{"delta":{"content":"Fine \ud83d"}}]}"#;
        assert_eq!(read(half).text, "Fine \u{fffd}");
        let bytes = b"{\"choices\":[{\"delta\":{\"content\":\"Fine \xf0\x9f\"}}]}";
        assert_eq!(Chunk::read(bytes).text, "Fine \u{fffd}");
    }

    #[test]
    fn reasoning_is_counted() {
        assert_eq!(
            read(r#"{"choices":[{"delta":{"reasoning_content":"Hmm."}}]}"#).thought,
            4
        );
        assert_eq!(read(r#"{"choices":[{"delta":{"reasoning":"Hm"}}]}"#).thought, 2);
    }

    #[test]
    fn an_error_in_mid_stream_is_read_in_all_its_forms() {
        for (data, words) in [
            (
                r#"{"error":{"message":"out of memory","code":500}}"#,
                Some("out of memory"),
            ),
            (r#"{"error":"gone"}"#, Some("gone")),
            (r#"{"object":"error","message":"older"}"#, Some("older")),
            (r#"{"detail":"framework"}"#, Some("framework")),
            (r#"{"choices":[{"delta":{},"finish_reason":"error"}]}"#, None),
        ] {
            let failure = read(data).failure.unwrap();
            assert_eq!(
                (failure.error, failure.detail.as_deref()),
                (ServiceError::Midway, words),
                "{data}"
            );
        }
        assert_eq!(read(r#"{"error":null,"choices":[]}"#).failure, None);
    }

    proptest! {
        #[test]
        fn nothing_is_too_strange(data in "\\PC{0,80}", bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            read(&data);
            Chunk::read(&bytes);
        }
    }
}
