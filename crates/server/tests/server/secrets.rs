//! Keys and tokens.

use std::time::Duration;

use api::Call;
use serde_json::json;
use str0m::format::Codec;
use streaming_avatar_server::options::Key;

use crate::caller::{Caller, options, start, text};
use crate::visitor::Visitor;

async fn with_keys(keys: &[&str]) -> (streaming_avatar_server::Running, Caller) {
    let mut options = options();
    options.api_key = keys.iter().map(|key| Key::new(*key)).collect();
    start(options).await
}

async fn token(caller: &Caller) -> String {
    text(&caller.data(Call::CreateToken, json!({})).await["token"])
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_good_key_or_token_nothing_is_answered() {
    let (_running, caller) = with_keys(&["right"]).await;
    let strangers = [
        caller.clone(),
        caller.with_key(""),
        caller.with_key("wrong"),
        caller.with_key("righ"),
        caller.with_key("rightt"),
        caller.with_token("wrong"),
        caller.with_token("a.b"),
        Caller {
            secret: Some(("authorization", "Basic cmlnaHQ=".into())),
            ..caller.clone()
        },
        Caller {
            secret: Some(("authorization", "right".into())),
            ..caller.clone()
        },
    ];
    for stranger in strangers {
        for call in Call::ALL {
            let (status, refusal) = stranger.call(call, json!({"session_id": "x"})).await;
            assert_eq!((status, &refusal["code"]), (401, &json!(400_112)), "{call:?} {refusal}");
            assert!(text(&refusal["message"]).starts_with("Unauthorized"));
            assert!(!refusal.to_string().contains("righ"), "the key is not given away");
        }
    }
    let owner = caller.with_key("right");
    owner.open().await;
    assert_eq!(owner.sessions().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_good_for_one_session_and_its_calls() {
    let (_running, caller) = with_keys(&["right", "other"]).await;
    let owner = caller.with_key("right");
    let foreign = owner.open().await;
    let browser = caller.with_token(&token(&owner).await);
    assert!(browser.sessions().await.is_empty());
    let (status, _) = browser.call(Call::CreateToken, json!({})).await;
    assert_eq!(status, 401, "a token makes no tokens");
    let visitor = Visitor::enter(&browser, json!({"quality": "low"}), &[Codec::H264, Codec::Vp8]).await;
    let (status, refusal) = browser.call(Call::New, json!({})).await;
    assert_eq!(status, 401, "{refusal}");
    let own: Vec<_> = browser
        .sessions()
        .await
        .into_iter()
        .map(|(session, _)| session)
        .collect();
    assert_eq!(own, std::slice::from_ref(&visitor.session));
    for call in [Call::Stop, Call::KeepAlive, Call::Interrupt] {
        let (status, _) = browser.call(call, json!({"session_id": foreign})).await;
        assert_eq!(status, 404, "a token touches no other session");
        let (status, _) = caller
            .with_key("other")
            .call(call, json!({"session_id": visitor.session}))
            .await;
        assert_eq!(status, 404, "nor does another key");
    }
    let (task, _) = visitor.say("Hello.").await;
    visitor.said(&task).await;
    assert_eq!(owner.sessions().await.len(), 2, "a key sees what its tokens opened");
    assert_eq!(
        owner.call(Call::Stop, json!({"session_id": visitor.session})).await.0,
        200
    );
    let (status, _) = visitor.call(Call::Stop).await;
    assert_eq!(status, 200, "a client may close first and say stop then");
    let (status, _) = browser.call(Call::New, json!({})).await;
    assert_eq!(status, 401, "but it opens nothing more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_survives_a_refused_start() {
    let mut options = options();
    options.api_key = vec![Key::new("right")];
    options.max_sessions = 1;
    let (_running, caller) = start(options).await;
    let owner = caller.with_key("right");
    let blocker = owner.open().await;
    let browser = caller.with_token(&token(&owner).await);
    assert_eq!(browser.call(Call::New, json!({"avatar_id": "nobody"})).await.0, 404);
    assert_eq!(browser.call(Call::New, json!({})).await.1["code"], 10_007);
    owner.call(Call::Stop, json!({"session_id": blocker})).await;
    browser.open().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_expires_unused() {
    let mut options = options();
    options.api_key = vec![Key::new("right")];
    // The command line takes a second at least; here it has expired as soon as it is there.
    options.token_lifetime = Duration::ZERO;
    let (_running, caller) = start(options).await;
    let late = caller.with_token(&token(&caller.with_key("right")).await);
    assert_eq!(late.call(Call::New, json!({})).await.0, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_keys_takes_whatever_secret_a_client_sends() {
    let (_running, caller) = start(options()).await;
    for client in [
        caller.with_key("left over"),
        caller.with_token("left over"),
        caller.with_token(&token(&caller).await),
    ] {
        client.open().await;
    }
    assert_eq!(caller.sessions().await.len(), 3);
}
