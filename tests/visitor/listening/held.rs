//! The app, whose visitors chose to hold a button while they speak.

use std::time::Duration;

use end_to_end::{Failure, Layout, eventually};
use scripted::model::Reply;
use serde_json::{Value, json};

use super::{Scene, comes, tracks};

/// The state of the microphone, as the player shows it.
const STATE: &str = "document.querySelector('.player').dataset.microphone";

#[tokio::test]
async fn the_app_hears_a_visitor_while_the_button_or_the_space_bar_is_held() -> Result<(), Failure> {
    let scene = Scene::new("app-held", "Hello there.", [Reply::answer("Hello to you, too.")]).await?;
    let browser = scene.browser("app-held").await?;
    let visitor = browser.visit(&scene.server).await?;
    visitor.start().await?;
    visitor.press("microphone").await?;
    visitor.waits_for_text("state", "Listening").await?;
    comes(
        &visitor,
        "!!document.querySelector('.microphone-controls option[value=held]')",
    )
    .await?;
    let choose = "const list = document.querySelector('.microphone-controls select'); list.value = 'held'; list.dispatchEvent(new Event('change', { bubbles: true }))";
    visitor.runs::<Value>(choose).await?;
    visitor.waits_for_text("state", "Hold the button").await?;
    visitor.press("microphoneOff").await?;
    visitor.waits_for_text("state", "Live").await?;
    let kept = "return localStorage.getItem('streaming-avatar:choices')";
    assert!(visitor.runs::<String>(kept).await?.contains("talk=hold"));
    assert!(!visitor.sees("microphoneOff").await?);
    visitor.press("microphone").await?;
    visitor.waits_for_text("state", "Hold the button").await?;
    let mut layout = Layout::default();
    layout.look(&browser, &visitor, "app-held").await?;
    layout.is_sound()?;

    // In the text box, a blank is a blank.
    let key = |kind: &str| {
        json!({"type": kind, "key": " ", "code": "Space", "windowsVirtualKeyCode": 32,
               "text": if kind == "keyDown" { " " } else { "" }})
    };
    visitor
        .runs::<Value>("document.querySelector('textarea').focus()")
        .await?;
    visitor.commands("Input.dispatchKeyEvent", key("keyDown")).await?;
    visitor.commands("Input.dispatchKeyEvent", key("keyUp")).await?;
    comes(&visitor, "document.querySelector('textarea').value === ' '").await?;
    assert_eq!(visitor.runs::<String>(&format!("return {STATE}")).await?, "muted");

    // The space bar elsewhere, until it is let go or the focus is gone.
    visitor
        .runs::<Value>("document.querySelector('.microphone').focus()")
        .await?;
    visitor.commands("Input.dispatchKeyEvent", key("keyDown")).await?;
    comes(&visitor, &format!("['listening', 'hearing'].includes({STATE})")).await?;
    visitor.runs::<Value>("document.activeElement.blur()").await?;
    comes(&visitor, &format!("{STATE} === 'muted'")).await?;
    visitor.commands("Input.dispatchKeyEvent", key("keyUp")).await?;

    // The pointer, wherever it is when it is released.
    let middle = "const { x, y, width, height } = document.querySelector('.microphone').getBoundingClientRect(); return [x + width / 2, y + height / 2]";
    let place: [f64; 2] = visitor.runs(middle).await?;
    let pointer = |kind: &str, [x, y]: [f64; 2]| json!({"type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1});
    visitor
        .commands("Input.dispatchMouseEvent", pointer("mousePressed", place))
        .await?;
    comes(&visitor, &format!("{STATE} === 'hearing'")).await?;
    layout.look(&browser, &visitor, "app-held-down").await?;
    visitor
        .commands("Input.dispatchMouseEvent", pointer("mouseMoved", [5.0, 5.0]))
        .await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(
        visitor
            .runs::<bool>(&format!("return ['listening', 'hearing'].includes({STATE})"))
            .await?
    );
    visitor
        .commands("Input.dispatchMouseEvent", pointer("mouseReleased", [5.0, 5.0]))
        .await?;
    comes(&visitor, &format!("{STATE} === 'muted'")).await?;
    visitor.waits_for_text("transcript", "Hello there.").await?;
    visitor.waits_for_text("transcript", "Hello to you, too.").await?;

    // The button that is held cannot close it; there is one that does.
    visitor.press("microphoneOff").await?;
    visitor.waits_for_text("state", "Live").await?;
    let ended = |states: &Vec<String>| states == &["ended", "ended"];
    eventually(
        "it is closed",
        Duration::from_secs(5),
        async || tracks(&visitor).await,
        ended,
    )
    .await?;
    assert!(!visitor.sees("microphoneOff").await?);
    visitor.finds_no_barrier("held to talk").await?;
    visitor.stop().await?;
    scene.server.is_left_empty().await?;
    visitor.finds_the_console_clean().await?;
    browser.close().await?;
    scene.server.stop()
}
