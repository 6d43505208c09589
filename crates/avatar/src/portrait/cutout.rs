//! The figure alone, without a background: for viewers that need none taken out.

use super::Region;
use super::raster::{Block, SIDE};

/// The columns of a picture that the figure may be in, with the figure and nothing else in them. All other columns are empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cutout<'a> {
    /// The first of these columns, in pixels of the picture.
    pub left: usize,
    /// How many there are.
    pub width: usize,
    /// Rows, as many as the picture is high.
    pub height: usize,
    /// Red, green, blue and opacity of each pixel, row after row without gaps. The colours are not multiplied with the opacity,
    /// as canvases in browsers take them.
    ///
    /// Empty before the first figure.
    pub rgba: &'a [u8],
    /// The stretch of the picture in which it differs from the figure before: of no width where it does not. All else is as it was.
    pub changed: Region,
}

impl Cutout<'_> {
    /// The pixels of a stretch of the picture, row after row without gaps, as far as the figure may be in it.
    pub fn pixels(&self, stretch: Region) -> impl Iterator<Item = &[u8]> {
        let first = stretch.left.saturating_sub(self.left).min(self.width);
        let end = (stretch.left + stretch.width)
            .saturating_sub(self.left)
            .clamp(first, self.width);
        let rows = self.rgba.chunks_exact(self.width.max(1) * 4);
        rows.skip(stretch.top)
            .take(stretch.height)
            .map(move |row| &row[first * 4..end * 4])
    }
}

/// Writes a tile into the rows of a cutout at a column and row, its colours divided by the opacity that they were multiplied with. What
/// reaches beyond the cutout is left out.
pub(super) fn straighten(block: &Block, rgba: &mut [u8], width: usize, (left, top): (usize, usize)) {
    let count = SIDE.min(width.saturating_sub(left));
    for (pixels, row) in block.chunks_exact(SIDE).zip(rgba.chunks_exact_mut(width * 4).skip(top)) {
        for (&pixel, to) in pixels[..count].iter().zip(row[left * 4..].chunks_exact_mut(4)) {
            to.copy_from_slice(&straight(pixel).to_le_bytes());
        }
    }
}

/// A pixel whose colours are not multiplied with its opacity.
fn straight(pixel: u32) -> u32 {
    let opacity = pixel >> 24;
    if opacity == 0 || opacity == 255 {
        return pixel;
    }
    let [red, green, blue, _] = pixel.to_le_bytes();
    // Never above 255: a colour is at most its opacity.
    let whole = |color: u8| ((u32::from(color) * 255 + opacity / 2) / opacity).min(255) as u8;
    u32::from_le_bytes([whole(red), whole(green), whole(blue), opacity as u8])
}

#[cfg(test)]
mod tests {
    use super::straight;

    #[test]
    fn a_half_opaque_colour_becomes_whole_again() {
        let straight = |bytes| straight(u32::from_le_bytes(bytes)).to_le_bytes();
        assert_eq!(straight([100, 50, 0, 128]), [199, 100, 0, 128]);
        assert_eq!(straight([7, 8, 9, 255]), [7, 8, 9, 255]);
        assert_eq!(straight([0; 4]), [0; 4]);
        assert_eq!(straight([1, 1, 0, 1]), [255, 255, 0, 1]);
    }
}
