//! The app under real mouse, touch and keyboard input.

use std::time::Duration;

use end_to_end::{Browser, Failure, Server, Size, Visitor, eventually};
use serde_json::json;

use super::hand::{SETTLED, Spot, enters, focus, types};

const TYPED: &str = "return document.querySelector('textarea').value";

/// Waits until a second click counts as one of its own, and checks that the session is still open.
async fn goes_on(visitor: &Visitor, server: &Server) -> Result<(), Failure> {
    tokio::time::sleep(SETTLED).await;
    assert_eq!(visitor.state().await?, "live");
    assert_eq!(server.sessions(None).await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_visitor_can_type_right_after_start_and_ends_nothing() -> Result<(), Failure> {
    let server = Server::start("hands-app", &[]).await?;
    let browser = Browser::start("hands-app").await?;
    let visitor = browser.visit(&server).await?;
    let start = Spot::of_id(&visitor, "start").await?;
    start.click(&visitor).await?;
    visitor.reaches("live").await?;
    assert_eq!(focus(&visitor).await?, "speak-text");
    types(&visitor, "Hello there").await?;
    assert_eq!(visitor.runs::<String>(TYPED).await?, "Hello there");
    goes_on(&visitor, &server).await?;
    enters(&visitor, 3).await?;
    visitor.is_told("avatar_start_talking", 1).await?;
    // An interrupted text disables the button; its next press must not count as Stop.
    Spot::of_id(&visitor, "interrupt").await?.click(&visitor).await?;
    visitor.is_told("avatar_stop_talking", 1).await?;
    tokio::time::sleep(Duration::from_millis(200)).await;
    types(&visitor, "a b").await?;
    assert_eq!(visitor.runs::<String>(TYPED).await?, "a b");
    goes_on(&visitor, &server).await?;

    Spot::of_id(&visitor, "stop").await?.click(&visitor).await?;
    visitor.reaches("ended").await?;
    let look = async || focus(&visitor).await;
    eventually("the button in Stop's place has the focus", SETTLED, look, |at| {
        at == "start"
    })
    .await?;
    server.is_left_empty().await?;
    // The text is still in the box.
    assert_eq!(visitor.runs::<String>(TYPED).await?, "a b");

    // A double click starts a session and does not end it; another one ends it and starts none.
    tokio::time::sleep(SETTLED).await;
    if Spot::of_id(&visitor, "start").await?.click_twice(&visitor).await? {
        visitor.reaches("live").await?;
        goes_on(&visitor, &server).await?;
        if Spot::of_id(&visitor, "stop").await?.click_twice(&visitor).await? {
            visitor.reaches("ended").await?;
            tokio::time::sleep(SETTLED).await;
            assert_eq!(visitor.state().await?, "ended");
        }
    }
    if visitor.state().await? == "live" {
        visitor.stop().await?;
    }
    server.is_left_empty().await?;

    // Enter that is held down neither ends the session nor sends the text in the box.
    visitor
        .runs::<()>("document.querySelector('[data-testid=start]').focus()")
        .await?;
    tokio::time::sleep(SETTLED).await;
    enters(&visitor, 25).await?;
    visitor.reaches("live").await?;
    goes_on(&visitor, &server).await?;
    assert_eq!(visitor.runs::<String>(TYPED).await?, "a b");
    tokio::time::sleep(SETTLED).await;
    visitor.stop().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn a_double_tap_on_a_phone_starts_and_opens_no_keyboard() -> Result<(), Failure> {
    let server = Server::start("hands-phone", &[]).await?;
    let browser = Browser::start("hands-phone").await?;
    browser.resize(Size::PHONE).await?;
    let visitor = browser.visit(&server).await?;
    let touch = json!({ "enabled": true, "maxTouchPoints": 2 });
    visitor.commands("Emulation.setTouchEmulationEnabled", touch).await?;
    if !Spot::of_id(&visitor, "start").await?.tap_twice(&visitor).await? {
        tokio::time::sleep(SETTLED).await;
        if visitor.state().await? == "ended" {
            Spot::of_id(&visitor, "start").await?.tap(&visitor).await?;
        }
    }
    visitor.reaches("live").await?;
    goes_on(&visitor, &server).await?;
    let on = focus(&visitor).await?;
    assert!(on.starts_with("player"), "{on} has the focus");
    // Keys of a hardware keyboard on a phone.
    types(&visitor, "a b").await?;
    goes_on(&visitor, &server).await?;
    visitor.stop().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

/// Enter that ends a composition belongs to the input method, in whatever order the browser reports the two.
#[tokio::test]
async fn an_input_methods_enter_sends_nothing() -> Result<(), Failure> {
    let server = Server::start("hands-composing", &[]).await?;
    let browser = Browser::start("hands-composing").await?;
    let visitor = browser.visit(&server).await?;
    visitor.start().await?;
    let composed = "const box = document.querySelector('textarea'); box.value = 'にほん'; \
        box.dispatchEvent(new InputEvent('input', { bubbles: true })); \
        const enter = (more) => box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...more })); \
        enter({ isComposing: true, keyCode: 229 }); \
        box.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: 'にほん' })); \
        enter({ keyCode: 229 }); enter({ keyCode: 13 });";
    visitor.runs::<()>(composed).await?;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(visitor.outcomes().await?.is_empty(), "it was sent");
    assert_eq!(visitor.runs::<String>(TYPED).await?, "にほん");
    visitor.stop().await?;
    browser.close().await?;
    server.stop()
}
