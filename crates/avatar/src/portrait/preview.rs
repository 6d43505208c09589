//! The picture of an avatar for a list of avatars.

use std::sync::Arc;

use vello_cpu::{PixmapMut, Resources};

use super::avatar::Avatar;
use super::canvas::Canvas;
use super::figure::Figure;
use super::figures::Person;
use super::pose::Pose;
use super::raster::Ground;
use super::studio::Studio;
use super::view::View;
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

/// Opaque RGB pixels of a drawable size.
pub(super) fn draw(avatar: &Avatar, size: FrameSize) -> Vec<u8> {
    match avatar.figure() {
        Figure::Person(person) => by_lines(person, size),
        Figure::Drawn(_) => as_shown(avatar, size),
    }
}

/// A person, drawn shape by shape.
fn by_lines(person: &Person, size: FrameSize) -> Vec<u8> {
    let view = View::whole(size);
    let mut context = view.context();
    let mut canvas = Canvas::new(&mut context, view.transform());
    canvas.backdrop(person.backdrop());
    person.draw(&mut canvas, &Pose::PREVIEW);
    let mut rgba = vec![0; view.width * view.height * 4];
    if let Some(target) = PixmapMut::new(view.width as u16, view.height as u16, &mut rgba) {
        context.render(target, &mut Resources::new());
    }
    let rgb = rgba.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]);
    rgb.collect()
}

/// The figure as a session shows it in its first picture.
fn as_shown(avatar: &Avatar, size: FrameSize) -> Vec<u8> {
    Studio::draw(avatar.figure(), size).before(|view, ground| {
        let mut portrait = Portrait::new(avatar, size);
        portrait.pose(&Pose::PREVIEW, &Ground::Drawn(Arc::from(ground)));
        let tiles = 0..view.grid().count();
        tiles.map(|tile| *portrait.board.tile(tile)).collect()
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
