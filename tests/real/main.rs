//! Conversations with real models: a Piper voice, a speech service, Whisper and a small language model.
//!
//! `cargo xtask test --real` fetches them and sets what the tests need in the environment. The figures that they print depend on the
//! machine, so no test asserts one.

mod piper;
mod services;
mod speech;
mod spoken;
mod typed;

use std::path::Path;

use end_to_end::{Browser, Failure, Server, Visitor};
use serde::de::DeserializeOwned;
use serde_json::json;

/// Runs a script in a page of the server's own origin that has the module as `StreamingAvatar`.
async fn with_module<T: DeserializeOwned>(server: &Server, browser: &Browser, script: &str) -> Result<T, Failure> {
    let page = blank(server, browser).await?;
    let import = "const done = arguments[0]; import('/embed/module.js').then((module) => { window.StreamingAvatar = \
         module.StreamingAvatar; done(true); }, (error) => done({ error: String(error) }))";
    page.ask::<bool>(import, Vec::new()).await?;
    page.ask(script, vec![json!(server.address())]).await
}

/// A page of the server's own origin without anything in it.
async fn blank(server: &Server, browser: &Browser) -> Result<Visitor, Failure> {
    browser.opens(&format!("{}/embed/embed.css", server.address())).await
}

/// The words of a text in lower case, without marks: recognitions differ in those.
fn words(text: &str) -> Vec<String> {
    let plain = text
        .to_lowercase()
        .replace(|letter: char| !letter.is_alphanumeric() && letter != '\'', " ");
    plain.split_whitespace().map(str::to_owned).collect()
}

/// A path as the server's arguments take it.
fn argument(path: &Path) -> String {
    path.display().to_string()
}
