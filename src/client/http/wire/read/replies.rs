//! The data of replies, and the messages of the data channel.

use api::{Background, ChannelMessage, Description, DescriptionType, Features, IceServer, NewReply, TaskReply};
use wasm_bindgen::JsValue;

use super::value::{count, each, entries, is_struct, items, name, positive, present, string, text};
use super::{Read, Unreadable};
use crate::client::browser::property;

/// The data of `streaming.new`.
pub(in crate::client) fn new_reply(data: &JsValue) -> Read<NewReply> {
    Ok(NewReply {
        session_id: text(data, "session_id")?.ok_or(Unreadable)?,
        sdp: present(data, "sdp").map(|sdp| description(&sdp)).transpose()?,
        ice_servers: each(&entries(data, "ice_servers"), "a STUN server", string),
        ice_servers2: each(&entries(data, "ice_servers2"), "a STUN or TURN server", ice_server),
        session_duration_limit: count(data, "session_duration_limit"),
        activity_idle_timeout: count(data, "activity_idle_timeout"),
        features: present(data, "features")
            .filter(JsValue::is_object)
            .map(|features| Features {
                talk: truth(&features, "talk"),
                listen: truth(&features, "listen"),
                voices: truth(&features, "voices"),
                background: named_background(&features),
            }),
    })
}

/// Whether a property is `true`, not only something that counts as that.
fn truth(object: &JsValue, name: &str) -> bool {
    property::value(object, name).as_bool() == Some(true)
}

fn named_background(features: &JsValue) -> Option<Background> {
    let named = property::text(features, "background")?;
    Background::ALL.into_iter().find(|known| known.name() == named)
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
        ChannelMessage::MESSAGE => ChannelMessage::TalkingMessage {
            task_id,
            message: name(value, "message"),
        },
        ChannelMessage::END => ChannelMessage::EndMessage { task_id },
        ChannelMessage::USER_START => ChannelMessage::UserStart { task_id },
        ChannelMessage::USER_STOP => ChannelMessage::UserStop { task_id },
        ChannelMessage::USER_MESSAGE => ChannelMessage::UserMessage {
            task_id,
            message: name(value, "message"),
        },
        ChannelMessage::USER_END => ChannelMessage::UserEnd { task_id },
        ChannelMessage::ERROR => ChannelMessage::Error {
            task_id,
            code: name(value, "code"),
            message: name(value, "message"),
        },
        ChannelMessage::WARNING => ChannelMessage::Warning {
            task_id,
            code: name(value, "code"),
            message: name(value, "message"),
        },
        ChannelMessage::PAUSE => ChannelMessage::PauseTalking,
        ChannelMessage::RESUME => ChannelMessage::ResumeTalking,
        _ => ChannelMessage::Other,
    })
}
