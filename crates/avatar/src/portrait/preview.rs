//! The picture of an avatar for a list of avatars.

use vello_cpu::{PixmapMut, Resources};

use super::UnknownAvatar;
use super::canvas::Canvas;
use super::figures::Figure;
use super::pose::{Head, Pose};
use super::view::View;
use crate::picture::FrameSize;

/// The avatar at rest before a soft background, as a PNG of `size` (sides of 16 to 4096 pixels, made even). The face fills
/// pictures of any shape that are at least three quarters as wide as high.
///
/// # Errors
/// [`UnknownAvatar`] where no avatar has this id.
pub fn preview_png(avatar_id: &str, size: FrameSize) -> Result<Vec<u8>, UnknownAvatar> {
    let figure = Figure::of(avatar_id)?;
    let size = size.drawable();
    let view = View::whole(size);
    let mut context = view.context();
    let mut canvas = Canvas::new(&mut context, view.transform());
    canvas.backdrop(figure.backdrop());
    let pose = Pose {
        head: Head {
            turn: 0.15,
            nod: 0.0,
            tilt: 0.12,
        },
        ..Pose::default()
    };
    figure.draw(&mut canvas, &pose);
    let mut rgba = vec![0; view.width * view.height * 4];
    if let Some(target) = PixmapMut::new(view.width as u16, view.height as u16, &mut rgba) {
        context.render(target, &mut Resources::new());
    }
    Ok(encode(size, &rgba))
}

/// Opaque RGBA pixels as a PNG without the alpha.
#[expect(
    clippy::expect_used,
    reason = "the encoder fails only when its writer does or the pixels do not fill the size; neither can be"
)]
fn encode(size: FrameSize, rgba: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, size.width, size.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().expect("a vector takes the header");
    let rgb: Vec<u8> = rgba
        .chunks_exact(4)
        .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])
        .collect();
    writer.write_image_data(&rgb).expect("a vector takes the pixels");
    writer.finish().expect("a vector takes the end");
    file
}
