//! The texels that a tile is made of, copied close together: a cache of a texture.
//!
//! Those of a tile lie in two dozen rows of a texture of megabytes, which no cache of a processor holds. Read one by one, as the pixels need
//! them, each row is waited for. Copied in one go beforehand, all rows are on their way at once, and a place in the copy needs no check.

use fearless_simd::{Simd, i32x4};

use super::texture::Texture;

/// Texels of a side, a power of two: more than a tile has at the usual fineness, turned and stretched as poses do.
const SIDE: usize = 32;
/// Bytes of a row, and of all rows.
const ROW: usize = 4 * SIDE;
const BYTES: usize = SIDE * ROW;

/// Texels that can be looked up.
pub(super) trait Texels {
    /// The indices of the texels in these columns and rows.
    fn indices<S: Simd>(&self, columns: i32x4<S>, rows: i32x4<S>) -> i32x4<S>;

    /// The texel with this index, or the one below it, and the one on its right. Beside all texels they are empty ones.
    fn pair(&self, index: i32, is_below: bool) -> u64;
}

impl Texels for Texture {
    #[inline(always)]
    fn indices<S: Simd>(&self, columns: i32x4<S>, rows: i32x4<S>) -> i32x4<S> {
        rows * self.width() as i32 + columns
    }

    #[inline(always)]
    fn pair(&self, index: i32, is_below: bool) -> u64 {
        let row = if is_below { self.width() } else { 0 };
        // A negative index becomes one that is beyond all bytes.
        let from = (index as u32 as usize).wrapping_add(row).wrapping_mul(4);
        match self.bytes().get(from..).and_then(<[u8]>::first_chunk) {
            Some(bytes) => u64::from_le_bytes(*bytes),
            None => 0,
        }
    }
}

/// A copy of a square of texels. One is used for all tiles: to make it anew would take as long as to fill it.
pub(in crate::portrait) struct TexelCache {
    /// The column and row of the first texel.
    first: (i32, i32),
    /// Row after row, and one texel more: the one on the right of the last.
    bytes: [u8; BYTES + 4],
}

impl TexelCache {
    /// One with no texels.
    pub(in crate::portrait) fn new() -> Self {
        Self {
            first: (0, 0),
            bytes: [0; BYTES + 4],
        }
    }

    /// Copies the texels between these corners, in 1/65536 texels; none, where they are too far apart. Others are as they were.
    pub(super) fn open(&mut self, texture: &Texture, corners: &[(i32, i32); 4]) -> Option<&Self> {
        let ends = |places: [i32; 4]| {
            let (first, last) = places.iter().fold((i32::MAX, i32::MIN), |(first, last), &place| {
                (first.min(place >> 16), last.max(place >> 16))
            });
            // Each place lies between four texels.
            let count = last.wrapping_sub(first).checked_add(2)?;
            (1..=SIDE as i32).contains(&count).then_some((first, count as usize))
        };
        let (column, _) = ends(corners.map(|corner| corner.0))?;
        let (row, rows) = ends(corners.map(|corner| corner.1))?;
        self.first = (column, row);
        let (copies, _) = self.bytes.as_chunks_mut::<ROW>();
        for (copy, row) in copies.iter_mut().take(rows).zip(row..) {
            // Beside a row is its margin, which is empty; a negative index becomes one that is beyond all bytes.
            let from = (i64::from(row) * texture.width() as i64 + i64::from(column)) as u64 as usize;
            let texels = texture.bytes().get(from.wrapping_mul(4)..);
            *copy = *texels.and_then(<[u8]>::first_chunk).unwrap_or(&[0; ROW]);
        }
        Some(self)
    }
}

impl Texels for TexelCache {
    #[inline(always)]
    fn indices<S: Simd>(&self, columns: i32x4<S>, rows: i32x4<S>) -> i32x4<S> {
        (rows - self.first.1) * SIDE as i32 + (columns - self.first.0)
    }

    #[inline(always)]
    fn pair(&self, index: i32, is_below: bool) -> u64 {
        let row = if is_below { SIDE } else { 0 };
        // Never beyond the bytes, which the compiler sees, too.
        let from = 4 * ((index as usize).wrapping_add(row) % (SIDE * SIDE));
        match self.bytes[from..].first_chunk() {
            Some(bytes) => u64::from_le_bytes(*bytes),
            None => 0,
        }
    }
}
