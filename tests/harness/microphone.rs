//! A visitor's voice for Chromium's fake microphone: a sentence between silence.

use std::path::PathBuf;

use serde_json::Value;

use crate::{Failure, Server, artifacts};

/// Bytes of the header of a WAV file as the server writes it.
const HEADER: usize = 44;
/// Silence before the sentence and after it, in ms: time to begin to listen, and what ends a turn.
const BEFORE: usize = 1_500;
const AFTER: usize = 4_000;

/// A file that says a sentence once, about four seconds long. `name` names it.
///
/// # Errors
/// Where the server has no voice to say it.
pub async fn speech(server: &Server, name: &str) -> Result<PathBuf, Failure> {
    let list: Value = reqwest::get(format!("{}/v1/streaming/voice.list", server.address()))
        .await?
        .json()
        .await?;
    let address = sample(&list).ok_or_else(|| Failure::Server(format!("no voice has a sample: {list}")))?;
    let file = reqwest::get(address).await?.error_for_status()?.bytes().await?;
    recording(&file, name)
}

/// The sound of a WAV file between silence, in a file that the browser's microphone can play. `name` names it.
///
/// # Errors
/// Where it is no WAV file, or cannot be written.
pub fn recording(file: &[u8], name: &str) -> Result<PathBuf, Failure> {
    let (header, sound) = file
        .split_at_checked(HEADER)
        .filter(|(header, _)| header.starts_with(b"RIFF"))
        .ok_or_else(|| Failure::Server("the sample is no WAV file".to_owned()))?;
    let rate = number(header, 24) as usize;
    let silence = |millis: usize| vec![0; rate * millis / 1000 * 2];
    let sound = [silence(BEFORE), sound.to_vec(), silence(AFTER)].concat();
    let mut whole = header.to_vec();
    whole[4..8].copy_from_slice(&(sound.len() as u32 + 36).to_le_bytes());
    whole[40..44].copy_from_slice(&(sound.len() as u32).to_le_bytes());
    whole.extend(sound);
    let path = artifacts(&format!("{name}.wav"))?;
    let failed = |error: std::io::Error| Failure::File {
        path: path.display().to_string(),
        reason: error.to_string(),
    };
    std::fs::write(&path, whole).map_err(failed)?;
    // The browser opens no path with dots in it.
    path.canonicalize().map_err(failed)
}

/// The address of the first voice's sample.
fn sample(list: &Value) -> Option<String> {
    let mut voices = list["data"].as_array()?.iter();
    voices.find_map(|voice| voice["preview_audio"].as_str().map(str::to_owned))
}

fn number(header: &[u8], at: usize) -> u32 {
    let bytes = header.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
    bytes.map_or(0, u32::from_le_bytes)
}
