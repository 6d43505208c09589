//! Files of the page's own avatar that are missing, truncated or invalid.

use std::fs;
use std::path::{Path, PathBuf};

use end_to_end::{Browser, Failure};
use serde_json::{Value, json};

use super::{Bare, built};

/// The first file in a folder whose name contains this.
fn first(folder: &Path, part: &str) -> Result<PathBuf, Failure> {
    let missing = || Failure::Server(format!("no {part} in {}", folder.display()));
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .map_err(|_| missing())?
        .flatten()
        .map(|entry| entry.path())
        .collect();
    found.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name.contains(part) && !name.ends_with(".br") && !name.ends_with(".gz")
    });
    found.into_iter().min().ok_or_else(missing)
}

#[tokio::test]
async fn a_missing_truncated_or_invalid_file_is_reported_and_fetched_again() -> Result<(), Failure> {
    if !built()? {
        return Ok(());
    }
    let bare = Bare::start_with_a_copy()?;
    let browser = Browser::start("in-page-files").await?;
    let wasm = first(&bare.file("embed/page"), ".wasm")?;
    let synthesis = first(&bare.file("embed/page"), "speech.wasm")?;
    let voice = first(&bare.file("embed/page/voices"), "en-US")?;
    let figure = first(&bare.file("embed/page/figures"), "clara")?;
    for (what, file) in [
        ("wasm", &wasm),
        ("synthesis", &synthesis),
        ("voice", &voice),
        ("figure", &figure),
    ] {
        let whole = fs::read(file).unwrap();
        let cut = whole[..whole.len() / 2].to_vec();
        let faults: [(&str, Option<Vec<u8>>); 3] = [
            ("missing", None),
            ("cut", Some(cut)),
            ("wrong", Some(b"<!doctype html><title>Sign in</title>".to_vec())),
        ];
        let visitor = browser.opens(&format!("{}/gallery.html", bare.address())).await?;
        for (fault, content) in faults {
            match content {
                Some(content) => fs::write(file, content).unwrap(),
                None => fs::remove_file(file).unwrap(),
            }
            let told: Value = visitor.ask(include_str!("start.js"), Vec::new()).await?;
            assert_eq!(told["code"], json!("not-loaded"), "{what}, {fault}: {told:#}");
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            assert!(
                told["detail"].as_str().is_some_and(|text| text.contains(&name)),
                "{what}, {fault}: {told:#}"
            );
            assert!(
                told["read"].as_str().is_some_and(|text| !text.is_empty()),
                "{what}, {fault}: {told:#}"
            );
        }
        fs::write(file, &whole).unwrap();
        let told: Value = visitor.ask(include_str!("start.js"), Vec::new()).await?;
        assert_eq!(
            told["code"],
            Value::Null,
            "{what}: nothing half-loaded is kept: {told:#}"
        );
        assert_eq!(told["outcome"], json!("spoken"), "{what}: {told:#}");
        visitor.leaves().await?;
    }
    browser.close().await
}
