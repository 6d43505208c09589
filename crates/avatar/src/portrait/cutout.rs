//! The figure alone, without a background: for viewers that need none taken out.

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
    pub rgba: &'a [u8],
}

/// Divides the colours by the opacity, which rendering has multiplied them with.
pub(super) fn straighten(rgba: &mut [u8]) {
    for pixel in rgba.chunks_exact_mut(4) {
        let opacity = u32::from(pixel[3]);
        if (1..255).contains(&opacity) {
            for color in &mut pixel[..3] {
                // Never above 255: a colour is at most its opacity.
                *color = ((u32::from(*color) * 255 + opacity / 2) / opacity).min(255) as u8;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::straighten;

    #[test]
    fn a_half_opaque_colour_becomes_whole_again() {
        let mut pixels = [100, 50, 0, 128, 7, 8, 9, 255, 0, 0, 0, 0, 1, 1, 0, 1];
        straighten(&mut pixels);
        assert_eq!(pixels, [199, 100, 0, 128, 7, 8, 9, 255, 0, 0, 0, 0, 255, 255, 0, 1]);
    }
}
