//! The kiosk's page: hidden and shown, suspended, left and restored.

use std::time::Duration;

use end_to_end::Failure;
use serde_json::{Value, json};

use super::stand::Kiosk;

#[tokio::test]
async fn a_hidden_kiosk_has_no_session_until_it_is_shown() -> Result<(), Failure> {
    let attributes = json!({ "hidden-timeout": "3" });
    let kiosk = Kiosk::start("kiosk-hidden", &[], Vec::new(), attributes).await?;
    let first = kiosk.is_ready().await?;
    kiosk.browser.hides(true).await?;
    kiosk.comes_to("a hidden page", |report| report.hidden).await?;
    kiosk.server.is_left_empty().await?;
    let report = kiosk.comes_to("rest", |report| report.state == "recovering").await?;
    assert_eq!(report.errors, ["hidden"]);
    let asked = kiosk.asked();
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert_eq!(kiosk.asked(), asked, "it tries nothing while nobody sees it");
    kiosk.browser.hides(false).await?;
    kiosk.is_ready_with_another(first.session).await?;
    kiosk.speaks().await?;
    kiosk.ends(1).await
}

#[tokio::test]
async fn a_kiosk_reconnects_after_a_suspension_beyond_the_idle_timeout() -> Result<(), Failure> {
    let kiosk = Kiosk::start("kiosk-slept", &["--idle-timeout", "5"], Vec::new(), json!({})).await?;
    let first = kiosk.is_ready().await?;
    let sleeps = async |state: &str| {
        kiosk
            .visitor
            .commands("Page.setWebLifecycleState", json!({ "state": state }))
            .await
    };
    sleeps("frozen").await?;
    kiosk.server.is_left_empty_within(Duration::from_secs(60)).await?;
    sleeps("active").await?;
    kiosk.is_ready_with_another(first.session).await?;
    kiosk.speaks().await?;
    kiosk.ends(1).await
}

#[tokio::test]
async fn a_kiosk_on_a_restored_page_continues_by_itself() -> Result<(), Failure> {
    let kiosk = Kiosk::start("kiosk-back", &[], Vec::new(), json!({})).await?;
    let first = kiosk.is_ready().await?;
    let elsewhere = format!("{}/embed/embed.css", kiosk.proxy.address());
    kiosk.visitor.goes_to(&elsewhere).await?;
    kiosk.server.is_left_empty().await?;
    kiosk.visitor.goes_back().await?;
    assert!(
        kiosk.visitor.runs::<bool>("return !!window.kiosk").await?,
        "the browser kept the page"
    );
    let again = kiosk.is_ready_with_another(first.session).await?;
    assert_eq!(again.ends, ["page-left"]);
    kiosk.speaks().await?;

    // A kiosk that is stopped as the page is left stays stopped.
    kiosk
        .does("avatar.addEventListener('ended', () => avatar.stop(), { once: true })")
        .await?;
    kiosk.visitor.goes_to(&elsewhere).await?;
    kiosk.server.is_left_empty().await?;
    kiosk.visitor.goes_back().await?;
    kiosk.asks_for_nothing().await?;
    assert_eq!(kiosk.look().await?.state, "ended");
    kiosk
        .visitor
        .ask::<Value>("kiosk.avatar.start().then(() => arguments[0](null))", Vec::new())
        .await?;
    kiosk.ends(1).await
}
