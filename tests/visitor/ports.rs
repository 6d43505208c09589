//! Media through a port that all sessions share, by UDP and by TCP.

use api::Call;
use end_to_end::proxy::{Fault, Proxy, Rule, Times};
use end_to_end::{Browser, Failure, Server, Visitor};
use serde_json::{Value, json};

/// Sees pictures and hears a text.
async fn is_served(visitor: &Visitor) -> Result<(), Failure> {
    visitor
        .receives("ten pictures decoded", |seen| seen.frames_decoded >= 10)
        .await?;
    visitor.says("All of us come through one door.").await?;
    visitor.is_told("avatar_stop_talking", 1).await?;
    visitor.receives("sound", |seen| seen.audio_energy > 0.0).await?;
    Ok(())
}

#[tokio::test]
async fn two_tabs_and_one_after_the_other_are_served_through_one_port() -> Result<(), Failure> {
    let server = Server::start("one-port", &["--udp-port", "0"]).await?;
    let browser = Browser::start("one-port").await?;
    let visitor = browser.visit(&server).await?;
    visitor.start().await?;
    is_served(&visitor).await?;
    let other = browser
        .opens_a_tab(&format!("{}?greeting=off", server.address()))
        .await?;
    other.start().await?;
    is_served(&other).await?;
    other.stop().await?;
    other.start().await?;
    other
        .receives("pictures of the next session", |seen| {
            seen.connections == 2 && seen.frames_decoded >= 10
        })
        .await?;
    other.stop().await?;
    visitor.stop().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

/// Leaves only the candidates for TCP in an offer.
fn without_udp(reply: &mut Value) {
    let Some(sdp) = reply.pointer_mut("/data/sdp/sdp") else {
        return;
    };
    let kept: Vec<_> = sdp
        .as_str()
        .unwrap_or_default()
        .split_inclusive("\r\n")
        .filter(|line| !(line.starts_with("a=candidate:") && line.contains(" udp ")))
        .collect();
    *sdp = json!(kept.concat());
}

#[tokio::test]
async fn a_visitor_without_udp_is_served_over_tcp() -> Result<(), Failure> {
    let server = Server::start("tcp", &["--udp-port", "0", "--tcp-port", "0"]).await?;
    let rule = Rule::new(Call::New, Times::Every, Fault::Change(without_udp));
    let proxy = Proxy::before(&server, vec![rule]).await?;
    let browser = Browser::start("tcp").await?;
    let visitor = browser.visit_at(&proxy.address()).await?;
    visitor.start().await?;
    is_served(&visitor).await?;
    let transport: Value = visitor.ask(include_str!("embed/transport.js"), Vec::new()).await?;
    assert_eq!(transport, json!("tcp"));
    visitor.stop().await?;
    visitor.finds_the_console_clean().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}
