//! Preview pictures of avatars, which the list of avatars names.

use std::sync::Arc;

use api::ErrorKind;
use avatar::{Avatar, FrameSize};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::http::app::App;
use crate::refusal::Refusal;

/// Where a picture is. An `img` element sends neither key nor token, so none is asked for.
pub const PREVIEW: &str = "/v1/streaming/avatar/{picture}";

/// As large as the usual video: players show the picture in the video's place before a session starts.
const SIZE: FrameSize = FrameSize::MEDIUM;

/// The path of an avatar's picture.
pub fn path(avatar_id: &str) -> String {
    PREVIEW.replace("{picture}", &format!("{avatar_id}.webp"))
}

/// How a picture is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    /// An eighth of the other; every browser shows it.
    WebP,
    /// For programs that read nothing else, and for pages that name it.
    Png,
}

impl Format {
    /// The avatar's id and the format that a picture's name stands for.
    fn of(picture: &str) -> Option<(&str, Self)> {
        let (id, ending) = picture.rsplit_once('.')?;
        match ending {
            "webp" => Some((id, Self::WebP)),
            "png" => Some((id, Self::Png)),
            _ => None,
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::WebP => "image/webp",
            Self::Png => "image/png",
        }
    }

    fn draw(self, avatar: &Avatar) -> Option<Vec<u8>> {
        match self {
            Self::WebP => avatar::preview_webp(avatar, SIZE).ok(),
            Self::Png => Some(avatar::preview_png(avatar, SIZE)),
        }
    }
}

/// An avatar's picture.
pub async fn preview(
    State(app): State<Arc<App>>,
    picture: Result<Path<String>, PathRejection>,
) -> Result<Response, Refusal> {
    let unknown = || {
        Refusal::new(
            ErrorKind::AvatarUnavailable,
            "avatar not found: there is no picture of this name.",
        )
    };
    // A name that is no text is none that a picture has.
    let Path(picture) = picture.map_err(|_| unknown())?;
    let (_, format) = Format::of(&picture).ok_or_else(unknown)?;
    let catalog = app.avatars.catalog();
    let drawn = move || {
        let (id, format) = Format::of(&picture)?;
        let avatar = catalog.find(id)?;
        catalog.picture(&picture, || format.draw(avatar))
    };
    let file = tokio::task::spawn_blocking(drawn)
        .await
        .ok()
        .flatten()
        .ok_or_else(unknown)?;
    let headers = [
        (header::CONTENT_TYPE, format.media_type()),
        // Another release may draw it otherwise: after an hour a browser asks again, and shows the old one meanwhile.
        (
            header::CACHE_CONTROL,
            "public, max-age=3600, stale-while-revalidate=86400",
        ),
        // For pages that are isolated from other origins.
        (
            header::HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        ),
    ];
    Ok((headers, file).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_the_avatar_and_the_format() {
        assert_eq!(Format::of("clara.webp"), Some(("clara", Format::WebP)));
        assert_eq!(Format::of("a.b.png"), Some(("a.b", Format::Png)));
        for other in ["clara", "clara.gif", "clara.PNG", ""] {
            assert_eq!(Format::of(other), None, "{other}");
        }
    }
}
