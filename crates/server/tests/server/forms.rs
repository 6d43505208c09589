//! Requests of every form: wrong content types, methods and paths are refused, careless ones are not; any page may call.

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
async fn a_page_of_any_origin_may_call() {
    let (_running, caller) = start(options()).await;
    for call in Call::ALL {
        let response = caller
            .http
            .request(reqwest::Method::OPTIONS, format!("{}{}", caller.base, call.path()))
            .header("origin", "https://example.org")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type,x-api-key,authorization")
            .header("access-control-request-private-network", "true")
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200);
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_ascii_lowercase();
        assert_eq!(header("access-control-allow-origin"), "*");
        assert!(header("access-control-allow-methods").contains("post"));
        for name in ["content-type", "x-api-key", "authorization"] {
            assert!(header("access-control-allow-headers").contains(name), "{name}");
        }
        assert_eq!(header("access-control-allow-private-network"), "true");
        assert!(header("access-control-max-age").parse::<u32>().unwrap() > 0);
    }
}
