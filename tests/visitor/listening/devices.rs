//! The microphone that hears the visitor: chosen, remembered, and replaced where it is not there.

use end_to_end::{Failure, Layout, eventually};
use scripted::model::Reply;
use serde_json::{Value, json};
use std::time::Duration;

use super::{Scene, comes, tracks};

/// The list of microphones.
const LIST: &str = "document.querySelector('.microphone-controls select')";
/// The ids of the microphones that were opened, the last one at the end.
const OPENED: &str = "return window.tracks.map((track) => track.getSettings().deviceId)";

#[tokio::test]
async fn a_visitor_chooses_the_microphone_and_another_takes_its_place() -> Result<(), Failure> {
    let scene = Scene::new("devices", "How are you?", [Reply::answer("I am well.")]).await?;
    let browser = scene.browser("devices").await?;
    let visitor = browser.visit(&scene.server).await?;
    let granted = json!({"permission": {"name": "microphone"}, "setting": "granted", "origin": scene.server.address()});
    visitor.commands("Browser.setPermission", granted).await?;
    visitor.start().await?;
    visitor.press("microphone").await?;
    visitor.waits_for_text("state", "Listening").await?;
    comes(
        &visitor,
        &format!("{LIST}?.hidden === false && {LIST}.options.length === 4"),
    )
    .await?;
    let loud = "parseFloat(document.querySelector('.microphone .level').style.scale) > 0.3";
    comes(&visitor, loud).await?;
    let mut layout = Layout::default();
    layout.look(&browser, &visitor, "microphones").await?;
    layout.is_sound()?;
    visitor.finds_no_barrier("with a list of microphones").await?;

    // Chosen while one is open, another is open at once, and the service has never ceased to listen.
    let choose = format!(
        "const list = {LIST}; list.focus(); list.value = list.options[2].value; list.dispatchEvent(new Event('change', {{ bubbles: true }})); return list.value"
    );
    let chosen: String = visitor.runs(&choose).await?;
    let opened = async || visitor.runs::<Vec<String>>(OPENED).await;
    let is_chosen = |ids: &Vec<String>| ids.last() == Some(&chosen);
    eventually(
        "the chosen microphone is opened",
        Duration::from_secs(10),
        opened,
        is_chosen,
    )
    .await?;
    visitor.waits_for_text("state", "Listening").await?;
    assert_eq!(tracks(&visitor).await?, ["ended", "live"]);
    assert!(
        visitor
            .runs::<bool>(&format!("return document.activeElement === {LIST}"))
            .await?
    );

    // Taken away, another one hears, even if the system has not let it go yet.
    visitor
        .runs::<Value>("window.busy = 1; window.tracks.at(-1).dispatchEvent(new Event('ended'))")
        .await?;
    eventually("it is opened anew", Duration::from_secs(10), opened, |ids| {
        ids.len() == 3
    })
    .await?;
    visitor.waits_for_text("state", "Listening").await?;
    visitor.press("microphone").await?;
    visitor.waits_for_text("state", "Live").await?;
    comes(&visitor, &format!("{LIST} === null")).await?;

    // It is remembered, in this browser and in no link; where it is not there, another one is opened.
    let kept = "return localStorage.getItem('streaming-avatar:microphone')";
    assert_eq!(visitor.runs::<String>(kept).await?, chosen);
    visitor.stop().await?;
    visitor
        .runs::<Value>("localStorage.setItem('streaming-avatar:microphone', 'a-device-that-is-gone')")
        .await?;
    visitor.start().await?;
    visitor.press("microphone").await?;
    visitor.waits_for_text("state", "Listening").await?;
    let told = visitor.reads_an_error().await?;
    assert!(told.contains("Another one hears you"), "{told}");
    visitor.takes_a_picture("another-microphone").await?;
    visitor.stop().await?;
    let ended = |states: &Vec<String>| states.iter().all(|state| state == "ended");
    eventually(
        "all are closed",
        Duration::from_secs(5),
        async || tracks(&visitor).await,
        ended,
    )
    .await?;
    scene.server.is_left_empty().await?;
    visitor.finds_the_console_clean().await?;
    browser.close().await?;
    scene.server.stop()
}
