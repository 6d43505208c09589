//! Pictures as video encoders take them: I420, BT.601 limited range.

/// A picture's size in pixels. Landscape, both sides even for every size a session offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FrameSize {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

impl FrameSize {
    /// 640 × 360.
    pub const LOW: Self = Self {
        width: 640,
        height: 360,
    };
    /// 854 × 480.
    pub const MEDIUM: Self = Self {
        width: 854,
        height: 480,
    };
    /// 1280 × 720.
    pub const HIGH: Self = Self {
        width: 1280,
        height: 720,
    };

    /// The nearest size that can be drawn: even sides (chroma covers two by two pixels) of 16 to 4096 pixels.
    #[must_use]
    pub(crate) fn drawable(self) -> Self {
        let side = |pixels: u32| pixels.clamp(16, 4096) & !1;
        Self {
            width: side(self.width),
            height: side(self.height),
        }
    }
}

/// A picture in I420: a full-size plane of luma and two quarter-size planes of chroma (blue and red difference), rows from the top.
///
/// The matrix is BT.601 with limited range (luma 16–235, chroma 16–240), which browsers assume for WebRTC video without a
/// colour-space header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Yuv {
    size: FrameSize,
    y: Vec<u8>,
    u: Vec<u8>,
    v: Vec<u8>,
}

impl Yuv {
    /// A picture of one colour.
    pub(crate) fn filled(size: FrameSize, rgb: [u8; 3]) -> Self {
        let size = size.drawable();
        let [red, green, blue] = rgb.map(i32::from);
        let pixels = size.width as usize * size.height as usize;
        Self {
            size,
            y: vec![luma(red, green, blue); pixels],
            u: vec![blue_difference(red, green, blue); pixels / 4],
            v: vec![red_difference(red, green, blue); pixels / 4],
        }
    }

    /// Width and height, both even.
    #[must_use]
    pub fn size(&self) -> FrameSize {
        self.size
    }

    /// Luma, [`Self::y_stride`] bytes a row, as many rows as the picture is high.
    #[must_use]
    pub fn y(&self) -> &[u8] {
        &self.y
    }

    /// Blue difference, [`Self::chroma_stride`] bytes a row, half as many rows as the picture is high.
    #[must_use]
    pub fn u(&self) -> &[u8] {
        &self.u
    }

    /// Red difference, laid out as [`Self::u`].
    #[must_use]
    pub fn v(&self) -> &[u8] {
        &self.v
    }

    /// Bytes from one luma row to the next.
    #[must_use]
    pub fn y_stride(&self) -> usize {
        self.size.width as usize
    }

    /// Bytes from one chroma row to the next.
    #[must_use]
    pub fn chroma_stride(&self) -> usize {
        self.size.width as usize / 2
    }

    /// Converts opaque RGBA pixels, `columns` of them a row, into the columns of this picture that begin at `left`.
    ///
    /// `left` and `columns` are even and fit into the picture; rows beyond either picture are left alone.
    pub(crate) fn paste_rgba(&mut self, rgba: &[u8], left: usize, columns: usize) {
        let (y_stride, chroma_stride) = (self.y_stride(), self.chroma_stride());
        if columns == 0 || left + columns > y_stride {
            return;
        }
        let row_pairs = rgba
            .chunks_exact(columns * 8)
            .zip(self.y.chunks_exact_mut(y_stride * 2))
            .zip(
                self.u
                    .chunks_exact_mut(chroma_stride)
                    .zip(self.v.chunks_exact_mut(chroma_stride)),
            );
        for ((rgba, y), (u, v)) in row_pairs {
            let (upper, lower) = rgba.split_at(columns * 4);
            let (y_upper, y_lower) = y.split_at_mut(y_stride);
            luma_row(upper, &mut y_upper[left..left + columns]);
            luma_row(lower, &mut y_lower[left..left + columns]);
            let chroma = left / 2..(left + columns) / 2;
            chroma_row(upper, lower, &mut u[chroma.clone()], &mut v[chroma]);
        }
    }
}

fn luma_row(rgba: &[u8], y: &mut [u8]) {
    for (pixel, y) in rgba.chunks_exact(4).zip(y) {
        *y = luma(i32::from(pixel[0]), i32::from(pixel[1]), i32::from(pixel[2]));
    }
}

fn chroma_row(upper: &[u8], lower: &[u8], u: &mut [u8], v: &mut [u8]) {
    for ((upper, lower), (u, v)) in upper
        .chunks_exact(8)
        .zip(lower.chunks_exact(8))
        .zip(u.iter_mut().zip(v))
    {
        let mean = |channel: usize| {
            (i32::from(upper[channel])
                + i32::from(upper[channel + 4])
                + i32::from(lower[channel])
                + i32::from(lower[channel + 4])
                + 2)
                >> 2
        };
        let (red, green, blue) = (mean(0), mean(1), mean(2));
        *u = blue_difference(red, green, blue);
        *v = red_difference(red, green, blue);
    }
}

// ITU-R BT.601 in 8-bit fixed point; the results lie within 16..=240, so the casts lose nothing.
fn luma(red: i32, green: i32, blue: i32) -> u8 {
    (((66 * red + 129 * green + 25 * blue + 128) >> 8) + 16) as u8
}

fn blue_difference(red: i32, green: i32, blue: i32) -> u8 {
    (((-38 * red - 74 * green + 112 * blue + 128) >> 8) + 128) as u8
}

fn red_difference(red: i32, green: i32, blue: i32) -> u8 {
    (((112 * red - 94 * green - 18 * blue + 128) >> 8) + 128) as u8
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_pasted_colour_equals_a_filled_one(rgb: [u8; 3]) {
            let size = FrameSize { width: 32, height: 16 };
            let mut picture = Yuv::filled(size, [0, 0, 0]);
            let rgba: Vec<u8> = (0..32 * 16).flat_map(|_| [rgb[0], rgb[1], rgb[2], 255]).collect();
            picture.paste_rgba(&rgba, 0, 32);
            prop_assert_eq!(picture, Yuv::filled(size, rgb));
        }

        #[test]
        fn converting_back_gives_the_colour_again(rgb: [u8; 3]) {
            let picture = Yuv::filled(FrameSize::LOW, rgb);
            let (y, u, v) = (f64::from(picture.y()[0]), f64::from(picture.u()[0]), f64::from(picture.v()[0]));
            let (y, u, v) = (1.164_4 * (y - 16.0), u - 128.0, v - 128.0);
            let back = [y + 1.596 * v, y - 0.391_8 * u - 0.813 * v, y + 2.017_2 * u];
            for (back, sent) in back.into_iter().zip(rgb) {
                prop_assert!((back - f64::from(sent)).abs() < 4.0, "{} became {}", sent, back);
            }
        }

        #[test]
        fn every_size_is_made_drawable(width: u32, height: u32) {
            let size = FrameSize { width, height }.drawable();
            prop_assert!(size.width.is_multiple_of(2) && size.height.is_multiple_of(2) && size.width >= 16 && size.height <= 4096);
        }
    }

    #[test]
    fn pasting_leaves_the_other_columns_alone() {
        let mut picture = Yuv::filled(FrameSize { width: 32, height: 16 }, [0, 255, 0]);
        let green = picture.clone();
        picture.paste_rgba(&[255; 8 * 16 * 4], 8, 8);
        for (row, (now, before)) in picture.y().chunks(32).zip(green.y().chunks(32)).enumerate() {
            assert_eq!(now[..8], before[..8], "row {row}");
            assert_eq!(now[16..], before[16..], "row {row}");
            assert!(now[8..16].iter().all(|&luma| luma == 235), "row {row}");
        }
    }
}
