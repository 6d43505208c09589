//! Parsing of JSON bodies as clients really write them: tolerantly where what is meant is clear, and with our own words where it is not.

mod fields;
mod problem;
mod text;

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;

use fields::Fields;

/// Reads a text of JSON in this charset.
///
/// # Errors
/// The fault in it, as a sentence. No word of it is the parser's, whose errors tell of its inside.
pub fn read<T: DeserializeOwned>(bytes: &[u8], charset: Option<&str>) -> Result<T, String> {
    let text = text::of(bytes, charset);
    let value: Value = serde_json::from_str(&text).map_err(|error| match error.classify() {
        Category::Eof => "The body is not JSON: it ends too early.".to_owned(),
        _ => format!(
            "The body is not JSON: it cannot be read from line {}, column {} on.",
            error.line(),
            error.column()
        ),
    })?;
    T::deserialize(Fields(value)).map_err(|problem| format!("The body is not what this call takes: {problem}."))
}

#[cfg(test)]
mod tests {
    use api::{IceRequest, NewRequest, StartRequest, TaskRequest};
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Body {
        text: String,
    }

    fn said(json: &str) -> Result<String, String> {
        read::<Body>(json.as_bytes(), None).map(|body| body.text)
    }

    #[test]
    fn half_an_emoji_and_a_byte_order_mark_are_no_reason_to_refuse() {
        assert_eq!(said(r#"{"text": "a\ud83d"}"#).unwrap(), "a\u{fffd}");
        assert_eq!(said("\u{feff}{\"text\": \"a\"}").unwrap(), "a");
    }

    #[test]
    fn a_wrong_body_is_refused_with_our_own_words() {
        fn refused<T: DeserializeOwned>(json: &str, words: &str) {
            let error = read::<T>(json.as_bytes(), None)
                .err()
                .unwrap_or_else(|| panic!("{json} was read"));
            assert!(error.contains(words), "{json}: {error}");
            for inner in [
                " struct ",
                "expected value",
                "invalid type",
                "EOF",
                "u32",
                "f32",
                "line 0",
            ] {
                assert!(!error.contains(inner), "{json}: {error}");
            }
        }
        refused::<Body>("{", "not JSON: it ends too early");
        refused::<Body>("{'text': 1}", "not JSON: it cannot be read from line 1, column 2");
        refused::<Body>("{}", "missing field `text`");
        refused::<Body>("[]", "the body is a list, not an object");
        refused::<NewRequest>(r#"{"voice": []}"#, "voice is a list, not an object");
        refused::<StartRequest>(
            r#"{"session_id": "a", "sdp": ["answer", "v=0"]}"#,
            "sdp is a list, not an object",
        );
        refused::<Body>("7", "the body is a number");
        refused::<Body>(r#"{"text": 7}"#, "text is a number, not a text");
        refused::<Body>(r#"{"text": null}"#, "text is null, not a text");
        refused::<NewRequest>(
            r#"{"quality": "ultra"}"#,
            "quality: unknown variant `ultra`, expected one of `low`, `medium`, `high`",
        );
        refused::<NewRequest>(r#"{"voice": {"rate": "fast"}}"#, "voice.rate is a text, not a number");
        refused::<NewRequest>(
            r#"{"activity_idle_timeout": -1}"#,
            "activity_idle_timeout is a number, not a whole number",
        );
        refused::<NewRequest>(
            r#"{"disable_idle_timeout": "perhaps"}"#,
            "disable_idle_timeout is a text, not true or false",
        );
        refused::<NewRequest>(r#"{"language": 4.5}"#, "language is a number, not a text");
        refused::<NewRequest>(
            r#"{"voice": {"language": {}}}"#,
            "voice.language is an object, not a text",
        );
        refused::<NewRequest>(r#"{"knowledge_base_id": true}"#, "knowledge_base_id is ");
        refused::<StartRequest>(r#"{"session_id": "a", "sdp": "v=0"}"#, "sdp is a text, not an object");
        refused::<StartRequest>(
            r#"{"session_id": "a", "sdp": {"type": "answer"}}"#,
            "missing field `sdp` in sdp",
        );
        refused::<IceRequest>(r#"{"session_id": "a", "candidate": 7}"#, "candidate is a number");
        refused::<Body>(&"[".repeat(1500), "The body is not");
        let long = format!(r#"{{"quality": "{}"}}"#, "x".repeat(5000));
        assert!(read::<NewRequest>(long.as_bytes(), None).unwrap_err().len() < 300);
    }

    #[test]
    fn what_is_meant_is_taken() {
        let new: NewRequest = read(
            br#"{"quality": "HIGH", "voice": {"rate": "1.2", "emotion": "friendly"}, "activity_idle_timeout": "60",
                "disable_idle_timeout": "false", "avatar_id": null, "unknown": [1]}"#,
            None,
        )
        .unwrap();
        assert_eq!(new.quality, api::Quality::High);
        assert_eq!(new.voice.unwrap().rate, Some(1.2));
        assert_eq!(
            (new.activity_idle_timeout, new.disable_idle_timeout),
            (Some(60), Some(false))
        );
        let new: NewRequest = read(br#"{"activity_idle_timeout": 60.0, "quality": null}"#, None).unwrap();
        assert_eq!(new.activity_idle_timeout, Some(60));
        let task: TaskRequest = read(
            br#"{"text": "a", "text": "b", "session_id": "c", "task_mode": "SYNC"}"#,
            None,
        )
        .unwrap();
        assert_eq!((task.text.as_str(), task.task_mode), ("b", Some(api::TaskMode::Sync)));
        let latin = b"{\"text\": \"Gr\xfc\xdfe\"}";
        assert_eq!(read::<Body>(latin, Some("iso-8859-1")).unwrap().text, "Gr\u{fc}\u{df}e");
    }

    proptest! {
        #[test]
        fn a_well_written_body_is_read_as_it_is(text in "\\PC{0,40}") {
            let json = serde_json::json!({ "text": text }).to_string();
            prop_assert_eq!(said(&json), Ok(text));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200), charset in "\\PC{0,12}") {
            if let Err(error) = read::<NewRequest>(&bytes, Some(&charset)) {
                prop_assert!(error.starts_with("The body is not"));
            }
        }
    }
}
