//! Requests as JavaScript values, ready for `JSON.stringify` or for the browser's own calls.
//!
//! Every request is first brought into one form, which serde-wasm-bindgen writes: with a serializer for each of the types the
//! module would weigh two kilobytes more. The tests hold it to what serde writes natively.

use api::{IceServer, NewRequest};
use serde::{Serialize, Serializer};
use session::Request;
use wasm_bindgen::JsValue;

/// A value of JSON.
pub(in crate::client) enum Field<'a> {
    Null,
    Text(&'a str),
    Number(f64),
    Flag(bool),
    List(Vec<Field<'a>>),
    Object(Fields<'a>),
}

type Fields<'a> = Vec<(&'static str, Field<'a>)>;

impl Serialize for Field<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(fields) => serializer.collect_map(fields.iter().map(|(name, field)| (*name, field))),
        }
    }
}

/// Writes a value; undefined where it cannot be, which no field of ours brings about.
pub(in crate::client) fn write(field: &Field<'_>) -> JsValue {
    field
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible())
        .unwrap_or_default()
}

/// A request's body.
pub(in crate::client) fn body(request: &Request) -> Field<'_> {
    Field::Object(match request {
        Request::New(request) => new_request(request),
        Request::Start(request) => vec![
            ("session_id", Field::Text(&request.session_id)),
            (
                "sdp",
                Field::Object(vec![
                    ("type", Field::Text("answer")),
                    ("sdp", Field::Text(&request.sdp.sdp)),
                ]),
            ),
        ],
        Request::Ice(request) => {
            let candidate = &request.candidate;
            let index = candidate.sdp_m_line_index;
            let candidate = vec![
                ("candidate", Field::Text(&candidate.candidate)),
                ("sdpMid", text_or_null(&candidate.sdp_mid)),
                (
                    "sdpMLineIndex",
                    index.map_or(Field::Null, |index| Field::Number(index.into())),
                ),
                ("usernameFragment", text_or_null(&candidate.username_fragment)),
            ];
            vec![
                ("session_id", Field::Text(&request.session_id)),
                ("candidate", Field::Object(candidate)),
            ]
        }
        Request::Task(request) => {
            let mut fields = vec![
                ("session_id", Field::Text(&request.session_id)),
                ("text", Field::Text(&request.text)),
                ("task_type", Field::Text(request.task_type.name())),
            ];
            if let Some(mode) = request.task_mode {
                fields.push(("task_mode", Field::Text(mode.name())));
            }
            fields
        }
        Request::Listen(request) => vec![
            ("session_id", Field::Text(&request.session_id)),
            ("mode", Field::Text(request.mode.name())),
        ],
        Request::Interrupt(id) | Request::StopListening(id) | Request::KeepAlive(id) | Request::Stop(id) => {
            vec![("session_id", Field::Text(id))]
        }
    })
}

fn new_request(request: &NewRequest) -> Fields<'_> {
    let mut fields = vec![("quality", Field::Text(request.quality.name()))];
    push_text(&mut fields, "avatar_id", request.avatar_id.as_deref());
    push_text(&mut fields, "avatar_name", request.avatar_name.as_deref());
    if let Some(voice) = &request.voice {
        let mut chosen = Vec::new();
        push_text(&mut chosen, "voice_id", voice.voice_id.as_deref());
        if let Some(rate) = voice.rate {
            chosen.push(("rate", Field::Number(rate.into())));
        }
        push_text(&mut chosen, "emotion", voice.emotion.map(api::Emotion::name));
        push_text(&mut chosen, "language", voice.language.as_deref());
        fields.push(("voice", Field::Object(chosen)));
    }
    push_text(&mut fields, "language", request.language.as_deref());
    push_text(
        &mut fields,
        "video_encoding",
        request.video_encoding.map(api::VideoEncoding::name),
    );
    push_text(&mut fields, "background", request.background.map(api::Background::name));
    push_text(&mut fields, "knowledge_base", request.knowledge_base.as_deref());
    push_text(&mut fields, "knowledge_base_id", request.knowledge_base_id.as_deref());
    if let Some(flag) = request.disable_idle_timeout {
        fields.push(("disable_idle_timeout", Field::Flag(flag)));
    }
    if let Some(seconds) = request.activity_idle_timeout {
        fields.push(("activity_idle_timeout", Field::Number(seconds.into())));
    }
    push_text(&mut fields, "version", request.version.as_deref());
    fields
}

/// ICE servers in the form that `RTCConfiguration` takes, without those that name no address.
pub(in crate::client) fn ice_servers(servers: &[IceServer]) -> Field<'_> {
    let usable = servers.iter().filter(|server| !server.urls.is_empty());
    Field::List(usable.map(ice_server).collect())
}

fn ice_server(server: &IceServer) -> Field<'_> {
    let urls = server.urls.iter().map(|url| Field::Text(url)).collect();
    let mut fields = vec![("urls", Field::List(urls))];
    push_text(&mut fields, "username", server.username.as_deref());
    push_text(&mut fields, "credential", server.credential.as_deref());
    push_text(&mut fields, "credentialType", server.credential_type.as_deref());
    Field::Object(fields)
}

/// Writes a text down where there is one.
fn push_text<'a>(fields: &mut Fields<'a>, name: &'static str, text: Option<&'a str>) {
    if let Some(text) = text {
        fields.push((name, Field::Text(text)));
    }
}

fn text_or_null(text: &Option<String>) -> Field<'_> {
    text.as_deref().map_or(Field::Null, Field::Text)
}

#[cfg(test)]
mod tests {
    use api::{
        Description, Emotion, IceCandidate, IceRequest, ListeningMode, ListeningRequest, Quality, SessionRequest,
        StartRequest, TaskMode, TaskRequest, TaskType, VideoEncoding, Voice,
    };
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn json(field: &Field<'_>) -> String {
        js_sys::JSON::stringify(&write(field)).unwrap().into()
    }

    /// Holds a request to what serde writes of its body natively.
    fn same(request: Request, natively: &impl Serialize) {
        assert_eq!(json(&body(&request)), api::write_body(natively).unwrap());
    }

    #[wasm_bindgen_test]
    fn requests_are_written_as_serde_json_writes_them() {
        let mut request = NewRequest::default();
        same(Request::New(Box::new(request.clone())), &request);
        for quality in Quality::ALL {
            request.quality = quality;
            same(Request::New(Box::new(request.clone())), &request);
        }
        for emotion in Emotion::ALL {
            request.voice = Some(Voice {
                emotion: Some(emotion),
                ..Voice::default()
            });
            same(Request::New(Box::new(request.clone())), &request);
        }
        for encoding in [VideoEncoding::VP8, VideoEncoding::H264] {
            request.video_encoding = Some(encoding);
            same(Request::New(Box::new(request.clone())), &request);
        }
        for background in api::Background::ALL {
            request.background = Some(background);
            same(Request::New(Box::new(request.clone())), &request);
        }
        let text = || Some("a \"quoted\" word, ü".to_owned());
        request = NewRequest {
            quality: Quality::Low,
            avatar_id: text(),
            avatar_name: text(),
            voice: Some(Voice {
                voice_id: text(),
                rate: Some(1.25),
                emotion: Some(Emotion::Serious),
                language: text(),
            }),
            language: text(),
            video_encoding: Some(VideoEncoding::H264),
            background: Some(api::Background::Green),
            knowledge_base: text(),
            knowledge_base_id: text(),
            disable_idle_timeout: Some(false),
            activity_idle_timeout: Some(60),
            version: text(),
        };
        same(Request::New(Box::new(request.clone())), &request);

        let session_id = || "s".to_owned();
        let request = StartRequest {
            session_id: session_id(),
            sdp: Description::answer("v=0\r\n"),
        };
        same(Request::Start(request.clone()), &request);
        for (sdp_mid, sdp_m_line_index) in [(None, None), (text(), Some(0)), (None, Some(65_535))] {
            let candidate = IceCandidate {
                candidate: "c \"quoted\"".into(),
                username_fragment: sdp_mid.clone(),
                sdp_mid,
                sdp_m_line_index,
            };
            let request = IceRequest {
                session_id: session_id(),
                candidate,
            };
            same(Request::Ice(request.clone()), &request);
        }
        for task_type in [TaskType::Repeat, TaskType::Talk] {
            for task_mode in [None, Some(TaskMode::Sync), Some(TaskMode::Async)] {
                let request = TaskRequest {
                    session_id: session_id(),
                    text: "Hello.".into(),
                    task_type,
                    task_mode,
                };
                same(Request::Task(request.clone()), &request);
            }
        }
        let natively = SessionRequest {
            session_id: session_id(),
        };
        for mode in [ListeningMode::Conversational, ListeningMode::PushToTalk] {
            let session_id = session_id();
            let request = ListeningRequest { session_id, mode };
            same(Request::Listen(request.clone()), &request);
        }
        for request in [
            Request::Interrupt,
            Request::StopListening,
            Request::KeepAlive,
            Request::Stop,
        ] {
            same(request(session_id()), &natively);
        }
    }

    #[wasm_bindgen_test]
    fn ice_servers_are_written_as_browsers_take_them() {
        let relay = IceServer {
            urls: vec!["turn:a".into(), "turns:b".into()],
            username: Some("u".into()),
            credential: Some("c".into()),
            credential_type: None,
        };
        let servers = [IceServer::open(vec!["stun:a".into()]), relay];
        assert_eq!(json(&ice_servers(&servers)), api::write_body(&servers).unwrap());
        assert_eq!(json(&ice_servers(&[IceServer::open(Vec::new())])), "[]");
    }
}
