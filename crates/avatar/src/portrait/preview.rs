//! The picture of an avatar for a list of avatars.

use std::sync::Arc;

use super::avatar::Avatar;
use super::pose::Pose;
use super::raster::BackgroundFill;
use super::studio::Studio;
use super::{Portrait, webp};
use crate::picture::FrameSize;

/// Why there is no preview.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PreviewError {
    /// The encoder gave up: out of memory.
    #[error("the preview could not be encoded as WebP: not enough memory; free some and ask again")]
    Encoder,
}

/// The avatar at rest before a soft background, as a WebP of `size` (sides of 16 to 4096 pixels, made even). The face fills
/// pictures of any shape that are at least three quarters as wide as high.
///
/// # Errors
/// [`PreviewError::Encoder`] where there is no memory.
pub fn preview_webp(avatar: &Avatar, size: FrameSize) -> Result<Vec<u8>, PreviewError> {
    let size = size.drawable();
    webp::encode(size, &draw(avatar, size)).ok_or(PreviewError::Encoder)
}

/// The picture of [`preview_webp`] as a PNG, about eight times as large.
#[must_use]
pub fn preview_png(avatar: &Avatar, size: FrameSize) -> Vec<u8> {
    let size = size.drawable();
    png(size, &draw(avatar, size))
}

/// Opaque RGB pixels of a drawable size: the figure as a session shows it in its first picture.
pub(super) fn draw(avatar: &Avatar, size: FrameSize) -> Vec<u8> {
    Studio::draw(avatar.drawn(), size).before(|viewport, background| {
        let mut portrait = Portrait::new(avatar, size);
        portrait.pose(&Pose::PREVIEW, &BackgroundFill::Drawn(Arc::from(background)));
        let tiles = 0..viewport.grid().count();
        tiles.map(|tile| *portrait.compositor.tile(tile)).collect()
    })
}

/// Opaque RGB pixels as a PNG.
#[expect(
    clippy::expect_used,
    reason = "the encoder fails only when its writer does or the pixels do not fill the size; neither can be"
)]
fn png(size: FrameSize, rgb: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, size.width, size.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().expect("a vector takes the header");
    writer.write_image_data(rgb).expect("a vector takes the pixels");
    writer.finish().expect("a vector takes the end");
    file
}
