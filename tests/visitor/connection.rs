//! The connection test: its findings for working and for broken connections.

use std::net::TcpListener;

use end_to_end::{Browser, Failure, Server, Silence, Size, Turn, Visitor};
use serde_json::{Value, json};

use crate::embed::module_page;
use crate::relay::without_turn;

/// The findings of the connection test with these options.
async fn checks(visitor: &Visitor, options: Value, session: bool) -> Result<Value, Failure> {
    let script = "const [options, session, done] = arguments; (async () => { \
                  while (!window.StreamingAvatar) await new Promise((later) => setTimeout(later, 50)); \
                  return new StreamingAvatar(options).checkConnection({ session }); \
                  })().then(done, (error) => done({ error: String(error) }))";
    visitor.ask(script, vec![options, json!(session)]).await
}

fn codes(found: &Value) -> Vec<&str> {
    let findings = found["findings"].as_array().map(Vec::as_slice).unwrap_or_default();
    findings.iter().filter_map(|finding| finding["code"].as_str()).collect()
}

/// Each finding is a sentence, and a failure says what to do.
fn is_said_in_words(found: &Value) {
    for finding in found["findings"].as_array().into_iter().flatten() {
        let says = |name: &str| {
            finding[name]
                .as_str()
                .is_some_and(|words| words.len() > 10 && words.ends_with('.'))
        };
        assert!(says("message"), "{finding:#}");
        assert!(finding["ok"] != json!(false) || says("action"), "{finding:#}");
    }
}

#[tokio::test]
async fn the_connection_test_reports_success_and_opens_no_session_without_consent() -> Result<(), Failure> {
    if without_turn() {
        return Ok(());
    }
    let turn = Turn::start("check").await?;
    let server = Server::start("check", &["--log", "info,tower_http=debug"]).await?;
    let browser = Browser::start("check").await?;
    let (_host, visitor) = module_page(&server, &browser).await?;
    let there = server.address();
    let servers = json!([
        { "urls": [turn.stun_address()] },
        turn.as_ice_server("udp", Turn::PASSWORD),
        turn.as_ice_server("tcp", Turn::PASSWORD),
    ]);

    let found = checks(&visitor, json!({ "apiBase": there, "iceServers": servers }), false).await?;
    is_said_in_words(&found);
    assert_eq!(
        codes(&found),
        ["service-reached", "stun-works", "turn-works", "turn-works"],
        "{found:#}"
    );
    assert_eq!(found["ok"], json!(true), "{found:#}");
    assert_eq!(found["ask"], json!([]), "{found:#}");
    let over = |index: usize| found["findings"][index]["over"].clone();
    assert_eq!((over(2), over(3)), (json!("UDP"), json!("TCP")));

    // Without an ICE server and without a session, the test cannot know how media flow, and must not claim it.
    let found = checks(&visitor, json!({ "apiBase": there }), false).await?;
    assert_eq!(codes(&found), ["service-reached", "udp-unknown"], "{found:#}");
    assert_eq!(found["ok"], Value::Null, "{found:#}");
    let opened = "const done = arguments[0]; \
                  done(performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/streaming.new')).length)";
    assert_eq!(
        visitor.ask::<Value>(opened, Vec::new()).await?,
        json!(0),
        "a session is never opened unasked"
    );

    // With consent, it opens a session and closes it.
    let found = checks(&visitor, json!({ "apiBase": there }), true).await?;
    is_said_in_words(&found);
    assert_eq!(codes(&found), ["service-reached", "media-direct"], "{found:#}");
    assert_eq!(found["ok"], json!(true), "{found:#}");
    let relayed = json!({ "apiBase": there, "iceServers": servers, "iceTransportPolicy": "relay" });
    let found = checks(&visitor, relayed, true).await?;
    assert_eq!(codes(&found).last(), Some(&"media-relayed"), "{found:#}");
    assert_eq!(visitor.ask::<Value>(opened, Vec::new()).await?, json!(2));
    server.is_left_empty().await?;
    assert!(
        !visitor.storage().await?.contains("streaming-avatar:open"),
        "both were closed"
    );
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn the_connection_test_reports_faults_of_a_turn_server() -> Result<(), Failure> {
    if without_turn() {
        return Ok(());
    }
    let turn = Turn::start("wrong").await?;
    let silence = Silence::keep()?;
    let server = Server::start("wrong", &[]).await?;
    let browser = Browser::start("wrong").await?;
    let (_host, visitor) = module_page(&server, &browser).await?;
    let there = server.address();

    let wrong = turn.as_ice_server("udp", "not-the-password");
    let found = checks(&visitor, json!({ "apiBase": there, "iceServers": [wrong] }), false).await?;
    is_said_in_words(&found);
    assert_eq!(codes(&found), ["service-reached", "turn-refused"], "{found:#}");
    assert_eq!(found["ok"], json!(false), "{found:#}");

    let silent = silence.address()?;
    let nobody = json!({ "urls": silent, "username": "a", "credential": "b" });
    let found = checks(&visitor, json!({ "apiBase": there, "iceServers": [nobody] }), false).await?;
    is_said_in_words(&found);
    assert_eq!(codes(&found), ["service-reached", "turn-unreachable"], "{found:#}");
    assert_eq!(found["ok"], json!(false), "{found:#}");
    let port = silent.split([':', '?']).nth(2).unwrap_or_default();
    assert_eq!(
        found["ask"],
        json!([format!("UDP to 127.0.0.1, port {port}")]),
        "{found:#}"
    );
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn the_connection_test_reports_faults_of_the_service() -> Result<(), Failure> {
    let key = "the-right-key-0123456789";
    let server = Server::start("service", &["--api-key", key]).await?;
    let browser = Browser::start("service").await?;
    // A free port.
    let nobody = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let nobody = nobody.map_err(|error| Failure::Server(error.to_string()))?;
    let visitor = browser.opens(&format!("{}/embed/embed.css", server.address())).await?;
    let module = "import('/embed/module.js').then(({ StreamingAvatar }) => { window.StreamingAvatar = StreamingAvatar; arguments[0](0) })";
    visitor.ask::<Value>(module, Vec::new()).await?;

    let cases = [
        (
            json!({ "apiBase": format!("http://{nobody}") }),
            "service-unreachable",
            false,
        ),
        (
            json!({ "apiBase": format!("{}/embed", server.address()) }),
            "not-the-api",
            false,
        ),
        (json!({ "apiKey": "a-wrong-key" }), "unauthorized", false),
        (json!({}), "service-locked", true),
        (json!({ "apiKey": key }), "service-reached", true),
    ];
    for (options, code, ok) in cases {
        let found = checks(&visitor, options, false).await?;
        is_said_in_words(&found);
        assert_eq!(codes(&found)[0], code, "{found:#}");
        assert_eq!(found["findings"][0]["ok"], json!(ok), "{found:#}");
        assert!(ok || found["ok"] == json!(false), "{found:#}");
        assert!(!found.to_string().contains("a-wrong-key"), "a key is never shown");
    }
    let asked = checks(&visitor, json!({ "apiBase": format!("http://{nobody}") }), false).await?;
    assert_eq!(
        asked["ask"],
        json!([format!("TCP to 127.0.0.1, port {}", nobody.port())]),
        "{asked:#}"
    );
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn the_app_offers_the_connection_test_when_ice_fails() -> Result<(), Failure> {
    if without_turn() {
        return Ok(());
    }
    let turn = Turn::start("lost").await?;
    let server = Server::start("lost", &[]).await?;
    let browser = Browser::start("lost").await?;
    let visitor = browser.visit(&server).await?;
    visitor.press("network").await?;
    visitor.waits_to_see("turn-url").await?;
    visitor.fills_in("turn-url", &turn.address("udp")).await?;
    visitor.fills_in("turn-user", Turn::USER).await?;
    visitor.fills_in("turn-password", "not-the-password").await?;
    visitor.press("relay-only").await?;
    visitor.press("network-close").await?;
    visitor.press("start").await?;
    let error = visitor.reads_an_error_in_the_end().await?;
    assert!(error.contains("TURN"), "{error}");

    for (name, size) in [("390", Size::PHONE), ("1440", Size::DESK)] {
        browser.resize(size).await?;
        visitor.press("check").await?;
        let results = visitor
            .waits_for_text("check-results", "refused the user name or password")
            .await?;
        assert!(results.contains("The service answers"), "{results}");
        for dark in [false, true] {
            browser.prefer_dark(dark).await?;
            let time = if dark { "-dark" } else { "" };
            visitor.takes_a_picture(&format!("network-{name}{time}")).await?;
            visitor
                .finds_no_barrier(&format!("the network's dialog, {name} px{time}"))
                .await?;
        }
        assert!(!visitor.must_scroll_sideways().await?, "{name} px");
        visitor.press("network-close").await?;
    }
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn the_element_offers_the_connection_test_beside_a_network_error() -> Result<(), Failure> {
    if without_turn() {
        return Ok(());
    }
    let turn = Turn::start("element-check").await?;
    let server = Server::start("element-check", &[]).await?;
    let browser = Browser::start("element-check").await?;
    let (_host, visitor) = module_page(&server, &browser).await?;
    for (name, size) in [("390", Size::PHONE), ("1440", Size::DESK)] {
        browser.resize(size).await?;
        let wrong = json!([turn.as_ice_server("udp", "not-the-password")]);
        let told: Value = visitor
            .ask(include_str!("embed/check.js"), vec![json!(server.address()), wrong])
            .await?;
        assert_eq!(told["code"], "relay-refused", "{told:#}");
        assert_eq!(told["findings"], json!(["service-reached", "turn-refused"]), "{told:#}");
        // At a width of 420 pixels at most, the element wraps its text beside the buttons.
        assert!(told["words"].as_f64() >= Some(200.0), "{name} px: {told:#}");
        for dark in [false, true] {
            browser.prefer_dark(dark).await?;
            let time = if dark { "-dark" } else { "" };
            visitor.takes_a_picture(&format!("element-check-{name}{time}")).await?;
            visitor
                .finds_no_barrier(&format!("the element's test, {name} px{time}"))
                .await?;
        }
    }
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn missing_webrtc_is_reported_before_a_session_is_opened() -> Result<(), Failure> {
    let server = Server::start("no-webrtc", &[]).await?;
    let browser = Browser::start("no-webrtc").await?;
    browser.runs_before_pages("delete window.RTCPeerConnection").await?;
    let (_host, visitor) = module_page(&server, &browser).await?;
    let told: Value = visitor
        .ask(include_str!("embed/without_webrtc.js"), vec![json!(server.address())])
        .await?;
    for kind in ["module", "element"] {
        let told = &told[kind];
        assert_eq!(told["code"], "webrtc-unsupported", "{kind}: {told:#}");
        assert_eq!(told["event"], "webrtc-unsupported", "{kind}: {told:#}");
        assert_eq!(told["state"], "ended", "{kind}: {told:#}");
        assert_eq!(told["check"], "webrtc-unsupported", "{kind}: {told:#}");
    }
    assert!(
        told["read"].as_str().is_some_and(|words| words.contains("WebRTC")),
        "{told:#}"
    );
    assert_eq!(told["calls"], json!([]), "nothing was asked of the service: {told:#}");
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}
