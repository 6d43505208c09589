//! Writes what a page's own avatar fetches: the voices, one file a language, and the previews of the avatars.
//!
//! `cargo run -p streaming-avatar-figures --example assets -- FOLDER`

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::PathBuf;

use avatar::FrameSize;
use avatar::speech::{voice_file, voices};
use streaming_avatar_figures as avatar;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("name a folder")?);
    fs::create_dir_all(folder.join("voices"))?;
    let languages: BTreeSet<String> = voices().into_iter().map(|voice| voice.language).collect();
    for language in languages {
        if let Some(file) = voice_file(&language) {
            fs::write(folder.join("voices").join(format!("{language}.bin")), file)?;
        }
    }
    for avatar in avatar::avatars() {
        let preview = avatar::preview_webp(avatar.id, FrameSize::MEDIUM)?;
        fs::write(folder.join(format!("{}.webp", avatar.id)), preview)?;
    }
    Ok(())
}
