//! Module, element and frame share one API.

use end_to_end::{Browser, Failure, Server};
use serde_json::{Value, json};

#[tokio::test]
async fn module_element_and_frame_are_called_alike() -> Result<(), Failure> {
    let server = Server::start("api-alike", &[]).await?;
    let browser = Browser::start("api-alike").await?;
    let wanted = json!({
        "preloaded": "done",
        "never": ["AbortError", "AbortError", "idle"],
        "givenUp": "AbortError",
        "started": "done",
        "clean": null,
        "volume": [0.5, 0.25, 0.25, "IndexSizeError"],
        "queue": ["spoken", "interrupted", "spoken"],
        "cut": "interrupted",
        "promises": true,
        "left": ["cap", "idle"],
        "late": ["failed", "not-started"],
        "error": [true, "AvatarError", true],
    });
    for kind in ["module", "element", "frame"] {
        let page = browser.opens(&format!("{}/embed/embed.css", server.address())).await?;
        let told: Value = page.ask(include_str!("api/alike.js"), vec![json!(kind)]).await?;
        assert_eq!(told, wanted, "{kind}");
        server.is_left_empty().await?;
    }
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn numbers_are_reflected_as_numbers() -> Result<(), Failure> {
    let server = Server::start("api-numbers", &[]).await?;
    let browser = Browser::start("api-numbers").await?;
    let page = browser.opens(&format!("{}/embed/embed.css", server.address())).await?;
    let told: Value = page.ask(include_str!("api/numbers.js"), vec![]).await?;
    let wanted = json!({ "absent": [null, null, 1], "written": [0.9, 45, 0.5], "set": ["1.2", 1.2], "odd": [null, null], "removed": [null, false] });
    assert_eq!(told, wanted);
    browser.close().await?;
    server.stop()
}
