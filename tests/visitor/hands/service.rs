//! The app's service: replaced while a session is open, and remembered.

use end_to_end::{Browser, Failure, Server, Visitor};

use super::hand::SETTLED;

/// Enters another service in the dialog. `remember` is the state of the checkbox.
async fn changes(visitor: &Visitor, address: &str, remember: bool) -> Result<(), Failure> {
    visitor.press("change").await?;
    visitor.waits_to_see("change-dialog").await?;
    visitor.fills_in("api-base", address).await?;
    let ticked: bool = visitor
        .runs("return document.querySelector('[data-testid=remember]').checked")
        .await?;
    if ticked != remember {
        visitor.press("remember").await?;
    }
    tokio::time::sleep(SETTLED).await;
    visitor.press("connect").await
}

#[tokio::test]
async fn a_session_continues_until_another_service_has_answered() -> Result<(), Failure> {
    let (here, there) = (
        Server::start("service-here", &[]).await?,
        Server::start("service-there", &[]).await?,
    );
    let browser = Browser::start("service").await?;
    let visitor = browser.visit(&here).await?;
    visitor.start().await?;
    visitor.press("change").await?;
    let asked = visitor.text("change-dialog").await?;
    assert!(!asked.contains("no streaming-avatar service"), "it has one: {asked}");
    assert!(asked.contains("goes on until"), "{asked}");
    visitor.takes_a_picture("change").await?;
    assert_eq!(visitor.state().await?, "live");
    visitor.press("change-cancel").await?;
    tokio::time::sleep(SETTLED).await;
    assert!(!visitor.sees("change-dialog").await?);
    assert_eq!(visitor.state().await?, "live");

    // An address that does not answer changes nothing, and is not remembered.
    changes(&visitor, "http://127.0.0.1:9", true).await?;
    visitor.reads_an_error().await?;
    assert_eq!(visitor.state().await?, "live");
    assert!(!visitor.storage().await?.contains("127.0.0.1:9"));
    visitor.press("change-cancel").await?;

    changes(&visitor, &there.address(), true).await?;
    visitor.waits_for_text("state", "Ready").await?;
    here.is_left_empty().await?;
    let used = async || {
        visitor
            .runs::<String>("return document.querySelector('.service-address').textContent")
            .await
    };
    assert_eq!(used().await?, there.address());
    // The checkbox is obeyed after a reload, in both states.
    visitor.loads_again().await?;
    assert_eq!(used().await?, there.address());
    changes(&visitor, &there.address(), false).await?;
    tokio::time::sleep(SETTLED).await;
    assert_eq!(used().await?, there.address());
    visitor.loads_again().await?;
    assert_eq!(used().await?, "this server");
    browser.close().await?;
    here.stop()?;
    there.stop()
}

#[tokio::test]
async fn a_remembered_service_that_is_gone_is_reported_and_the_pages_own_is_offered() -> Result<(), Failure> {
    let here = Server::start("service-own", &[]).await?;
    let browser = Browser::start("service-own").await?;
    let visitor = browser.visit(&here).await?;
    visitor
        .runs::<()>("localStorage.setItem('streaming-avatar:address', 'http://127.0.0.1:9')")
        .await?;
    visitor.goes_to(&here.address()).await?;
    visitor.waits_to_see("connect").await?;
    let error = visitor.reads_an_error().await?;
    assert!(error.contains("cannot be reached"), "{error}");
    visitor
        .runs::<()>("const box = document.querySelector('[data-testid=api-base]'); box.value = ''; box.dispatchEvent(new Event('input', { bubbles: true }))")
        .await?;
    visitor.press("connect").await?;
    visitor
        .waits_for_the_page_within(std::time::Duration::from_secs(20))
        .await?;
    browser.close().await?;
    here.stop()
}
