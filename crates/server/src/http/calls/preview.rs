//! The pictures that the list of avatars names.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use api::ErrorKind;
use avatar::FrameSize;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::http::Refusal;

/// Where a picture is. An `img` element sends neither key nor token, so none is asked for.
pub const PREVIEW: &str = "/v1/streaming/avatar/{picture}";

/// As large as the usual video: players show the picture in the video's place before a session starts.
const SIZE: FrameSize = FrameSize::MEDIUM;

/// The path of an avatar's picture.
pub fn path(avatar_id: &str) -> String {
    PREVIEW.replace("{picture}", &format!("{avatar_id}.png"))
}

/// An avatar's picture.
pub async fn preview(Path(picture): Path<String>) -> Result<Response, Refusal> {
    let unknown = || {
        Refusal::new(
            ErrorKind::AvatarUnavailable,
            "avatar not found: there is no picture of this name.",
        )
    };
    let id = picture.strip_suffix(".png").ok_or_else(unknown)?;
    let avatar = avatar::avatars()
        .iter()
        .find(|avatar| avatar.id == id)
        .ok_or_else(unknown)?;
    let png = tokio::task::spawn_blocking(|| drawn(avatar.id))
        .await
        .ok()
        .flatten()
        .ok_or_else(unknown)?;
    let headers = [
        (header::CONTENT_TYPE, "image/png"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
        // For pages that are isolated from other origins.
        (
            header::HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        ),
    ];
    Ok((headers, png).into_response())
}

/// Draws a picture once.
fn drawn(id: &'static str) -> Option<Bytes> {
    static DRAWN: OnceLock<Mutex<HashMap<&'static str, Bytes>>> = OnceLock::new();
    let mut drawn = DRAWN
        .get_or_init(Mutex::default)
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    if let Some(png) = drawn.get(id) {
        return Some(png.clone());
    }
    let png = Bytes::from(avatar::preview_png(id, SIZE).ok()?);
    drawn.insert(id, png.clone());
    Some(png)
}
