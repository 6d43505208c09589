//! Readings held to what serde reads natively.

use api::ChannelMessage;
use js_sys::Reflect;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::client::http::wire::read::value::entries;
use crate::client::http::wire::read::*;

fn parse(json: &str) -> JsValue {
    js_sys::JSON::parse(json).unwrap()
}

/// Holds a reading to what serde reads natively, for each of the texts. A text that serde refuses may be read in part.
fn same<T: DeserializeOwned + PartialEq + core::fmt::Debug>(read: fn(&JsValue) -> Read<T>, texts: &[&str]) {
    for json in texts {
        let ours = read(&parse(json)).ok();
        let theirs: Option<T> = api::read_reply(200, None, format!(r#"{{"data":{json}}}"#).as_bytes()).ok();
        assert!(theirs.is_none() || ours == theirs, "{json}: {ours:?}, {theirs:?}");
    }
}

#[wasm_bindgen_test]
fn a_bad_entry_is_left_out_and_the_others_are_used() {
    let reply = new_reply(&parse(
        r#"{"session_id":"s","sdp":{"type":"offer","sdp":"v=0"},"ice_servers":["stun:a",7,null,"stun:b"],
            "ice_servers2":[7,{"urls":"turn:a"},{"username":"u"},{"urls":[1,"turn:b"],"username":"u","credential":"c"},
            {"urls":"turn:c","username":["u"]},null]}"#,
    ))
    .unwrap();
    assert_eq!(reply.ice_servers, ["stun:a", "stun:b"]);
    let urls: Vec<_> = reply.ice_servers2.iter().map(|server| server.urls.concat()).collect();
    assert_eq!(urls, ["turn:a", "turn:b"]);

    for (list, wanted) in [
        ("7", 0),
        ("{}", 0),
        (r#"{"urls":"turn:a"}"#, 1),
        ("null", 0),
        (r#""turn:a""#, 0),
    ] {
        let reply = format!(r#"{{"session_id":"s","ice_servers2":{list}}}"#);
        assert_eq!(new_reply(&parse(&reply)).unwrap().ice_servers2.len(), wanted, "{list}");
    }

    let found = avatars(&parse(
        r#"[{"avatar_id":"a","is_public":"yes","pose_name":null,"status":7},5,{"pose_name":"B"},{"avatar_id":""},{"avatar_id":12}]"#,
    ))
    .unwrap();
    let ids: Vec<_> = found.iter().map(|avatar| avatar.avatar_id.as_str()).collect();
    assert_eq!(ids, ["a", "12"]);
    let found = voices(&parse(
        r#"[null,{"voice_id":"v","name":{},"language":"de"},{"name":"W"}]"#,
    ))
    .unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].name.as_str(), found[0].language.as_str()), ("", "de"));
}

#[wasm_bindgen_test]
fn what_a_reply_cannot_do_without_is_missed() {
    for json in [
        r#"{"sdp":null}"#,
        r#"{"session_id":7}"#,
        r#"{"session_id":"s","sdp":{"type":"offer"}}"#,
        "7",
        "null",
    ] {
        assert!(new_reply(&parse(json)).is_err(), "{json}");
    }
    for json in ["{}", "7", "null", r#""text""#] {
        assert!(avatars(&parse(json)).is_err(), "{json}");
    }
    assert!(task_reply(&parse("[]")).is_err());
    assert!(channel_message(&parse(r#"{"type":7}"#)).is_err());
}

#[wasm_bindgen_test]
fn a_task_that_is_numbered_is_known_again() {
    assert_eq!(task_reply(&parse(r#"{"task_id":12}"#)).unwrap().task_id, "12");
    let message = channel_message(&parse(r#"{"type":"avatar_start_talking","task_id":12}"#));
    assert_eq!(message, Ok(ChannelMessage::StartTalking { task_id: "12".into() }));
}

/// Values that may stand in place of any value.
const ODD: [&str; 14] = [
    "null",
    "true",
    "false",
    "0",
    "7",
    "-1",
    "2.5",
    "1e300",
    "\"\"",
    "\" 12 \"",
    "\"text\"",
    "[]",
    "[1,\"a\",null]",
    "{\"a\":[1]}",
];

/// Every text that comes about when one of the values of an object is something else.
fn variations(json: &str) -> Vec<String> {
    let object: js_sys::Object = parse(json).unchecked_into();
    let mut texts = vec![json.to_owned()];
    for name in js_sys::Object::keys(&object).iter() {
        for odd in ODD {
            let other = js_sys::Object::assign(&js_sys::Object::new(), &object);
            Reflect::set(&other, &name, &parse(odd)).unwrap();
            texts.push(js_sys::JSON::stringify(&other).unwrap().into());
        }
        let less = js_sys::Object::assign(&js_sys::Object::new(), &object);
        Reflect::delete_property(&less, &name).unwrap();
        texts.push(js_sys::JSON::stringify(&less).unwrap().into());
    }
    texts.extend(["{}", "null", "7", "\"text\""].map(str::to_owned));
    texts
}

fn same_whatever_varies<T: DeserializeOwned + PartialEq + core::fmt::Debug>(read: fn(&JsValue) -> Read<T>, json: &str) {
    let texts = variations(json);
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    same(read, &texts);
}

#[wasm_bindgen_test]
fn replies_read_as_serde_json_reads_them() {
    same_whatever_varies(
        new_reply,
        r#"{"session_id":"s","sdp":{"type":"offer","sdp":"v=0"},"ice_servers":["stun:a"],
            "ice_servers2":[{"urls":"turn:a","username":"u","credential":"c"},{"urls":["b","c"]}],"session_duration_limit":600,
            "activity_idle_timeout":180,"features":{"talk":true,"listen":true,"voices":false,"background":"green"}}"#,
    );
    same_whatever_varies(
        task_reply,
        r#"{"duration_ms":1234.5,"task_id":"t","more":{"deep":[1,2,{}]}}"#,
    );
    same_whatever_varies(
        channel_message,
        r#"{"type":"avatar_stop_talking","task_id":"t","duration_ms":1200}"#,
    );
    for kind in ["user_start", "user_stop", "user_talking_message", "user_end_message"] {
        same_whatever_varies(
            channel_message,
            &format!(r#"{{"type":"{kind}","task_id":"turn-1","message":"Hello."}}"#),
        );
    }
}

#[wasm_bindgen_test]
fn what_is_inside_a_reply_reads_as_serde_json_reads_it() {
    for sdp in variations(r#"{"type":"answer","sdp":"v=0"}"#) {
        same(new_reply, &[&format!(r#"{{"session_id":"s","sdp":{sdp}}}"#)]);
    }
    for server in variations(r#"{"urls":["a"],"username":"u","credential":"c","credentialType":"password"}"#) {
        // One without an address is none for this client, which then takes the older list.
        let some = parse(&server).is_object() && !entries(&parse(&server), "urls").is_empty();
        let reply = format!(r#"{{"session_id":"s","ice_servers2":[{server}]}}"#);
        if some {
            same(new_reply, &[&reply]);
        } else {
            assert!(new_reply(&parse(&reply)).unwrap().ice_servers2.is_empty(), "{server}");
        }
    }
    for features in variations(r#"{"talk":true,"listen":true,"voices":true,"background":"studio"}"#) {
        same(new_reply, &[&format!(r#"{{"session_id":"s","features":{features}}}"#)]);
    }
    let avatar = r#"{"avatar_id":"a","pose_name":"A","is_public":true,"created_at":1700000000,"status":"INACTIVE"}"#;
    same(
        avatars,
        &[
            &format!("[{avatar},{avatar}]"),
            "[]",
            "{}",
            r#"[{"avatar_id":"a","status":"NEW"}]"#,
        ],
    );
}

#[wasm_bindgen_test]
fn envelopes_read_as_serde_json_reads_them() {
    for json in [
        r#"{"code":100,"message":"success","error":null,"detail":"x","data":{}}"#,
        r#"{"error":{"code":10007,"message":"a"}}"#,
        r#"{"error":{"code":"7","message":{"message":"deep"}}}"#,
        r#"{"error":{"message":null}}"#,
    ] {
        for text in variations(json) {
            // A value that is no object has no verdict.
            let theirs = api::read_verdict(text.as_bytes()).filter(|_| text.starts_with('{'));
            assert_eq!(verdict(&parse(&text)), theirs, "{text}");
        }
    }
}
