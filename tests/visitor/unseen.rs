//! Video that arrives and is not seen: paused, in another site's frame that is scrolled out of view, or in a browser
//! that plays nothing before a gesture. This is no lost connection, and must not cost a reconnect.

use end_to_end::{Browser, Failure, Server};
use serde_json::{Value, json};

use crate::embed::policy;
use crate::host::Host;

const PAUSED: &str = include_str!("unseen/paused.js");
const REFUSED: &str = include_str!("unseen/refused.js");
/// The script of the page in the frame.
const FRAMED: &str = include_str!("unseen/framed.js");
/// The script of the page around it.
const SCROLLED: &str = include_str!("unseen/scrolled.js");

/// A page with the module's class in `StreamingAvatar`, and a script of its own after that.
fn page(server: &Server, frames: &str, script: &str) -> Result<Host, Failure> {
    let there = server.address();
    let script = format!(
        "import {{ StreamingAvatar }} from '{there}/embed/module.js'; window.StreamingAvatar = StreamingAvatar;\n{script}"
    );
    let policy = policy(server, "'wasm-unsafe-eval'").replace("frame-src", &format!("frame-src {frames}"));
    Host::start(&policy, "<script type=module src=/page.js></script>", &script)
}

#[tokio::test]
async fn a_paused_video_is_not_taken_for_a_frozen_one() -> Result<(), Failure> {
    let server = Server::start("paused", &[]).await?;
    let browser = Browser::start("paused").await?;
    let host = page(&server, "", "")?;
    let visitor = browser.opens(&host.address()).await?;
    let told: Value = visitor.ask(PAUSED, vec![json!(server.address())]).await?;
    assert_eq!(
        told,
        json!({ "outcome": "spoken", "left": [], "paused": true, "same": true })
    );
    visitor.leaves().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn blocked_autoplay_is_reported() -> Result<(), Failure> {
    let server = Server::start("refused", &[]).await?;
    let browser = Browser::start("refused").await?;
    let host = page(&server, "", "")?;
    let visitor = browser.opens(&host.address()).await?;
    let told: Value = visitor.ask(REFUSED, vec![json!(server.address())]).await?;
    assert_eq!(told["blocked"], json!([true, false]), "{told:#}");
    assert_eq!(
        told["playing"],
        json!([false, true]),
        "before and after the tap: {told:#}"
    );
    assert_eq!(told["muted"], json!(false), "{told:#}");
    visitor.leaves().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn a_cross_site_frame_keeps_its_session_out_of_view() -> Result<(), Failure> {
    let server = Server::start("scrolled", &[]).await?;
    let browser = Browser::start("scrolled").await?;
    let framed = page(&server, "", &FRAMED.replace("THERE", &server.address()))?;
    let host = page(&server, &framed.address(), "")?;
    let visitor = browser.opens(&host.address()).await?;
    let told: Value = visitor.ask(SCROLLED, vec![json!(framed.address())]).await?;
    assert_eq!(
        told["paints"],
        json!(0),
        "the browser goes on painting it, so nothing is shown here: {told:#}"
    );
    assert_eq!(told["outcome"], json!("spoken"), "{told:#}");
    assert_eq!(told["left"], json!([]), "{told:#}");
    assert_eq!(
        told["again"],
        json!("live"),
        "nor is a start out of view in vain: {told:#}"
    );
    visitor.leaves().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}
