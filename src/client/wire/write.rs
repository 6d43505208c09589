//! Wire types as JavaScript values, ready for `JSON.stringify` or for the browser's own calls.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use super::Unreadable;

/// Writes a value. Absent options are left out by the types themselves, or written as null.
///
/// # Errors
/// Where the type has no JSON form.
pub(in crate::client) fn write<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, Unreadable> {
    value.serialize(&Serializer::json_compatible()).map_err(|_| Unreadable)
}

#[cfg(test)]
mod tests {
    use api::{IceCandidate, IceRequest, IceServer, NewRequest, Voice};
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn json<T: Serialize>(value: &T) -> String {
        js_sys::JSON::stringify(&write(value).unwrap()).unwrap().into()
    }

    #[wasm_bindgen_test]
    fn requests_are_written_in_the_wire_form() {
        let request = NewRequest {
            avatar_id: Some("anna".into()),
            voice: Some(Voice {
                rate: Some(1.25),
                ..Voice::default()
            }),
            activity_idle_timeout: Some(60),
            ..NewRequest::default()
        };
        let wanted = r#"{"quality":"medium","avatar_id":"anna","voice":{"rate":1.25},"activity_idle_timeout":60}"#;
        assert_eq!(json(&request), wanted);
        let request = IceRequest {
            session_id: "s".into(),
            candidate: IceCandidate {
                candidate: "c \"quoted\"".into(),
                sdp_mid: None,
                sdp_m_line_index: Some(0),
                username_fragment: Some("u".into()),
            },
        };
        let wanted = r#"{"session_id":"s","candidate":{"candidate":"c \"quoted\"","sdpMid":null,"sdpMLineIndex":0,"usernameFragment":"u"}}"#;
        assert_eq!(json(&request), wanted);
        assert_eq!(
            json(&[IceServer::open(vec!["stun:a".into()])].as_slice()),
            r#"[{"urls":["stun:a"]}]"#
        );
    }
}
