//! Pictures as video encoders take them: I420, BT.601 limited range.

use std::ops::Range;

use fearless_simd::prelude::*;
use fearless_simd::{dispatch, i16x8, u16x8, u32x4};

use crate::simd::level;

/// Pixels of the side of a tile: a macroblock of the video codecs.
const TILE: usize = 16;

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
        let [red, green, blue] = rgb;
        let level = level();
        let pixels = [u32::from_le_bytes([red, green, blue, 255]); 2 * TILE];
        let rows = dispatch!(level, simd => Rows::convert(simd, &pixels));
        let count = size.width as usize * size.height as usize;
        Self {
            size,
            y: vec![rows.upper[0]; count],
            u: vec![rows.u[0]; count / 4],
            v: vec![rows.v[0]; count / 4],
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

    /// Converts a tile of opaque pixels (red in the lowest byte, rows of [`TILE`]) into these columns, from row `top` on.
    ///
    /// Columns and `top` are even. The part that reaches beyond the picture is left out.
    pub(crate) fn paste(&mut self, tile: &[u32; TILE * TILE], columns: Range<usize>, top: usize) {
        let (stride, chroma_stride) = (self.y_stride(), self.chroma_stride());
        let columns = columns.start.min(stride)..columns.end.min(stride);
        let chroma = columns.start / 2..columns.end / 2;
        let level = level();
        let y = self.y.chunks_exact_mut(stride * 2).skip(top / 2);
        let u = self.u.chunks_exact_mut(chroma_stride).skip(top / 2);
        let v = self.v.chunks_exact_mut(chroma_stride).skip(top / 2);
        for (pixels, ((y, u), v)) in tile.as_chunks().0.iter().zip(y.zip(u).zip(v)) {
            let rows = dispatch!(level, simd => Rows::convert(simd, pixels));
            let (upper, lower) = y.split_at_mut(stride);
            upper[columns.clone()].copy_from_slice(&rows.upper[..columns.len()]);
            lower[columns.clone()].copy_from_slice(&rows.lower[..columns.len()]);
            u[chroma.clone()].copy_from_slice(&rows.u[..chroma.len()]);
            v[chroma.clone()].copy_from_slice(&rows.v[..chroma.len()]);
        }
    }
}

/// Two rows of a tile, converted.
struct Rows {
    upper: [u8; TILE],
    lower: [u8; TILE],
    u: [u8; TILE / 2],
    v: [u8; TILE / 2],
}

impl Rows {
    /// Converts two rows of pixels, by numbers of 16 bits.
    ///
    /// Written out, without closures: they are compiled without the processor's vectors, and called for each step.
    #[inline(always)]
    fn convert<S: Simd>(simd: S, pixels: &[u32; 2 * TILE]) -> Self {
        let (pixels, _) = pixels.as_chunks();
        let upper = [Colors::of(simd, &pixels[0]), Colors::of(simd, &pixels[1])];
        let lower = [Colors::of(simd, &pixels[2]), Colors::of(simd, &pixels[3])];
        let sums = [upper[0].plus(&lower[0]), upper[1].plus(&lower[1])];
        let means = Colors {
            red: mean(simd, sums[0].red, sums[1].red),
            green: mean(simd, sums[0].green, sums[1].green),
            blue: mean(simd, sums[0].blue, sums[1].blue),
        };
        let (u, v) = (means.difference(BLUE_DIFFERENCE), means.difference(RED_DIFFERENCE));
        let chroma: [u8; TILE] = simd.narrow_u16x8(u, v).into();
        let (chroma, _) = chroma.as_chunks();
        Self {
            upper: simd.narrow_u16x8(upper[0].luma(), upper[1].luma()).into(),
            lower: simd.narrow_u16x8(lower[0].luma(), lower[1].luma()).into(),
            u: chroma[0],
            v: chroma[1],
        }
    }
}

/// The colours of eight pixels.
struct Colors<S: Simd> {
    red: u16x8<S>,
    green: u16x8<S>,
    blue: u16x8<S>,
}

impl<S: Simd> Colors<S> {
    #[inline(always)]
    fn of(simd: S, pixels: &[u32; 8]) -> Self {
        let left = u32x4::from_slice(simd, &pixels[..4]);
        let right = u32x4::from_slice(simd, &pixels[4..]);
        Self {
            red: simd.narrow_u32x4(left & 255, right & 255),
            green: simd.narrow_u32x4((left >> 8) & 255, (right >> 8) & 255),
            blue: simd.narrow_u32x4((left >> 16) & 255, (right >> 16) & 255),
        }
    }

    #[inline(always)]
    fn plus(&self, other: &Self) -> Self {
        Self {
            red: self.red + other.red,
            green: self.green + other.green,
            blue: self.blue + other.blue,
        }
    }

    #[inline(always)]
    fn luma(&self) -> u16x8<S> {
        ((self.red * LUMA[0] + self.green * LUMA[1] + self.blue * LUMA[2] + 128) >> 8) + 16
    }

    #[inline(always)]
    fn difference(&self, shares: [i16; 3]) -> u16x8<S> {
        let red: i16x8<S> = self.red.bitcast();
        let green: i16x8<S> = self.green.bitcast();
        let blue: i16x8<S> = self.blue.bitcast();
        (((red * shares[0] + green * shares[1] + blue * shares[2] + 128) >> 8) + 128).bitcast()
    }
}

/// The means of two by two pixels, whose rows were added up.
#[inline(always)]
fn mean<S: Simd>(simd: S, left: u16x8<S>, right: u16x8<S>) -> u16x8<S> {
    (simd.unzip_low_u16x8(left, right) + simd.unzip_high_u16x8(left, right) + 2) >> 2
}

/// The tiles of a picture that differ from the picture before: one byte each, 1 where something differs and else 0, rows from the top.
///
/// A tile is [`Self::TILE`] pixels wide and high; those at the right and lower edge may reach beyond the picture. Video encoders call this
/// an active map of macroblocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    columns: usize,
    tiles: Vec<u8>,
}

impl Changes {
    /// Pixels of a tile's side.
    pub const TILE: usize = TILE;

    /// Of a picture of which nothing differs.
    pub(crate) fn none(size: FrameSize) -> Self {
        let side = |pixels: u32| (pixels as usize).div_ceil(TILE);
        Self {
            columns: side(size.width),
            tiles: vec![0; side(size.width) * side(size.height)],
        }
    }

    /// Sets what differs in rows of `count` tiles that begin at a column; elsewhere nothing does.
    pub(crate) fn set(&mut self, from: usize, count: usize, changed: &[bool]) {
        self.tiles.fill(0);
        for (row, changed) in self
            .tiles
            .chunks_exact_mut(self.columns)
            .zip(changed.chunks_exact(count))
        {
            for (tile, &changed) in row[from..].iter_mut().zip(changed) {
                *tile = u8::from(changed);
            }
        }
    }

    /// Marks every tile.
    pub(crate) fn fill(&mut self) {
        self.tiles.fill(1);
    }

    /// Whether any tile differs.
    pub(crate) fn any(&self) -> bool {
        self.tiles.contains(&1)
    }

    /// Tiles a row.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// All tiles.
    #[must_use]
    pub fn tiles(&self) -> &[u8] {
        &self.tiles
    }
}

// ITU-R BT.601 in 8-bit fixed point: 256 times the shares of red, green and blue. Sums of luma need all 16 bits without a sign, those of chroma
// fit with one; the results lie within 16..=240.
const LUMA: [u16; 3] = [66, 129, 25];
const BLUE_DIFFERENCE: [i16; 3] = [-38, -74, 112];
const RED_DIFFERENCE: [i16; 3] = [112, -94, -18];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_pasted_colour_equals_a_filled_one(rgb: [u8; 3]) {
            let size = FrameSize { width: 32, height: 16 };
            let mut picture = Yuv::filled(size, [0, 0, 0]);
            for left in [0, 16] {
                picture.paste(&plain(rgb), left..left + 16, 0);
            }
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

    fn plain([red, green, blue]: [u8; 3]) -> [u32; TILE * TILE] {
        [u32::from_le_bytes([red, green, blue, 255]); TILE * TILE]
    }

    #[test]
    fn pasting_leaves_the_rest_alone() {
        let mut picture = Yuv::filled(FrameSize { width: 40, height: 24 }, [0, 255, 0]);
        let green = picture.clone();
        // The tile reaches over the right and the lower edge.
        picture.paste(&plain([255; 3]), 32..48, 16);
        for (row, (now, before)) in picture.y().chunks(40).zip(green.y().chunks(40)).enumerate() {
            let pasted = if row < 16 { 40 } else { 32 };
            assert_eq!(now[..pasted], before[..pasted], "row {row}");
            assert!(now[pasted..].iter().all(|&luma| luma == 235), "row {row}");
        }
        assert_eq!(picture.u().iter().filter(|&&u| u == 128).count(), 4 * 4);
    }

    #[test]
    fn changes_are_told_where_they_are() {
        let mut changes = Changes::none(FrameSize { width: 70, height: 20 });
        assert_eq!((changes.columns(), changes.tiles()), (5, &[0; 10][..]));
        changes.set(1, 3, &[true, false, false, false, true, true]);
        assert_eq!(changes.tiles(), [0, 1, 0, 0, 0, 0, 0, 1, 1, 0]);
    }
}
