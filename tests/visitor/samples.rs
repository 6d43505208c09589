//! A voice is heard before it is chosen.

use std::time::Duration;

use end_to_end::{Browser, Failure, Server, eventually};
use serde_json::{Value, json};

const SOON: Duration = Duration::from_secs(30);

/// Counts what is played to its end or on its way there: the sound is made by an element that the page does not hold.
const HEAR: &str = "window.heard = []; const play = HTMLMediaElement.prototype.play; \
    HTMLMediaElement.prototype.play = function () { heard.push(this); return play.call(this); };";

#[tokio::test]
async fn each_voice_of_the_server_has_a_sample() -> Result<(), Failure> {
    let server = Server::start("voice", &[]).await?;
    let browser = Browser::start("voice").await?;
    let visitor = browser.visit(&server).await?;
    let samples = "const done = arguments[0]; (async () => { \
        const { data } = await (await fetch('v1/streaming/voice.list')).json(); \
        const context = new OfflineAudioContext(1, 1, 48000); \
        return Promise.all(data.slice(0, 4).map(async ({ preview_audio }) => { \
            const reply = await fetch(preview_audio); \
            const sound = await context.decodeAudioData(await reply.arrayBuffer()); \
            const loud = sound.getChannelData(0).filter((sample) => Math.abs(sample) > 0.02).length / sound.length; \
            return [reply.status, reply.headers.get('content-type'), sound.duration > 1 && sound.duration < 12, loud > 0.1]; })); \
        })().then(done, (error) => done({ error: String(error) }))";
    let found: Value = visitor.ask(samples, Vec::new()).await?;
    assert_eq!(
        found,
        json!([
            [200, "audio/wav", true, true],
            [200, "audio/wav", true, true],
            [200, "audio/wav", true, true],
            [200, "audio/wav", true, true]
        ])
    );
    let unknown = "fetch('v1/streaming/voice.sample/nobody').then(async (reply) => arguments[0]([reply.status, (await reply.json()).message]))";
    let (status, message): (u16, String) = visitor.ask(unknown, Vec::new()).await?;
    assert!(
        (400..500).contains(&status) && message.contains("voice.list"),
        "{status} {message}"
    );
    visitor.console().await?;

    visitor.runs::<()>(HEAR).await?;
    visitor.press("listen-voice").await?;
    let playing = async || visitor.runs::<f64>("return heard.at(-1)?.currentTime ?? 0").await;
    eventually("the voice is heard", SOON, playing, |time| *time > 0.2).await?;
    // The next one takes its place.
    visitor.runs::<()>("const voices = document.querySelector('[data-testid=voice]'); voices.value = voices.options[3].value; voices.dispatchEvent(new Event('change', { bubbles: true }))").await?;
    visitor.press("listen-voice").await?;
    let both = async || visitor.runs::<Value>("return heard.map(({ paused }) => paused)").await;
    eventually("the other voice alone", SOON, both, |paused| {
        *paused == json!([true, false])
    })
    .await?;
    visitor.finds_the_console_clean().await?;
    browser.close().await?;
    server.stop()
}
