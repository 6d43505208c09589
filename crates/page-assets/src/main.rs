//! Writes what a page's own avatar fetches: the voices, one file a language, the figures and their previews, and the lists of both as
//! the API's replies have them.
//!
//! `cargo run -p streaming-avatar-page-assets -- FOLDER`

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::PathBuf;

use avatar::FrameSize;
use avatar::speech::{Engine, voice_file, voices};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("name a folder")?);
    fs::create_dir_all(folder.join("voices"))?;
    let languages: BTreeSet<String> = voices().into_iter().map(|voice| voice.language).collect();
    for language in languages {
        if let Some(file) = voice_file(&language) {
            fs::write(folder.join("voices").join(format!("{language}.bin")), file)?;
        }
    }
    fs::create_dir_all(folder.join("figures"))?;
    for avatar in avatar::avatars() {
        if let Some(file) = avatar::figure_file(avatar.id()) {
            fs::write(folder.join("figures").join(format!("{}.bin", avatar.id())), file)?;
        }
        let preview = avatar::preview_webp(avatar, FrameSize::MEDIUM)?;
        fs::write(folder.join(format!("{}.webp", avatar.id())), preview)?;
    }
    fs::write(folder.join("lists.json"), lists())?;
    Ok(())
}

/// Names and ids have nothing in them that JSON writes otherwise.
fn lists() -> String {
    let avatars: Vec<String> = avatar::avatars()
        .iter()
        .map(|avatar| {
            format!(
                r#"{{"avatar_id":"{id}","pose_name":"{}","normal_preview":"{id}.webp","default_voice":"{}","is_public":true,"created_at":0,"status":"ACTIVE"}}"#,
                avatar.pose_name(),
                avatar.default_voice(),
                id = avatar.id(),
            )
        })
        .collect();
    let voices: Vec<String> = voices()
        .iter()
        .filter(|voice| voice.engine == Engine::Pico)
        .map(|voice| {
            format!(
                r#"{{"voice_id":"{}","name":"{}","language":"{}"}}"#,
                voice.id, voice.name, voice.language
            )
        })
        .collect();
    format!(
        r#"{{"avatars":[{}],"voices":[{}]}}"#,
        avatars.join(","),
        voices.join(",")
    )
}
