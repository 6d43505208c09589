//! Options that prolong a session, set and removed while it is open. The element is no kiosk here.

use std::time::Duration;

use end_to_end::Failure;
use serde_json::json;

use super::stand::Kiosk;

#[tokio::test]
async fn keep_alive_applies_from_its_setting_to_its_removal() -> Result<(), Failure> {
    let element = Kiosk::start_element("chosen-idle", &["--idle-timeout", "7"], Vec::new(), json!({})).await?;
    let first = element.is_ready().await?;
    element.does("avatar.setAttribute('keep-alive', '')").await?;
    tokio::time::sleep(Duration::from_secs(15)).await;
    let kept = element.look().await?;
    assert_eq!(kept.states, first.states, "it is Live throughout");
    assert_eq!(kept.session, first.session);
    assert_eq!(element.server.sessions(None).await?.len(), 1, "beyond its idle time");

    element.does("avatar.removeAttribute('keep-alive')").await?;
    let report = element.comes_to("its end", |report| report.state == "ended").await?;
    assert_eq!(report.ends, ["idle"]);
    element.server.is_left_empty().await?;
    element.browser.close().await?;
    element.server.stop()
}

#[tokio::test]
async fn renew_applies_from_its_setting() -> Result<(), Failure> {
    let element = Kiosk::start_element("chosen-cap", &["--max-duration", "16"], Vec::new(), json!({})).await?;
    let first = element.is_ready().await?;
    element.does("avatar.setAttribute('renew', '')").await?;
    let second = element.is_ready_with_another(first.session).await?;
    assert_eq!(second.states, first.states, "it is Live throughout");
    element.does("avatar.removeAttribute('renew')").await?;
    let report = element.comes_to("its end", |report| report.state == "ended").await?;
    assert_eq!(report.ends, ["cap"]);
    element.server.is_left_empty().await?;
    element.browser.close().await?;
    element.server.stop()
}
