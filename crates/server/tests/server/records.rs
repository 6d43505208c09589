//! Usage records and webhooks: each session once, signed, repeated until they are taken.

use std::collections::VecDeque;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use api::Call;
use aws_lc_rs::hmac;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use str0m::format::Codec;
use streaming_avatar_server::options::Key;
use streaming_avatar_server::{Options, Server};

use crate::caller::{options, start};
use crate::visitor::Visitor;

const SECRET: [u8; 32] = [7; 32];

/// A server that takes webhooks, and answers them with these statuses, then with 200.
#[derive(Clone, Default)]
struct Receiver {
    statuses: Arc<Mutex<VecDeque<u16>>>,
    taken: Arc<Mutex<Vec<(HeaderMap, String)>>>,
}

impl Receiver {
    /// Starts it; gives its address.
    async fn start(&self) -> String {
        async fn take(State(receiver): State<Receiver>, headers: HeaderMap, body: String) -> StatusCode {
            let status = receiver.statuses.lock().unwrap().pop_front().unwrap_or(200);
            receiver.taken.lock().unwrap().push((headers, body));
            StatusCode::from_u16(status).unwrap()
        }
        let router = Router::new().route("/hooks", post(take)).with_state(self.clone());
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("http://{address}/hooks")
    }

    /// Waits until this many requests have come; gives their headers and bodies.
    async fn until(&self, count: usize) -> Vec<(HeaderMap, Value)> {
        while self.taken.lock().unwrap().len() < count {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let taken = self.taken.lock().unwrap();
        taken
            .iter()
            .map(|(headers, body)| (headers.clone(), serde_json::from_str(body).unwrap()))
            .collect()
    }
}

fn with_webhook(url: String) -> Options {
    let mut options = options();
    options.api_key = vec![Key::new("shop=hush-key")];
    options.records.webhook_url = vec![url];
    options.records.webhook_secret = vec![format!("whsec_{}", STANDARD.encode(SECRET)).parse().unwrap()];
    options
}

#[tokio::test(flavor = "multi_thread")]
async fn each_session_is_told_once_when_it_begins_and_once_when_it_ends() {
    let receiver = Receiver::default();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("usage.jsonl");
    let mut options = with_webhook(receiver.start().await);
    options.records.usage_file = Some(file.clone());
    let (running, caller) = start(options).await;
    let owner = caller.with_key("hush-key");
    let visitor = Visitor::enter(&owner, json!({"quality": "low"}), &[Codec::H264, Codec::Vp8]).await;
    let (task, _) = visitor.say("Twelve marks").await;
    visitor.said(&task).await;
    assert_eq!(visitor.call(Call::Stop).await.0, 200);
    assert_eq!(visitor.call(Call::Stop).await.0, 200, "a second stop is no second end");
    let unanswered = owner.open().await;
    // Waits for all that is on its way.
    running.shutdown().await;
    let told = receiver.until(4).await;
    assert_eq!(told.len(), 4);
    let of = |session: &str, kind: &str| {
        let found: Vec<_> = told
            .iter()
            .filter(|(_, body)| body["type"] == kind && body["data"]["session_id"] == session)
            .collect();
        assert_eq!(found.len(), 1, "{kind} of {session} in {told:?}");
        found[0].1["data"].clone()
    };
    assert_eq!(of(&visitor.session, "session.started")["key"], "shop");
    let end = of(&visitor.session, "session.ended");
    assert_eq!(
        (&end["key"], &end["characters"], &end["reason"]),
        (&json!("shop"), &json!(12), &json!("stopped"))
    );
    assert!(end["seconds"].as_f64().unwrap() > 0.0);
    let unanswered_end = of(&unanswered, "session.ended");
    assert_eq!(
        (&unanswered_end["seconds"], &unanswered_end["reason"]),
        (&json!(0.0), &json!("shutting_down"))
    );
    let lines = std::fs::read_to_string(&file).unwrap();
    let records: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(records, [end, unanswered_end]);
    assert!(!lines.contains("marks") && !lines.contains("hush"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_hangs_holds_up_no_other() {
    let silent = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let receiver = Receiver::default();
    let mut options = with_webhook(format!("http://{}/hooks", silent.local_addr().unwrap()));
    options.records.webhook_url.push(receiver.start().await);
    options.max_sessions = 40;
    let (_running, caller) = start(options).await;
    let owner = caller.with_key("hush-key");
    // More events than are sent to an address at once.
    for _ in 0..10 {
        let session = owner.open().await;
        owner.data(Call::Stop, json!({"session_id": session})).await;
    }
    let told = tokio::time::timeout(Duration::from_secs(10), receiver.until(20)).await;
    assert!(told.is_ok(), "{} of 20", receiver.taken.lock().unwrap().len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_is_signed_and_repeated_with_the_same_id_until_it_is_taken() {
    let receiver = Receiver::default();
    receiver.statuses.lock().unwrap().extend([500, 302]);
    let (_running, caller) = start(with_webhook(receiver.start().await)).await;
    caller.with_key("hush-key").open().await;
    let told = receiver.until(3).await;
    let text = |headers: &HeaderMap, name: &str| headers[name].to_str().unwrap().to_owned();
    let bodies = receiver.taken.lock().unwrap().clone();
    for ((headers, _), (_, body)) in told.iter().zip(&bodies) {
        assert_eq!(text(headers, "webhook-id"), text(&told[0].0, "webhook-id"));
        let signed = format!(
            "{}.{}.{body}",
            text(headers, "webhook-id"),
            text(headers, "webhook-timestamp")
        );
        let signature = text(headers, "webhook-signature");
        let signature = STANDARD.decode(signature.strip_prefix("v1,").unwrap()).unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, &SECRET);
        hmac::verify(&key, signed.as_bytes(), &signature).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn records_that_cannot_be_kept_are_refused_at_the_start() {
    let mut unsigned = with_webhook("https://example.org/".into());
    unsigned.records.webhook_secret.clear();
    let mut nowhere = options();
    nowhere.records.usage_file = Some("/nowhere/usage.jsonl".into());
    for (options, said) in [(unsigned, "--webhook-secret-file"), (nowhere, "/nowhere/usage.jsonl")] {
        let refused = Server::start(options).await.err().unwrap().to_string();
        assert!(refused.contains(said), "{refused}");
    }
}
