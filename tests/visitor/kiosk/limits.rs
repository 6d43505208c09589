//! The ends that come by themselves: a kiosk puts them off, changes over before them, and is ready again where neither can be done.

use std::time::Duration;

use api::{Call, ErrorKind};
use end_to_end::Failure;
use end_to_end::proxy::{Answer, Fault, Rule, Times};
use serde_json::json;

use super::stand::Kiosk;

#[tokio::test]
async fn a_kiosk_is_kept_alive_beyond_its_idle_time() -> Result<(), Failure> {
    let kiosk = Kiosk::start("kiosk-idle", &["--idle-timeout", "8"], Vec::new(), json!({})).await?;
    let first = kiosk.is_ready().await?;
    tokio::time::sleep(Duration::from_secs(18)).await;
    let told = kiosk.look().await?;
    assert_eq!(told.states, first.states, "it is Live throughout");
    assert_eq!(told.session, first.session);
    assert_eq!(kiosk.server.sessions(None).await?.len(), 1);
    kiosk.speaks().await?;
    kiosk.ends(1).await
}

#[tokio::test]
async fn a_kiosk_changes_over_before_each_cap() -> Result<(), Failure> {
    let kiosk = Kiosk::start("kiosk-cap", &["--max-duration", "20"], Vec::new(), json!({})).await?;
    let first = kiosk.is_ready().await?;
    let second = kiosk.is_ready_with_another(first.session).await?;
    kiosk.speaks().await?;
    let third = kiosk.is_ready_with_another(second.session).await?;
    assert_eq!(third.states, first.states, "it is Live throughout");
    assert_eq!(third.errors, Vec::<String>::new());
    // Two only while one takes the place of the other.
    kiosk.ends(2).await
}

#[tokio::test]
async fn a_kiosk_whose_end_could_not_be_put_off_is_ready_again() -> Result<(), Failure> {
    let busy = Answer::refusal(ErrorKind::ConcurrentLimit, "Concurrent limit reached");
    let kept = Rule::new(Call::KeepAlive, Times::Every, Fault::Cut);
    let full = Rule::new(Call::New, Times::Nth(2), Fault::Answer(busy));
    // (the limit, and why it cannot be helped)
    let idle = ended("kiosk-idle-end", ["--idle-timeout", "8"], kept);
    let cap = ended("kiosk-cap-end", ["--max-duration", "8"], full);
    tokio::try_join!(idle, cap).map(|_| ())
}

async fn ended(name: &str, limit: [&str; 2], rule: Rule) -> Result<(), Failure> {
    let kiosk = Kiosk::start(name, &limit, vec![rule], json!({})).await?;
    let first = kiosk.is_ready().await?;
    let told = kiosk.is_ready_with_another(first.session).await?;
    assert!(
        told.states.iter().any(|state| state == "Recovering"),
        "{name}: it ended: {told:?}"
    );
    assert_eq!(told.ends, Vec::<String>::new(), "{name}");
    kiosk.speaks().await?;
    kiosk.ends(1).await
}
