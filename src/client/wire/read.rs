//! Replies, read from what `JSON.parse` gave.
//!
//! By hand, because serde's way (a visitor for each type, a deserializer for each visitor) weighs four times as much. The tests
//! hold it to what serde reads natively.

use api::{
    Avatar, AvatarStatus, ChannelMessage, Description, DescriptionType, IceServer, NewReply, TaskReply, Verdict, Words,
};
use js_sys::{Array, Reflect};
use wasm_bindgen::JsValue;

use super::Unreadable;
use crate::client::console::left_out;
use crate::client::{VoiceEntry, property};

type Read<T> = Result<T, Unreadable>;

/// How deep messages may lie in each other, as in `serde_json`: each level takes a piece of the stack, and one that is its own
/// message has no end.
const DEEPEST: u8 = 128;

/// So many entries of a list are looked at: a length is only what somebody says.
const LONGEST: u32 = 10_000;

/// What an envelope says about success; none where it is no object.
pub(in crate::client) fn verdict(envelope: &JsValue) -> Option<Verdict> {
    is_struct(envelope).then(|| Verdict {
        code: whole(&property::value(envelope, "code")),
        message: words(envelope, "message", DEEPEST),
        error: words(envelope, "error", DEEPEST),
        detail: words(envelope, "detail", DEEPEST),
    })
}

/// Words in whatever form: a text, or an object with `code` and `message`; anything else is said, but without words.
fn words(object: &JsValue, name: &str, depth: u8) -> Words {
    let said = property::value(object, name);
    let object = is_struct(&said);
    Words {
        said: !absent(&said) && said.as_bool() != Some(false),
        code: object.then(|| whole(&property::value(&said, "code"))).flatten(),
        text: match said.as_string() {
            Some(text) => text,
            None if object && depth > 0 => words(&said, "message", depth - 1).text,
            None => String::new(),
        },
    }
}

/// The data of `streaming.new`.
pub(in crate::client) fn new_reply(data: &JsValue) -> Read<NewReply> {
    Ok(NewReply {
        session_id: text(data, "session_id")?.ok_or(Unreadable)?,
        sdp: present(data, "sdp").map(|sdp| description(&sdp)).transpose()?,
        ice_servers: each(&entries(data, "ice_servers"), "a STUN server", string),
        ice_servers2: each(&entries(data, "ice_servers2"), "a STUN or TURN server", ice_server),
        session_duration_limit: count(data, "session_duration_limit"),
        activity_idle_timeout: count(data, "activity_idle_timeout"),
    })
}

fn description(value: &JsValue) -> Read<Description> {
    Ok(Description {
        kind: match text(value, "type")?.as_deref() {
            Some("offer") => DescriptionType::Offer,
            Some("answer") => DescriptionType::Answer,
            _ => return Err(Unreadable),
        },
        sdp: text(value, "sdp")?.ok_or(Unreadable)?,
    })
}

/// A list of ICE servers, as `RTCPeerConnection` takes it.
pub(in crate::client) fn ice_servers(list: &JsValue) -> Read<Vec<IceServer>> {
    Ok(each(&items(list)?, "a STUN or TURN server", ice_server))
}

fn ice_server(value: &JsValue) -> Read<IceServer> {
    if !is_struct(value) {
        return Err(Unreadable);
    }
    let urls = each(&entries(value, "urls"), "an address of a STUN or TURN server", string);
    if urls.is_empty() {
        return Err(Unreadable);
    }
    Ok(IceServer {
        urls,
        username: text(value, "username")?,
        credential: text(value, "credential")?,
        credential_type: text(value, "credentialType")?,
    })
}

/// The data of `streaming.task`.
pub(in crate::client) fn task_reply(data: &JsValue) -> Read<TaskReply> {
    if !is_struct(data) {
        return Err(Unreadable);
    }
    Ok(TaskReply {
        duration_ms: positive(data, "duration_ms"),
        task_id: name(data, "task_id"),
        unsaid: property::text(data, "unsaid"),
    })
}

/// A message of the data channel.
pub(in crate::client) fn channel_message(value: &JsValue) -> Read<ChannelMessage> {
    let kind = text(value, "type")?.ok_or(Unreadable)?;
    let task_id = name(value, "task_id");
    Ok(match kind.as_str() {
        ChannelMessage::START => ChannelMessage::StartTalking { task_id },
        ChannelMessage::STOP => ChannelMessage::StopTalking {
            task_id,
            duration_ms: positive(value, "duration_ms"),
            unsaid: property::text(value, "unsaid"),
        },
        _ => ChannelMessage::Other,
    })
}

/// The data of `streaming/avatar.list`.
pub(in crate::client) fn avatars(data: &JsValue) -> Read<Vec<Avatar>> {
    Ok(each(&items(data)?, "an avatar", avatar))
}

/// The data of this project's own list of voices.
pub(in crate::client) fn voices(data: &JsValue) -> Read<Vec<VoiceEntry>> {
    let voice = |value: &JsValue| {
        Ok(VoiceEntry {
            voice_id: named(value, "voice_id")?,
            name: name(value, "name"),
            language: name(value, "language"),
        })
    };
    Ok(each(&items(data)?, "a voice", voice))
}

fn avatar(value: &JsValue) -> Read<Avatar> {
    Ok(Avatar {
        avatar_id: named(value, "avatar_id")?,
        pose_name: name(value, "pose_name"),
        normal_preview: name(value, "normal_preview"),
        default_voice: name(value, "default_voice"),
        is_public: property::value(value, "is_public").as_bool() == Some(true),
        created_at: positive(value, "created_at"),
        status: match property::text(value, "status").as_deref() {
            None | Some("ACTIVE") => AvatarStatus::Active,
            Some("INACTIVE") => AvatarStatus::Inactive,
            Some(_) => AvatarStatus::Other,
        },
    })
}

fn absent(value: &JsValue) -> bool {
    value.is_undefined() || value.is_null()
}

fn is_struct(value: &JsValue) -> bool {
    value.is_object() && !Array::is_array(value)
}

/// A property that is neither missing nor null.
fn present(object: &JsValue, name: &str) -> Option<JsValue> {
    Some(property::value(object, name)).filter(|value| !absent(value))
}

/// A text that may be absent.
///
/// # Errors
/// Where the property is something else.
#[inline(never)]
fn text(object: &JsValue, name: &str) -> Read<Option<String>> {
    present(object, name).map(|value| string(&value)).transpose()
}

fn string(value: &JsValue) -> Read<String> {
    value.as_string().ok_or(Unreadable)
}

/// A name or words; empty where there are none. Some deployments number what others name.
#[inline(never)]
fn name(object: &JsValue, name: &str) -> String {
    let value = property::value(object, name);
    match value.as_string() {
        Some(text) => text,
        None if value.as_f64().is_some() => js_sys::JSON::stringify(&value).map(String::from).unwrap_or_default(),
        None => String::new(),
    }
}

/// A name that an entry is nothing without.
fn named(object: &JsValue, wanted: &str) -> Read<String> {
    Some(name(object, wanted))
        .filter(|found| !found.is_empty())
        .ok_or(Unreadable)
}

/// The entries of a list that may be absent; what is no list is its only entry.
#[inline(never)]
fn entries(object: &JsValue, name: &str) -> Vec<JsValue> {
    present(object, name).map_or_else(Vec::new, |list| items(&list).unwrap_or_else(|_| vec![list]))
}

/// Reads every entry that can be read. Another is left out and told: it does not spoil the rest.
fn each<T>(entries: &[JsValue], what: &str, read: fn(&JsValue) -> Read<T>) -> Vec<T> {
    let mut found = Vec::with_capacity(entries.len());
    for entry in entries {
        match read(entry) {
            Ok(entry) => found.push(entry),
            Err(Unreadable) => left_out(what),
        }
    }
    found
}

fn items(list: &JsValue) -> Read<Vec<JsValue>> {
    if !Array::is_array(list) {
        return Err(Unreadable);
    }
    // Not as an array: a page's own list may be a proxy, and what that throws must not fly through this code.
    let length = property::number(list, "length").ok_or(Unreadable)? as u32;
    // An entry that throws is read as none, and left out by whoever reads it.
    let items = (0..length.min(LONGEST)).map(|index| Reflect::get_u32(list, index).unwrap_or_default());
    Ok(items.collect())
}

/// A whole number as deployments write it: with or without a fraction, or as text. Anything else is none.
#[inline(never)]
fn whole(value: &JsValue) -> Option<i64> {
    match value.as_f64() {
        // A cast saturates; fractions of a millisecond or second are dropped.
        Some(number) => number.is_finite().then_some(number as i64),
        None => value.as_string()?.trim().parse().ok(),
    }
}

fn count(object: &JsValue, name: &str) -> Option<u32> {
    whole(&property::value(object, name)).map(|number| u32::try_from(number.max(0)).unwrap_or(u32::MAX))
}

fn positive(object: &JsValue, name: &str) -> u64 {
    whole(&property::value(object, name)).map_or(0, |number| number.max(0) as u64)
}

#[cfg(test)]
mod hostile;

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;
    use wasm_bindgen::JsCast;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn parse(json: &str) -> JsValue {
        js_sys::JSON::parse(json).unwrap()
    }

    /// Holds a reading to what serde reads natively, for each of the texts. What serde refuses, this may read in part.
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

    /// What may stand in place of any value.
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

    fn same_whatever_varies<T: DeserializeOwned + PartialEq + core::fmt::Debug>(
        read: fn(&JsValue) -> Read<T>,
        json: &str,
    ) {
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
                "activity_idle_timeout":180}"#,
        );
        same_whatever_varies(
            task_reply,
            r#"{"duration_ms":1234.5,"task_id":"t","more":{"deep":[1,2,{}]}}"#,
        );
        same_whatever_varies(
            channel_message,
            r#"{"type":"avatar_stop_talking","task_id":"t","duration_ms":1200}"#,
        );
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
        let avatar =
            r#"{"avatar_id":"a","pose_name":"A","is_public":true,"created_at":1700000000,"status":"INACTIVE"}"#;
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
                // What is no object has no verdict.
                let theirs = api::read_verdict(text.as_bytes()).filter(|_| text.starts_with('{'));
                assert_eq!(verdict(&parse(&text)), theirs, "{text}");
            }
        }
    }
}
