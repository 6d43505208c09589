//! Request validation, requests of every form: wrong content types, methods and paths are refused, careless ones are not.

use api::{Call, Method};
use serde_json::{Value, json};

use crate::caller::{options, start, text};
use crate::refusals::refused;

#[tokio::test(flavor = "multi_thread")]
async fn wrong_forms() {
    let mut options = options();
    options.max_body = 2000;
    let (_running, caller) = start(options).await;
    for call in Call::ALL.into_iter().filter(|call| call.method() == Method::Post) {
        let send = |kind: &'static str, body: &'static str| {
            caller.request(call).header("content-type", kind).body(body).send()
        };
        refused(send("application/json", "{").await.unwrap(), 400, "not JSON").await;
        refused(
            send("application/json", "{'session_id': 1}").await.unwrap(),
            400,
            "not JSON",
        )
        .await;
        refused(send("application/json", "\u{0}").await.unwrap(), 400, "not JSON").await;
        refused(
            send("application/x-www-form-urlencoded", "a=b").await.unwrap(),
            415,
            "content-type",
        )
        .await;
        refused(send("text/plain", "{}").await.unwrap(), 415, "content-type").await;
        let bytes = caller
            .request(call)
            .header("content-type", "application/json")
            .body(vec![0xff, 0xfe]);
        refused(bytes.send().await.unwrap(), 400, "not JSON").await;
        let long = caller
            .request(call)
            .header("content-type", "application/json")
            .body(vec![b' '; 2001]);
        refused(long.send().await.unwrap(), 413, "at most 2000 bytes").await;
        let deep = "[".repeat(1500);
        let deep = caller
            .request(call)
            .header("content-type", "application/json")
            .body(deep);
        refused(deep.send().await.unwrap(), 400, "The body is not").await;
        for method in ["GET", "PUT", "DELETE", "PATCH"] {
            let address = format!("{}{}", caller.base, call.path());
            let response = caller
                .http
                .request(method.parse().unwrap(), address)
                .send()
                .await
                .unwrap();
            assert_eq!(response.headers()["allow"], "POST");
            refused(response, 405, "takes POST only").await;
        }
    }
    for call in [Call::List, Call::AvatarList] {
        let address = format!("{}{}", caller.base, call.path());
        let response = caller.http.post(address).json(&json!({})).send().await.unwrap();
        assert_eq!(response.headers()["allow"], "GET, HEAD");
        refused(response, 405, "takes GET").await;
    }
    for path in [
        "/v1",
        "/v1/",
        "/v1/streaming",
        "/v1/streaming.news",
        "/v1/streaming.new/",
        "/v1/../etc/passwd",
        "/v1/%00",
    ] {
        let response = caller
            .http
            .post(format!("{}{path}", caller.base))
            .json(&json!({}))
            .send()
            .await
            .unwrap();
        if !path.contains("..") {
            refused(response, 404, "There is no call").await;
        }
    }
    // Liberal where clients are: no content type, a parameter behind it, an empty body.
    for (kind, body) in [
        (None, "{}"),
        (Some("application/json; charset=utf-8"), "{}"),
        (None, ""),
        (Some("text/plain"), ""),
    ] {
        let request = caller.request(Call::CreateToken).body(body);
        let request = match kind {
            Some(kind) => request.header("content-type", kind),
            None => request,
        };
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200, "{kind:?} {body}");
        let envelope: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
        assert_eq!(envelope["error"], Value::Null);
        assert!(!text(&envelope["data"]["token"]).is_empty());
        assert!(envelope.get("code").is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_compressed_body_is_refused_as_such() {
    let (_running, caller) = start(options()).await;
    let compressed = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff\xab\xae\x05\x00C\xbf\xa6\xa3\x02\x00\x00\x00".to_vec();
    for coding in [Some("gzip"), Some("br"), Some("identity, deflate"), None] {
        let request = caller
            .request(Call::New)
            .header("content-type", "application/json")
            .body(compressed.clone());
        let request = match coding {
            Some(coding) => request.header("content-encoding", coding),
            None => request,
        };
        let response = request.send().await.unwrap();
        assert_eq!(response.headers()["accept-encoding"], "identity");
        refused(response, 415, "compressed").await;
    }
    let plain = caller
        .request(Call::CreateToken)
        .header("content-encoding", "identity")
        .body("{}");
    assert_eq!(plain.send().await.unwrap().status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn careless_json_is_taken() {
    let (_running, caller) = start(options()).await;
    let id = caller.open().await;
    let alive = async |kind: &str, body: Vec<u8>| {
        let request = caller.request(Call::KeepAlive).header("content-type", kind).body(body);
        request.send().await.unwrap().status().as_u16()
    };
    let body = format!("{{\"session_id\": \"{id}\", \"unknown\": \"\\ud83d\"}}");
    let marked = [b"\xef\xbb\xbf", body.as_bytes()].concat();
    let wide: Vec<u8> = [0xfeff]
        .into_iter()
        .chain(body.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    for (kind, body) in [
        ("application/json", body.clone().into_bytes()),
        ("application/json", marked),
        ("application/json; charset=utf-16", wide),
        (
            "application/json; charset=iso-8859-1",
            body.clone().replace("unknown", "unbekannt").into_bytes(),
        ),
        ("APPLICATION/JSON;CHARSET=\"utf8\"", body.clone().into_bytes()),
        ("application/json, application/json", body.into_bytes()),
    ] {
        assert_eq!(alive(kind, body).await, 200, "{kind}");
    }
    // Half an emoji and half a letter of UTF-8, both within a text: it is read, so what is refused is the state of the session.
    for text in ["\\ud83d", "\\ude00!", "\u{fffd}"] {
        let body = format!("{{\"session_id\": \"{id}\", \"text\": \"Hi {text}\"}}");
        let mut bytes = body.into_bytes();
        if text == "\u{fffd}" {
            let at = bytes.iter().position(|byte| *byte == 0xef).unwrap();
            bytes.splice(at..at + 3, [0xf0, 0x9f]);
        }
        let request = caller
            .request(Call::Task)
            .header("content-type", "application/json")
            .body(bytes);
        refused(request.send().await.unwrap(), 400, "has not been started").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_addresses_are_refused_in_our_own_words() {
    let (_running, caller) = start(options()).await;
    for (path, words) in [
        ("/v1/streaming/avatar/%ff.png", "avatar not found"),
        ("/v1/streaming/avatar/%00", "avatar not found"),
        ("/v1/%ff", "There is no call"),
    ] {
        let response = caller.http.get(format!("{}{path}", caller.base)).send().await.unwrap();
        refused(response, 404, words).await;
    }
    let long = format!("{}/v1/{}", caller.base, "a".repeat(5000));
    let response = caller.http.get(long).send().await.unwrap();
    let refusal = refused(response, 404, "There is no call").await;
    assert!(text(&refusal["message"]).len() < 300);
}
