//! The list of a service's voices. No standard has one; several services do, each in a form of its own.

use serde_json::Value;

/// Voices of one service that are taken.
const MAX_VOICES: usize = 200;

/// The names in a reply to `GET {base}/audio/voices`: a list, or one under `voices` or `data`, of texts or of objects with `id`,
/// `voice_id` or `name`. `None` where it is no such list.
pub fn voices(body: &[u8]) -> Option<Vec<String>> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let named = |name: &str| value.get(name)?.as_array();
    let list = value
        .as_array()
        .or_else(|| ["voices", "data"].into_iter().find_map(named))?;
    let id = |voice: &Value| {
        let of = |name: &str| voice.get(name)?.as_str();
        let id = ["id", "voice_id", "name"].into_iter().find_map(of);
        id.or(voice.as_str())
            .map(str::trim)
            .filter(|id| !id.is_empty())
            .map(str::to_owned)
    };
    let mut ids: Vec<String> = Vec::new();
    for id in list.iter().filter_map(id).take(MAX_VOICES) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Some(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn voices_are_listed_in_every_form() {
        let two = || Some(vec!["a".to_owned(), "b".to_owned()]);
        for body in [
            r#"{"voices": ["a", "b", "a", " "]}"#,
            r#"{"voices": [{"id": "a", "name": "A"}, {"id": "b"}], "object": "list"}"#,
            r#"{"data": [{"voice_id": "a"}, {"name": "b"}, {}, 7]}"#,
            r#"["a", "b"]"#,
        ] {
            assert_eq!(voices(body.as_bytes()), two(), "{body}");
        }
        for body in ["<html>", "{}", "7", r#"{"voices": "a"}"#] {
            assert_eq!(voices(body.as_bytes()), None, "{body}");
        }
    }
}
