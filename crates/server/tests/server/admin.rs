//! The listener for whoever runs the server: health, metrics that are true, sessions, drain.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use api::Call;
use serde_json::{Value, json};
use str0m::format::Codec;
use streaming_avatar_server::options::Key;
use streaming_avatar_server::{Options, Running, Server};

use crate::caller::{options, start};
use crate::visitor::Visitor;

fn with_admin() -> Options {
    let mut options = options();
    options.admin.admin_listen = Some((Ipv4Addr::LOCALHOST, 0).into());
    options
}

fn address(running: &Running) -> String {
    format!("http://{}", running.admin_address().unwrap())
}

/// A path's status and text.
async fn get(base: &str, path: &str) -> (u16, String) {
    let response = reqwest::get(format!("{base}{path}")).await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

/// The metrics by their names with labels.
async fn metrics(base: &str) -> HashMap<String, f64> {
    let (status, page) = get(base, "/metrics").await;
    assert_eq!(status, 200);
    assert!(page.ends_with("# EOF\n"));
    let lines = page.lines().filter(|line| !line.starts_with('#'));
    let metric = |line: &str| {
        line.rsplit_once(' ')
            .map(|(name, value)| (name.to_owned(), value.parse().unwrap()))
    };
    lines.map(|line| metric(line).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_are_those_of_what_was_done() {
    let mut options = with_admin();
    options.api_key = vec![Key::new("shop=hush")];
    options.max_sessions_per_key = Some(1);
    let (running, caller) = start(options).await;
    let (base, owner) = (address(&running), caller.with_key("hush"));
    let visitor = Visitor::enter(
        &owner,
        json!({"quality": "low", "video_encoding": "VP8"}),
        &[Codec::Vp8],
    )
    .await;
    assert_eq!(owner.call(Call::New, json!({})).await.0, 400);
    assert_eq!(caller.with_key("guess").call(Call::List, json!({})).await.0, 401);
    let (task, _) = visitor.say("Twelve marks").await;
    visitor.said(&task).await;
    let during = metrics(&base).await;
    let metric =
        |of: &HashMap<String, f64>, name: &str| *of.get(name).unwrap_or_else(|| panic!("no {name} in {of:#?}"));
    for (name, value) in [
        ("avatar_sessions{state=\"connected\"}", 1.0),
        ("avatar_sessions{state=\"new\"}", 0.0),
        ("avatar_seats", 8.0),
        ("avatar_draining", 0.0),
        ("avatar_late", 0.0),
        ("avatar_sessions_opened_total", 1.0),
        ("avatar_start_seconds_count", 1.0),
        ("avatar_calls_total{call=\"new\",code=\"200\"}", 1.0),
        ("avatar_calls_total{call=\"new\",code=\"400\"}", 1.0),
        ("avatar_calls_total{call=\"start\",code=\"200\"}", 1.0),
        ("avatar_calls_total{call=\"list\",code=\"401\"}", 1.0),
        ("avatar_calls_total{call=\"task\",code=\"200\"}", 1.0),
        ("avatar_call_seconds_count{call=\"new\"}", 2.0),
        ("avatar_quota_refused_total{key=\"shop\"}", 1.0),
        ("avatar_unauthorized_total", 1.0),
        ("avatar_texts_total", 1.0),
        ("avatar_characters_total", 12.0),
        ("avatar_key_pictures_total{cause=\"first\"}", 1.0),
    ] {
        assert!(
            (metric(&during, name) - value).abs() < f64::EPSILON,
            "{name}: {} and not {value}",
            metric(&during, name)
        );
    }
    // The visitor has received no more pictures than were sent, and there are as many measurements as pictures.
    let pictures = metric(&during, "avatar_pictures_total{codec=\"vp8\"}");
    assert!(pictures >= 1.0 && metric(&during, "avatar_picture_bytes_total") > pictures);
    assert!(metric(&during, "avatar_picture_seconds_count{stage=\"encode\"}") >= pictures);
    assert!(metric(&during, "avatar_lateness_seconds_count") >= pictures);
    assert_eq!(visitor.call(Call::Stop).await.0, 200);
    let after = metrics(&base).await;
    for (name, value) in [
        ("avatar_sessions{state=\"connected\"}", 0.0),
        ("avatar_sessions_ended_total{reason=\"stopped\"}", 1.0),
        ("avatar_session_seconds_count", 1.0),
    ] {
        assert!((metric(&after, name) - value).abs() < f64::EPSILON, "{name}");
    }
    for secret in ["hush", visitor.session.as_str(), "Twelve", "127.0.0.1"] {
        assert!(!get(&base, "/metrics").await.1.contains(secret), "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_server_refuses_new_sessions_keeps_those_that_it_has_and_says_so() {
    let mut options = with_admin();
    // Every picture is later than this, as on a machine with far too much to do.
    options.max_lateness = Duration::from_nanos(2);
    let (running, caller) = start(options).await;
    let base = address(&running);
    let visitor = Visitor::enter(&caller, json!({"quality": "low"}), &[Codec::H264, Codec::Vp8]).await;
    while metrics(&base).await["avatar_late"] < 1.0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let refused = caller.request(Call::New).json(&json!({})).send().await.unwrap();
    assert_eq!(
        (refused.status().as_u16(), &refused.headers()["retry-after"]),
        (503, &"10".parse().unwrap())
    );
    let (task, _) = visitor.say("Still here.").await;
    visitor.said(&task).await;
    assert!((metrics(&base).await["avatar_load_refused_total"] - 1.0).abs() < f64::EPSILON);
    assert_eq!(visitor.call(Call::Stop).await.0, 200);
    // The lateness of sessions that have ended holds nobody off.
    while metrics(&base).await["avatar_late"] > 0.0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    caller.open().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn drain_is_asked_for_seen_and_told() {
    let (running, caller) = start(with_admin()).await;
    let base = address(&running);
    assert_eq!(get(&base, "/healthz").await.0, 200);
    assert_eq!(get(&base, "/readyz").await, (200, "ready\n".into()));
    let session = caller.open().await;
    let listed: Value = serde_json::from_str(&get(&base, "/admin/sessions").await.1).unwrap();
    assert_eq!(
        (&listed[0]["session_id"], &listed[0]["status"], &listed[0]["key"]),
        (&json!(session), &json!("new"), &Value::Null)
    );
    assert_eq!(get(&base, "/admin/drain").await.0, 405, "a look drains nothing");
    let drained = reqwest::Client::new()
        .post(format!("{base}/admin/drain"))
        .send()
        .await
        .unwrap();
    assert_eq!(drained.status(), 202);
    assert_eq!(drained.json::<Value>().await.unwrap(), json!({"open": 1}));
    running.drains().await;
    assert_eq!(get(&base, "/readyz").await, (503, "draining\n".into()));
    assert_eq!(get(&base, "/healthz").await.0, 200);
    assert_eq!(caller.call(Call::New, json!({})).await.0, 503);
    assert!((metrics(&base).await["avatar_draining"] - 1.0).abs() < f64::EPSILON);
    caller.call(Call::Stop, json!({"session_id": session})).await;
    running.emptied().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_and_pages_get_nothing() {
    let (running, caller) = start(with_admin()).await;
    let base = address(&running);
    let http = reqwest::Client::new();
    for (name, value, status) in [
        ("origin", "https://evil.example", 403),
        ("sec-fetch-site", "cross-site", 403),
        ("host", "evil.example", 421),
        ("sec-fetch-site", "none", 200),
    ] {
        let response = http
            .get(format!("{base}/metrics"))
            .header(name, value)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), status, "{name}: {value}");
    }
    let drained = http
        .post(format!("{base}/admin/drain"))
        .header("origin", "http://localhost")
        .send()
        .await
        .unwrap();
    assert_eq!(drained.status(), 403);
    // The public address knows none of these paths.
    for path in ["/metrics", "/healthz", "/readyz", "/admin/sessions"] {
        assert_eq!(get(&caller.base, path).await.0, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_key_all_but_health_asks_for_it_and_others_may_reach_it_only_so() {
    let mut options = with_admin();
    options.admin.admin_key = Some(Key::new("hush"));
    let (running, _) = start(options.clone()).await;
    let base = address(&running);
    for (secret, status) in [
        (None, 401),
        (Some("Bearer wrong"), 401),
        (Some("Basic hush"), 401),
        (Some("Bearer hush"), 200),
    ] {
        let mut request = reqwest::Client::new()
            .get(format!("{base}/metrics"))
            .header("host", "server.example.org");
        if let Some(secret) = secret {
            request = request.header("authorization", secret);
        }
        assert_eq!(request.send().await.unwrap().status(), status, "{secret:?}");
    }
    assert_eq!(get(&base, "/healthz").await.0, 200);
    options.admin.admin_listen = Some(SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)));
    assert!(Server::start(options.clone()).await.is_ok());
    options.admin.admin_key = None;
    let refused = Server::start(options).await.err().unwrap().to_string();
    assert!(refused.contains("--admin-key-file"), "{refused}");
}
