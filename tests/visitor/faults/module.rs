//! Faults that the app alone does not meet: tokens, and keep-alive.

use api::{Call, ErrorKind};
use end_to_end::proxy::{Answer, Fault, Proxy, Rule, Times};
use end_to_end::{Browser, Failure, Server};
use serde_json::{Value, json};

const ECHO: &str = include_str!("module/echo.js");
const TOKENS: &str = include_str!("module/tokens.js");
const KEEP_ALIVE: &str = include_str!("module/keep_alive.js");
const OPTIONS: &str = include_str!("module/options.js");
const RENEW: &str = include_str!("module/renew.js");

#[tokio::test]
async fn a_missing_token_is_reported() -> Result<(), Failure> {
    let token = |times, fault| vec![Rule::new(Call::CreateToken, times, fault)];
    let refused = Answer::refusal(ErrorKind::Unauthorized, "Unauthorized");
    let cases = [
        ("a token comes", Vec::new(), "started"),
        (
            "the token is refused",
            token(Times::Every, Fault::Answer(refused)),
            "no-token",
        ),
        ("the token is cut off", token(Times::Every, Fault::Cut), "no-token"),
        (
            "the token meets a page of 502",
            token(Times::Every, Fault::Answer(Answer::page(502))),
            "no-token",
        ),
        (
            "the token is a page",
            token(Times::Every, Fault::Answer(Answer::page(200))),
            "no-token",
        ),
        (
            "the token is torn",
            token(Times::Every, Fault::Answer(Answer::torn())),
            "no-token",
        ),
        ("the token hangs", token(Times::Every, Fault::Hold), "no-token"),
    ];
    let server = Server::start("tokens", &[]).await?;
    let browser = Browser::start("tokens").await?;
    for (name, rules, outcome) in cases {
        let proxy = Proxy::before(&server, rules).await?;
        let visitor = browser.visit_at(&proxy.address()).await?;
        let told: Value = visitor.ask(TOKENS, Vec::new()).await?;
        assert_eq!(told, json!(outcome), "{name}");
        proxy.release().await;
        server.is_left_empty().await?;
    }
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn error_messages_mask_secrets() -> Result<(), Failure> {
    let refused = Answer::refusal(
        ErrorKind::Unauthorized,
        "The key k-repeated-0123456789 is none of ours.",
    );
    let server = Server::start("echo", &[]).await?;
    let browser = Browser::start("echo").await?;
    let proxy = Proxy::before(
        &server,
        vec![Rule::new(Call::New, Times::Every, Fault::Answer(refused))],
    )
    .await?;
    let visitor = browser.visit_at(&proxy.address()).await?;
    let told: Value = visitor.ask(ECHO, Vec::new()).await?;
    assert_eq!(
        told["codes"],
        json!(["unauthorized", "unauthorized", "bad-ice-servers"]),
        "{told:#}"
    );
    assert_eq!(told["struck"], json!(2), "{told:#}");
    assert_eq!(told["leaks"], json!([]), "{told:#}");
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn a_stop_with_an_expired_token_fetches_a_new_one() -> Result<(), Failure> {
    let refused = Answer::refusal(ErrorKind::Unauthorized, "Unauthorized");
    let rules = vec![Rule::new(Call::Stop, Times::First(1), Fault::Answer(refused))];
    let server = Server::start("expired", &[]).await?;
    let browser = Browser::start("expired").await?;
    let proxy = Proxy::before(&server, rules).await?;
    let visitor = browser.visit_at(&proxy.address()).await?;
    let told: Value = visitor.ask(TOKENS, Vec::new()).await?;
    assert_eq!(told, json!("started"));
    server.is_left_empty().await?;
    assert_eq!(proxy.count(Call::CreateToken.path()), 2);
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn a_failed_keep_alive_ends_the_session_only_if_it_is_gone() -> Result<(), Failure> {
    let unknown = Answer::refusal(ErrorKind::UnknownSession, "Session does not exist");
    let cases = [
        ("keep-alive is cut off", Fault::Cut, false),
        (
            "keep-alive meets a page of 500",
            Fault::Answer(Answer::page(500)),
            false,
        ),
        ("keep-alive hangs", Fault::Hold, false),
        ("the session is gone at keep-alive", Fault::Answer(unknown), true),
    ];
    let server = Server::start("keep-alive", &[]).await?;
    let browser = Browser::start("keep-alive").await?;
    for (name, fault, made_anew) in cases {
        let proxy = Proxy::before(&server, vec![Rule::new(Call::KeepAlive, Times::First(1), fault)]).await?;
        let visitor = browser.visit_at(&proxy.address()).await?;
        let told: Value = visitor.ask(KEEP_ALIVE, Vec::new()).await?;
        assert_eq!(told, json!({ "state": "live", "anew": made_anew }), "{name}");
        proxy.release().await;
        visitor.leaves().await?;
        server.is_left_empty().await?;
    }
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn a_renewal_shows_no_black_picture() -> Result<(), Failure> {
    let server = Server::start("renewed", &[]).await?;
    let browser = Browser::start("renewed").await?;
    let visitor = browser.visit(&server).await?;
    let seen: Value = visitor.ask(RENEW, Vec::new()).await?;
    assert_eq!(seen["states"], json!([]), "it is Live throughout: {seen:#}");
    assert_eq!(seen["another"], json!(true), "the session is another one: {seen:#}");
    assert_eq!(seen["reloads"], json!(0), "the video begins anew: {seen:#}");
    // At most one missing picture, at the moment when one video takes the other's place.
    assert!(seen["black"].as_u64().is_some_and(|looks| looks <= 3), "{seen:#}");
    assert!(seen["looks"].as_u64().is_some_and(|looks| looks > 20), "{seen:#}");
    assert_eq!(seen["outcome"], json!("spoken"), "it goes on: {seen:#}");
    assert_eq!(server.sessions(None).await?.len(), 1, "the old one is stopped");
    visitor.leaves().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn reconnect_can_be_turned_off_and_texts_can_be_split() -> Result<(), Failure> {
    let server = Server::start("options", &[]).await?;
    let browser = Browser::start("options").await?;
    let visitor = browser.visit(&server).await?;
    let told: Value = visitor.ask(OPTIONS, Vec::new()).await?;
    let wanted = json!({ "outcome": "spoken", "lines": true, "late": true, "next": "ended", "over": "failed" });
    assert_eq!(told, wanted);
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}
