//! What makes a session last, chosen and taken back while it is open. Here the element is no kiosk.

use std::time::Duration;

use end_to_end::Failure;
use serde_json::json;

use super::stand::Kiosk;

#[tokio::test]
async fn keep_alive_counts_from_when_it_is_set_until_it_is_taken_away() -> Result<(), Failure> {
    let element = Kiosk::start_element("chosen-idle", &["--idle-timeout", "7"], Vec::new(), json!({})).await?;
    let first = element.is_ready().await?;
    element.does("avatar.setAttribute('keep-alive', '')").await?;
    tokio::time::sleep(Duration::from_secs(15)).await;
    let kept = element.look().await?;
    assert_eq!(kept.states, first.states, "it is Live throughout");
    assert_eq!(kept.session, first.session);
    assert_eq!(element.server.sessions(None).await?.len(), 1, "beyond its idle time");

    element.does("avatar.removeAttribute('keep-alive')").await?;
    let told = element.comes_to("its end", |told| told.state == "Ended").await?;
    assert_eq!(told.ends, ["idle"]);
    element.server.is_left_empty().await?;
    element.browser.close().await?;
    element.server.stop()
}

#[tokio::test]
async fn renew_counts_from_when_it_is_set() -> Result<(), Failure> {
    let element = Kiosk::start_element("chosen-cap", &["--max-duration", "16"], Vec::new(), json!({})).await?;
    let first = element.is_ready().await?;
    element.does("avatar.setAttribute('renew', '')").await?;
    let second = element.is_ready_with_another(first.session).await?;
    assert_eq!(second.states, first.states, "it is Live throughout");
    element.does("avatar.removeAttribute('renew')").await?;
    let told = element.comes_to("its end", |told| told.state == "Ended").await?;
    assert_eq!(told.ends, ["cap"]);
    element.server.is_left_empty().await?;
    element.browser.close().await?;
    element.server.stop()
}
