//! The reply with a transcript.

use serde_json::Value;

use crate::error::words;
use crate::surrogates::json;
use crate::{Failure, ServiceError};

/// Characters of a transcript that are taken: more than can be said in a turn, and what a service that runs wild may send.
const MAX_CHARACTERS: usize = 2_000;

/// The probability from which on a segment counts as silence: Whisper invents words for it.
const SILENCE: f64 = 0.8;

/// The words in the body of a successful reply, perhaps none. Read are `json` and `verbose_json`, and bare text where the reply says
/// that it is that.
///
/// # Errors
/// Where it tells an error, or is no transcript.
pub fn transcript(body: &[u8], is_text: bool) -> Result<String, Failure> {
    let text = match json(body) {
        Some(value) => match value.get("text").and_then(Value::as_str) {
            Some(text) => spoken(&value).unwrap_or_else(|| text.to_owned()),
            None => return Err(Failure::new(ServiceError::NotTheApi, words(&value))),
        },
        None if is_text => String::from_utf8_lossy(body).into_owned(),
        None => return Err(ServiceError::NotTheApi.into()),
    };
    let text = text.replace(char::is_control, " ");
    Ok(text.trim().chars().take(MAX_CHARACTERS).collect())
}

/// The text of those segments that are no silence, where the reply tells of segments.
fn spoken(value: &Value) -> Option<String> {
    let segments = value
        .get("segments")?
        .as_array()
        .filter(|segments| !segments.is_empty())?;
    let mut text = String::new();
    for segment in segments {
        let silence = segment
            .get("no_speech_prob")
            .and_then(Value::as_f64)
            .unwrap_or_default();
        let words = segment.get("text")?.as_str()?;
        if silence < SILENCE {
            text.push_str(words);
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_form_of_a_transcript_is_read() {
        for (body, words) in [
            (
                r#"{"text": " Good morning. ", "usage": {"seconds": 1}}"#,
                "Good morning.",
            ),
            (r#"{"text": ""}"#, ""),
            (r#"{"text": "Fine \ud83d"}"#, "Fine \u{fffd}"),
            (r#"{"text": "Hello", "segments": []}"#, "Hello"),
            (
                r#"{"text": " Yes. Thank you for watching.", "segments": [{"text": " Yes.", "no_speech_prob": 0.1},
                    {"text": " Thank you for watching.", "no_speech_prob": 0.93}]}"#,
                "Yes.",
            ),
        ] {
            assert_eq!(transcript(body.as_bytes(), false).as_deref(), Ok(words));
        }
        assert_eq!(transcript(b"Good\nmorning.\n", true).as_deref(), Ok("Good morning."));
    }

    #[test]
    fn what_is_no_transcript_is_an_error() {
        for body in ["<html>", "[]", "null", "{\"text\": 7}", ""] {
            let failure = transcript(body.as_bytes(), false).unwrap_err();
            assert_eq!(failure.error, ServiceError::NotTheApi, "{body}");
        }
        let failure = transcript(br#"{"error": {"message": "no sound"}}"#, false).unwrap_err();
        assert_eq!(failure.detail.as_deref(), Some("no sound"));
    }

    proptest! {
        #[test]
        fn no_reply_is_too_strange(body in prop::collection::vec(any::<u8>(), 0..200), is_text: bool) {
            if let Ok(text) = transcript(&body, is_text) {
                prop_assert!(text.trim() == text && !text.contains(char::is_control));
            }
        }

        #[test]
        fn a_service_that_runs_wild_is_cut_short(text in "\\PC{2000,3000}") {
            let body = serde_json::json!({"text": text}).to_string();
            prop_assert!(transcript(body.as_bytes(), false).unwrap().chars().count() <= MAX_CHARACTERS);
        }
    }
}
