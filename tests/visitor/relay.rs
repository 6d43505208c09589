//! Media through a TURN server: coturn, as Debian packages it.

use end_to_end::{Browser, Failure, Server, Turn, Visitor};
use serde_json::{Value, json};

use crate::embed::module_page;

/// Reports a missing coturn; a test without it would prove nothing.
pub fn without_turn() -> bool {
    let missing = !Turn::installed();
    if missing {
        println!("left out: there is no turnserver on this machine; install coturn");
    }
    missing
}

/// Starts, speaks and stops with these options, and returns the outcome.
async fn lives(visitor: &Visitor, options: Value) -> Result<Value, Failure> {
    visitor.ask(include_str!("embed/relay.js"), vec![options]).await
}

#[tokio::test]
async fn media_flow_through_a_turn_server_over_udp_and_tcp() -> Result<(), Failure> {
    if without_turn() {
        return Ok(());
    }
    let turn = Turn::start("relay").await?;
    let server = Server::start("relay", &[]).await?;
    let browser = Browser::start("relay").await?;
    let (_host, visitor) = module_page(&server, &browser).await?;
    for transport in ["udp", "tcp"] {
        let told = lives(
            &visitor,
            json!({
                "apiBase": server.address(),
                "iceTransportPolicy": "relay",
                "iceServers": [turn.as_ice_server(transport, Turn::PASSWORD)],
            }),
        )
        .await?;
        assert_eq!(told["local"], "relay", "over {transport}: {told:#}");
        assert_eq!(told["relayed"], json!(transport), "{told:#}");
        assert!(told["frames"].as_u64() >= Some(10), "over {transport}: {told:#}");
        assert_eq!(told["outcome"], "spoken", "over {transport}: {told:#}");
    }
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn the_servers_own_turn_server_is_used_and_its_password_is_not_logged() -> Result<(), Failure> {
    if without_turn() {
        return Ok(());
    }
    let turn = Turn::start("announced").await?;
    let announced = [&turn.address("udp"), Turn::USER, Turn::PASSWORD].join(",");
    let server = Server::start("announced", &["--ice-server", &announced, "--log", "trace"]).await?;
    let browser = Browser::start("announced").await?;
    let (_host, visitor) = module_page(&server, &browser).await?;
    let told = lives(
        &visitor,
        json!({ "apiBase": server.address(), "iceTransportPolicy": "relay" }),
    )
    .await?;
    assert_eq!(told["local"], "relay", "{told:#}");
    assert_eq!(told["outcome"], "spoken", "{told:#}");
    server.is_left_empty().await?;
    assert!(!server.log().contains(Turn::PASSWORD), "the password is in the log");
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn a_refusing_turn_server_is_named_and_leaves_no_session() -> Result<(), Failure> {
    if without_turn() {
        return Ok(());
    }
    let turn = Turn::start("refused").await?;
    let server = Server::start("refused", &[]).await?;
    let browser = Browser::start("refused").await?;
    let (_host, visitor) = module_page(&server, &browser).await?;
    let wrong = turn.as_ice_server("udp", "not-the-password");
    let told = lives(
        &visitor,
        json!({ "apiBase": server.address(), "iceTransportPolicy": "relay", "iceServers": [wrong] }),
    )
    .await?;
    assert_eq!(told["code"], "relay-refused", "{told:#}");
    assert!(
        told["message"].as_str().is_some_and(|words| words.contains("TURN")),
        "{told:#}"
    );
    server.is_left_empty().await?;

    // An invalid list is refused before a session is opened.
    let told = lives(
        &visitor,
        json!({ "apiBase": server.address(), "iceServers": "[{\"urls\":\"http://a\"}]" }),
    )
    .await?;
    assert_eq!(told["code"], "bad-ice-servers", "{told:#}");
    assert_eq!(told["calls"], json!([]), "{told:#}");
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn the_app_takes_a_turn_server_from_its_dialog() -> Result<(), Failure> {
    if without_turn() {
        return Ok(());
    }
    let turn = Turn::start("dialog").await?;
    let server = Server::start("dialog", &[]).await?;
    let browser = Browser::start("dialog").await?;
    let visitor = browser.visit(&server).await?;
    visitor.press("network").await?;
    visitor.waits_to_see("turn-url").await?;
    visitor.fills_in("turn-url", &turn.address("udp")).await?;
    visitor.fills_in("turn-user", Turn::USER).await?;
    visitor.fills_in("turn-password", Turn::PASSWORD).await?;
    visitor.press("relay-only").await?;
    visitor.takes_a_picture("network-choices").await?;
    visitor.press("network-close").await?;
    visitor.start().await?;
    visitor
        .receives("ten pictures decoded", |seen| seen.frames_decoded >= 10)
        .await?;
    let route: String = visitor.ask(include_str!("embed/route.js"), Vec::new()).await?;
    assert_eq!(route, "relay");
    assert!(
        !visitor.storage().await?.contains(Turn::PASSWORD),
        "a password is never stored"
    );
    visitor.stop().await?;
    visitor.finds_the_console_clean().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}
