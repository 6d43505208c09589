//! Contact sheets: many small pictures of figures in one file.

use std::error::Error;
use std::fs;
use std::io::BufWriter;
use std::path::Path;

use streaming_avatar_avatar::{Avatar, FrameSize, Still, Yuv, still};

/// A picture of a sheet: a stretch of a figure's picture.
#[derive(Clone, Copy)]
pub struct Cell<'a> {
    pub avatar: &'a Avatar,
    pub still: Still,
    /// The size of the whole picture.
    pub size: FrameSize,
    /// The stretch's middle, in pixels of the whole.
    pub middle: (usize, usize),
}

/// Writes cells of one size, row after row.
pub fn write(
    path: &Path,
    cells: &[Cell<'_>],
    (across, down): (usize, usize),
    columns: usize,
) -> Result<(), Box<dyn Error>> {
    let width = columns * across;
    let height = cells.len().div_ceil(columns) * down;
    let mut rgb = vec![60; width * height * 3];
    for (nth, cell) in cells.iter().enumerate() {
        let picture = still(cell.avatar, cell.size, &cell.still);
        let (whole_width, whole_height) = (cell.size.width as usize, cell.size.height as usize);
        let from = |middle: usize, side: usize, whole: usize| middle.saturating_sub(side / 2).min(whole - side);
        let (x, y) = (
            from(cell.middle.0, across, whole_width),
            from(cell.middle.1, down, whole_height),
        );
        let (left, top) = (nth % columns * across, nth / columns * down);
        for row in 0..down {
            for column in 0..across {
                let place = ((top + row) * width + left + column) * 3;
                rgb[place..place + 3].copy_from_slice(&color_at(&picture, x + column, y + row));
            }
        }
    }
    let file = BufWriter::new(fs::File::create(path)?);
    let mut encoder = png::Encoder::new(file, width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(&rgb)?;
    Ok(())
}

/// A pixel as a viewer's browser shows it: BT.601, limited range.
fn color_at(picture: &Yuv, x: usize, y: usize) -> [u8; 3] {
    let chroma = y / 2 * picture.chroma_stride() + x / 2;
    let luma = 1.164_4 * (f64::from(picture.y()[y * picture.y_stride() + x]) - 16.0);
    let (u, v) = (
        f64::from(picture.u()[chroma]) - 128.0,
        f64::from(picture.v()[chroma]) - 128.0,
    );
    [luma + 1.596 * v, luma - 0.391_8 * u - 0.813 * v, luma + 2.017_2 * u].map(|channel| channel as u8)
}
