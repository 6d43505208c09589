//! Named keys: what each may do, quota and rate limits.

use std::num::NonZeroU32;
use std::time::SystemTime;

use api::Call;
use serde_json::json;
use streaming_avatar_server::options::{ClientKey, SecretHash};

use crate::caller::{Caller, options, start, text};

fn key(name: &str, secrets: &[&str]) -> ClientKey {
    let secrets = secrets.iter().map(|secret| SecretHash::of(secret)).collect();
    ClientKey::new(name.parse().unwrap(), secrets)
}

async fn with_keys(keys: Vec<ClientKey>) -> (streaming_avatar_server::Running, Caller) {
    let mut options = options();
    options.key = keys;
    start(options).await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_secrets_are_one_key_and_an_expired_key_says_so() {
    let mut old = key("old", &["past"]);
    old.expires = Some(SystemTime::UNIX_EPOCH);
    let (_running, caller) = with_keys(vec![key("shop", &["one", "two"]), old]).await;
    let session = caller.with_key("one").open().await;
    assert_eq!(caller.with_key("two").sessions().await[0].0, session);
    let (status, refused) = caller.with_key("past").call(Call::List, json!({})).await;
    assert_eq!(status, 401);
    assert!(text(&refused["message"]).contains("expired"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_has_its_own_number_of_sessions_and_its_tokens_share_it() {
    let mut small = key("small", &["one"]);
    small.max_sessions = Some(1);
    let (_running, caller) = with_keys(vec![small, key("large", &["two"])]).await;
    let owner = caller.with_key("one");
    let token = text(&owner.data(Call::CreateToken, json!({})).await["token"]);
    owner.open().await;
    let (status, refused) = caller.with_token(&token).call(Call::New, json!({})).await;
    assert_eq!((status, &refused["code"]), (400, &json!(10_007)), "{refused}");
    for _ in 0..2 {
        caller.with_key("two").open().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_other_origins_may_not_use_a_key_with_origins() {
    let mut shop = key("shop", &["one"]);
    shop.origins = vec!["https://shop.example.org".parse().unwrap()];
    let (_running, caller) = with_keys(vec![shop]).await;
    let owner = caller.with_key("one");
    let token = text(&owner.data(Call::CreateToken, json!({})).await["token"]);
    for (origin, status) in [
        (None, 200),
        (Some("https://shop.example.org"), 200),
        (Some("https://evil.example"), 403),
        (Some("null"), 403),
    ] {
        for client in [&owner, &caller.with_token(&token)] {
            let mut request = client.request(Call::List);
            if let Some(origin) = origin {
                request = request.header("origin", origin);
            }
            let response = request.send().await.unwrap();
            assert_eq!(response.status(), status, "{origin:?}");
            // The page may read why.
            assert!(origin.is_none() || response.headers().contains_key("access-control-allow-origin"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_beyond_a_rate_are_refused_with_the_time_to_wait() {
    let mut rare = key("rare", &["one"]);
    rare.rate = NonZeroU32::new(2);
    let (_running, caller) = with_keys(vec![rare, key("other", &["two"])]).await;
    let owner = caller.with_key("one");
    let session = owner.open().await;
    assert_eq!(owner.call(Call::List, json!({})).await.0, 200);
    let response = owner.request(Call::List).send().await.unwrap();
    assert_eq!(response.status(), 429);
    assert!(
        response.headers()["retry-after"]
            .to_str()
            .unwrap()
            .parse::<u32>()
            .unwrap()
            >= 1
    );
    // A session can be ended all the same.
    assert_eq!(owner.call(Call::Stop, json!({"session_id": session})).await.0, 200);
    assert_eq!(caller.with_key("two").call(Call::List, json!({})).await.0, 200);

    let mut options = options();
    options.key = vec![key("shop", &["one"])];
    options.rates.rate_per_address = NonZeroU32::new(3);
    let (_running, caller) = start(options).await;
    let guess = caller.with_key("guess");
    for _ in 0..3 {
        assert_eq!(guess.call(Call::List, json!({})).await.0, 401);
    }
    assert_eq!(guess.call(Call::List, json!({})).await.0, 429, "guesses count");
    assert_eq!(caller.with_key("one").call(Call::List, json!({})).await.0, 429);
}
