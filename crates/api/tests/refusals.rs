//! The API's table of errors, its four envelopes, and what proxies put in their place.

#![allow(clippy::unwrap_used, reason = "an unwrap is how a test fails")]

use serde_json::Value;
use streaming_avatar_api::*;

fn refused(status: u16, body: &str) -> ApiError {
    read_reply::<Value>(status, None, body.as_bytes()).unwrap_err()
}

fn kind(status: u16, code: i64, message: &str) -> ErrorKind {
    let body = serde_json::json!({"code": code, "message": message, "data": null});
    refused(status, &body.to_string()).kind
}

#[test]
fn the_table_of_errors() {
    use ErrorKind::*;
    let table: [(u16, i64, &str, ErrorKind); 26] = [
        (401, 400112, "Unauthorized", Unauthorized),
        // The same for a missing session id.
        (400, 400112, "Unauthorized", Unauthorized),
        (401, 0, "", Unauthorized),
        (
            400,
            10004,
            "Concurrent limit reached. Please close other sessions.",
            ConcurrentLimit,
        ),
        (400, 10007, "Concurrent limit reached", ConcurrentLimit),
        (400, 10007, "", ConcurrentLimit),
        (400, 10015, "Trial API limit reached", PlanLimit),
        (400, 400599, "Your plan doesn't have API access", PlanLimit),
        (403, 400599, "This account doesn't have API access.", PlanLimit),
        (400, 10005, "session state wrong: closed", WrongState),
        (400, 10001, "session state wrong: new", WrongState),
        (400, 10002, "session state wrong: closed", WrongState),
        (400, 10003, "session state wrong: closed", WrongState),
        (400, 10004, "session state wrong: connecting", WrongState),
        (400, 400006, "Session is not in correct state", WrongState),
        (
            404,
            400004,
            "Session does not exist or is already closed",
            UnknownSession,
        ),
        (400, 10006, "", UnknownSession),
        (400, 10012, "avatar not found", AvatarUnavailable),
        (400, 10013, "avatar is not allowed", AvatarUnavailable),
        (400, 10003, "avatar version is deprecated", AvatarUnavailable),
        (400, 400014, "avatar version is deprecated", AvatarUnavailable),
        (400, 40039, "invalid text", TextRefused),
        (400, 400105, "The text contains blocked words", TextRefused),
        (400, 400123, "Exceed rate limit", RateLimited),
        (429, 0, "", RateLimited),
        (503, 0, "", Unavailable),
    ];
    for (status, code, message, expected) in table {
        assert_eq!(kind(status, code, message), expected, "{status} {code} {message:?}");
        // The code as a string is the same code.
        let body = serde_json::json!({"code": code.to_string(), "message": message, "data": null});
        assert_eq!(refused(status, &body.to_string()).kind, expected, "{body}");
    }
}

#[test]
fn a_refusal_with_http_status_200_is_a_refusal() {
    assert_eq!(kind(200, 10005, "session state wrong: closed"), ErrorKind::WrongState);
    assert_eq!(kind(200, 10007, ""), ErrorKind::ConcurrentLimit);
}

#[test]
fn what_our_server_writes_is_read_back() {
    use ErrorKind::*;
    for written in ErrorKind::ALL {
        let (status, _) = written.wire();
        let body = serde_json::to_vec(&Envelope::refusal(written, written.sentence())).unwrap();
        let read = read_reply::<Value>(status, Some(3), &body).unwrap_err();
        let expected = match written {
            // An error that only a client can find out has no wire form of its own.
            NotTheApi | OtherTransport | NoToken => BadRequest,
            other => other,
        };
        assert_eq!(read.kind, expected, "{written:?}");
        assert_eq!(read.retry_after, Some(3));
        assert_eq!(read.message, written.sentence());
    }
}

#[test]
fn four_envelopes_of_success() {
    let expected = TaskReply {
        duration_ms: 12,
        task_id: "t".into(),
        unsaid: None,
    };
    for body in [
        r#"{"code":100,"message":"success","data":{"duration_ms":12,"task_id":"t"}}"#,
        r#"{"code":"100","message":"Success","data":{"duration_ms":12.7,"task_id":"t"}}"#,
        r#"{"error":null,"data":{"duration_ms":12,"task_id":"t"}}"#,
        r#"{"data":{"duration_ms":"12","task_id":"t"},"detail":null}"#,
    ] {
        assert_eq!(
            read_reply::<TaskReply>(200, None, body.as_bytes()).as_ref(),
            Ok(&expected),
            "{body}"
        );
    }
}

#[test]
fn four_envelopes_of_refusal() {
    for body in [
        r#"{"code":400004,"message":"Session does not exist","data":null}"#,
        r#"{"error":{"code":"400004","message":"Session does not exist"},"data":null}"#,
        r#"{"error":{"code":400004,"message":"Session does not exist"}}"#,
        r#"{"detail":"Session does not exist"}"#,
        r#"{"error":"Session does not exist"}"#,
        r#"{"code":100,"error":{"message":"Session does not exist"}}"#,
    ] {
        for status in [200, 400] {
            let error = refused(status, body);
            assert_eq!(error.kind, ErrorKind::UnknownSession, "{status} {body}");
            assert_eq!(error.message, "Session does not exist");
        }
    }
}

#[test]
fn a_token_comes_without_a_code() {
    let reply = read_reply::<TokenReply>(200, None, br#"{"error":null,"data":{"token":"abc"}}"#).unwrap();
    assert_eq!(reply.token, "abc");
}

#[test]
fn a_call_without_data_succeeds_without_it() {
    for body in [
        r#"{"code":100,"message":"success","data":null}"#,
        r#"{"code":100,"message":"success"}"#,
        r#"{"code":"100","message":"success","data":{}}"#,
        r#"{}"#,
    ] {
        let verdict: Verdict = serde_json::from_str(body).unwrap();
        assert_eq!(Verdict::judge(Some(&verdict), 200, None), Ok(()), "{body}");
    }
}

#[test]
fn a_success_without_the_data_of_its_call_is_not_the_api() {
    for body in [
        r#"{"code":100,"message":"success","data":null}"#,
        r#"{"code":100,"message":"success"}"#,
        r#"{"code":100,"data":{"session":"x"}}"#,
        r#"{"code":100,"data":[]}"#,
    ] {
        let error = read_reply::<NewReply>(200, None, body.as_bytes()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::NotTheApi, "{body}");
    }
}

#[test]
fn a_page_instead_of_json() {
    let page = "<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>";
    let expected = [
        (200, ErrorKind::NotTheApi),
        (401, ErrorKind::Unauthorized),
        (403, ErrorKind::Unauthorized),
        (404, ErrorKind::NotTheApi),
        (405, ErrorKind::NotTheApi),
        (429, ErrorKind::RateLimited),
        (502, ErrorKind::Unavailable),
        (504, ErrorKind::Unavailable),
    ];
    for (status, kind) in expected {
        assert_eq!(refused(status, page).kind, kind, "{status}");
        assert_eq!(refused(status, "").kind, kind, "{status} and nothing");
    }
}

#[test]
fn urls_are_a_text_or_a_list() {
    let body = |urls: &str| {
        format!(
            r#"{{"session_id":"s","sdp":{{"type":"offer","sdp":"v=0"}},"ice_servers":["stun:old"],
                "ice_servers2":[{{"urls":{urls},"username":"u","credential":"c","credentialType":"password"}}]}}"#
        )
    };
    for (urls, expected) in [
        (r#""turn:a""#, vec!["turn:a"]),
        (r#"["turn:a","turn:b"]"#, vec!["turn:a", "turn:b"]),
        ("null", vec![]),
    ] {
        let reply: NewReply = serde_json::from_str(&body(urls)).unwrap();
        assert_eq!(reply.ice()[0].urls, expected);
        assert_eq!(reply.ice()[0].credential.as_deref(), Some("c"));
    }
}

#[test]
fn the_older_list_is_used_only_where_the_newer_is_absent() {
    let reply: NewReply =
        serde_json::from_str(r#"{"session_id":"s","sdp":null,"ice_servers":["stun:old"],"ice_servers2":null}"#)
            .unwrap();
    assert_eq!(reply.ice(), [IceServer::open(vec!["stun:old".into()])]);
    assert_eq!(reply.sdp, None);
    // The other transport's reply: neither an offer nor servers.
    let reply: NewReply = serde_json::from_str(
        r#"{"session_id":"s","sdp":null,"ice_servers":null,"url":"wss://x","session_duration_limit":600}"#,
    )
    .unwrap();
    assert!(reply.ice().is_empty());
    assert_eq!(reply.session_duration_limit, Some(600));
}

#[test]
fn both_bodies_of_a_candidate() {
    let object = r#"{"session_id":"s","candidate":{"candidate":"candidate:1","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"u"}}"#;
    let flat = r#"{"session_id":"s","candidate":"candidate:1","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"u"}"#;
    let object: IceRequest = serde_json::from_str(object).unwrap();
    assert_eq!(object, serde_json::from_str(flat).unwrap());
    assert_eq!(object.candidate.candidate, "candidate:1");
    let end: IceRequest = serde_json::from_str(r#"{"session_id":"s","candidate":null}"#).unwrap();
    assert_eq!(end.candidate, IceCandidate::default());
    assert!(serde_json::from_str::<IceRequest>(r#"{"candidate":"candidate:1"}"#).is_err());
}

#[test]
fn talk_and_chat_are_one_thing_and_absent_means_repeat() {
    let kind = |text: &str| serde_json::from_str::<TaskRequest>(text).unwrap().task_type;
    assert_eq!(
        kind(r#"{"session_id":"s","text":"x","task_type":"talk"}"#),
        TaskType::Talk
    );
    assert_eq!(
        kind(r#"{"session_id":"s","text":"x","task_type":"chat"}"#),
        TaskType::Talk
    );
    assert_eq!(
        kind(r#"{"session_id":"s","text":"x","task_type":"repeat"}"#),
        TaskType::Repeat
    );
    assert_eq!(
        kind(r#"{"session_id":"s","text":"x","task_type":null}"#),
        TaskType::Repeat
    );
    assert_eq!(kind(r#"{"session_id":"s","text":"x"}"#), TaskType::Repeat);
}

#[test]
fn messages_of_the_data_channel() {
    let read = |text: &str| serde_json::from_str::<ChannelMessage>(text).ok();
    let task_id = "t".to_owned();
    assert_eq!(
        read(r#"{"type":"avatar_start_talking","task_id":"t"}"#),
        Some(ChannelMessage::StartTalking {
            task_id: task_id.clone()
        })
    );
    assert_eq!(
        read(r#"{"type":"avatar_stop_talking","task_id":"t","duration_ms":1234.5}"#),
        Some(ChannelMessage::StopTalking {
            task_id: task_id.clone(),
            duration_ms: 1234,
            unsaid: None,
        })
    );
    // The unsaid part of a text, and forms in which it is nothing.
    for (unsaid, expected) in [
        (r#""x y""#, Some("x y")),
        (r#""""#, None),
        ("null", None),
        ("{}", None),
        ("[1]", None),
        ("true", None),
    ] {
        let message = format!(r#"{{"type":"avatar_stop_talking","task_id":"t","duration_ms":1,"unsaid":{unsaid}}}"#);
        let stopped = ChannelMessage::StopTalking {
            task_id: task_id.clone(),
            duration_ms: 1,
            unsaid: expected.map(str::to_owned),
        };
        assert_eq!(read(&message), Some(stopped), "{unsaid}");
    }
    assert_eq!(
        read(r#"{"type":"user_silence","seconds":5}"#),
        Some(ChannelMessage::Other)
    );
    assert_eq!(read(r#"{"task_id":"t"}"#), None);
    assert_eq!(read("[]"), None);
}

/// A wrong companion (sdpMid, sdpMLineIndex, usernameFragment) is no reason to refuse a candidate.
#[test]
fn the_companions_of_a_candidate_are_read_in_any_type() {
    let body = |companions: &str| format!(r#"{{"session_id":"s","candidate":{{"candidate":"c"{companions}}}}}"#);
    for (companions, mid, index) in [
        ("", None, None),
        (
            r#","sdpMid":null,"sdpMLineIndex":null,"usernameFragment":null"#,
            None,
            None,
        ),
        (r#","sdpMid":0,"sdpMLineIndex":"1""#, Some("0"), Some(1)),
        (
            r#","sdpMid":[1],"sdpMLineIndex":-1,"usernameFragment":{"a":2}"#,
            None,
            None,
        ),
        (
            r#","sdpMid":true,"sdpMLineIndex":1.0,"usernameFragment":1.5"#,
            None,
            Some(1),
        ),
        (r#","sdpMid":"audio","sdpMLineIndex":70000"#, Some("audio"), None),
    ] {
        let request: IceRequest =
            serde_json::from_str(&body(companions)).unwrap_or_else(|error| panic!("{companions}: {error}"));
        assert_eq!(request.candidate.sdp_mid.as_deref(), mid, "{companions}");
        assert_eq!(request.candidate.sdp_m_line_index, index, "{companions}");
    }
}
