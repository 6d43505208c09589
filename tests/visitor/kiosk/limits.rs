//! Idle timeout and session limits: a kiosk postpones them, renews before them, and starts again where neither is
//! possible.

use std::time::Duration;

use api::{Call, ErrorKind};
use end_to_end::Failure;
use end_to_end::proxy::{Answer, Fault, Rule, Times};
use serde_json::json;

use super::stand::Kiosk;

#[tokio::test]
async fn a_kiosk_is_kept_alive_beyond_the_idle_timeout() -> Result<(), Failure> {
    let kiosk = Kiosk::start("kiosk-idle", &["--idle-timeout", "8"], Vec::new(), json!({})).await?;
    let first = kiosk.is_ready().await?;
    tokio::time::sleep(Duration::from_secs(18)).await;
    let report = kiosk.look().await?;
    assert_eq!(report.states, first.states, "it is Live throughout");
    assert_eq!(report.session, first.session);
    assert_eq!(kiosk.server.sessions(None).await?.len(), 1);
    kiosk.speaks().await?;
    kiosk.ends(1).await
}

#[tokio::test]
async fn a_kiosk_renews_before_each_session_limit() -> Result<(), Failure> {
    let kiosk = Kiosk::start("kiosk-cap", &["--max-duration", "20"], Vec::new(), json!({})).await?;
    let first = kiosk.is_ready().await?;
    let second = kiosk.is_ready_with_another(first.session).await?;
    kiosk.speaks().await?;
    let third = kiosk.is_ready_with_another(second.session).await?;
    assert_eq!(third.states, first.states, "it is Live throughout");
    assert_eq!(third.errors, Vec::<String>::new());
    // Two sessions only while one replaces the other.
    kiosk.ends(2).await
}

#[tokio::test]
async fn a_kiosk_starts_again_after_an_end_that_could_not_be_postponed() -> Result<(), Failure> {
    let busy = Answer::refusal(ErrorKind::ConcurrentLimit, "Concurrent limit reached");
    let kept = Rule::new(Call::KeepAlive, Times::Every, Fault::Cut);
    let full = Rule::new(Call::New, Times::Nth(2), Fault::Answer(busy));
    // (the limit, and the settings under which it cannot be postponed)
    let idle = ended("kiosk-idle-end", ["--idle-timeout", "8"], kept);
    let cap = ended("kiosk-cap-end", ["--max-duration", "8"], full);
    tokio::try_join!(idle, cap).map(|_| ())
}

async fn ended(name: &str, limit: [&str; 2], rule: Rule) -> Result<(), Failure> {
    let kiosk = Kiosk::start(name, &limit, vec![rule], json!({})).await?;
    let first = kiosk.is_ready().await?;
    let report = kiosk.is_ready_with_another(first.session).await?;
    assert!(
        report.states.iter().any(|state| state == "recovering"),
        "{name}: it ended: {report:?}"
    );
    assert_eq!(report.ends, Vec::<String>::new(), "{name}");
    kiosk.speaks().await?;
    kiosk.ends(1).await
}
