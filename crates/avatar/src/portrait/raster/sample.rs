//! The pixels of a tile from the texels between its corners.

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, u8x16, u16x8, u32x4, u64x2};

use super::layer::Cover;
use super::texture::Texture;
use super::tiles::{Block, SIDE};

/// Fills a tile: its upper left and right and lower left and right corner are at these places of the texture, in 1/65536 texels.
pub(super) fn fill(block: &mut Block, texture: &Texture, corners: [(i32, i32); 4]) -> Cover {
    let level = Level::try_detect().unwrap_or(Level::baseline());
    dispatch!(level, simd => rows(simd, block, texture, corners))
}

#[inline(always)]
fn rows<S: Simd>(
    simd: S,
    block: &mut Block,
    texture: &Texture,
    [upper_left, upper_right, lower_left, lower_right]: [(i32, i32); 4],
) -> Cover {
    const STEPS: i32 = SIDE as i32;
    let (texels, width) = texture.texels();
    let mut all = u32x4::splat(simd, u32::MAX);
    let mut any = u32x4::splat(simd, 0);
    for (line, row) in block.chunks_exact_mut(SIDE).zip(0..) {
        // The middle of the row, in half pixels.
        let down = 2 * row + 1;
        let between = |upper: i32, lower: i32| upper + (lower - upper) / (2 * STEPS) * down;
        let left = (between(upper_left.0, lower_left.0), between(upper_left.1, lower_left.1));
        let right = (
            between(upper_right.0, lower_right.0),
            between(upper_right.1, lower_right.1),
        );
        let step = ((right.0 - left.0) / STEPS, (right.1 - left.1) / STEPS);
        // First where each pixel is, then what is there: mixed, compilers spread the sums over lanes that they must be fetched from.
        let mut points = [Point::default(); SIDE];
        let (mut x, mut y) = (left.0 + step.0 / 2, left.1 + step.1 / 2);
        for point in &mut points {
            *point = Point {
                at: (y >> 16).wrapping_mul(width as i32).wrapping_add(x >> 16) as u32,
                across: (x >> 8) as u8,
                down: (y >> 8) as u8,
            };
            x += step.0;
            y += step.1;
        }
        for (four, points) in line.chunks_exact_mut(4).zip(points.chunks_exact(4)) {
            let mean = |nth: usize| sideways(simd, texels, width, points[nth]);
            let (first, second) = (pair(simd, mean(0), mean(1)), pair(simd, mean(2), mean(3)));
            let pixels: u32x4<S> = simd.relaxed_narrow_u16x8(first, second).bitcast();
            all &= pixels;
            any |= pixels;
            pixels.store_slice(four);
        }
    }
    let (all, any): ([u32; 4], [u32; 4]) = (all.into(), any.into());
    let all = all.iter().fold(u32::MAX, |all, &pixels| all & pixels);
    Cover::from_opacities(all, any.iter().fold(0, |any, &pixels| any | pixels))
}

/// A pixel's place: its upper left texel, and how far it is from that to the next, in 1/256 of the way.
#[derive(Clone, Copy, Default)]
struct Point {
    at: u32,
    across: u8,
    down: u8,
}

/// How much the texels on the left and on the right count, by the 1/256 of the way between them; four bytes each.
static SIDEWAYS: [[u16; 8]; 256] = {
    let mut weights = [[0; 8]; 256];
    let mut way = 0;
    while way < 256 {
        let (left, right) = (256 - way as u16, way as u16);
        weights[way] = [left, left, left, left, right, right, right, right];
        way += 1;
    }
    weights
};

/// The two texels beside a point, each the mean of itself and the one below it, weighted with their distance.
#[inline(always)]
fn sideways<S: Simd>(simd: S, texels: &[u8], width: usize, point: Point) -> u16x8<S> {
    let upper = 4 * point.at as usize;
    let lower = upper + 4 * width;
    // Sixteen bytes are what can be loaded at once; the second half is not used.
    let (Some(upper), Some(lower)) = (texels.get(upper..upper + 16), texels.get(lower..lower + 16)) else {
        // Outside of the texture.
        return u16x8::splat(simd, 0);
    };
    let (upper, _) = simd.widen_u8x16(u8x16::from_slice(simd, upper));
    let (lower, _) = simd.widen_u8x16(u8x16::from_slice(simd, lower));
    let down = u16::from(point.down);
    let mean = (upper * (256 - down) + lower * down + 128) >> 8;
    mean * u16x8::from_slice(simd, &SIDEWAYS[usize::from(point.across)])
}

/// Two pixels from what is left and right of each.
#[inline(always)]
fn pair<S: Simd>(simd: S, first: u16x8<S>, second: u16x8<S>) -> u16x8<S> {
    let (first, second): (u64x2<S>, u64x2<S>) = (first.bitcast(), second.bitcast());
    let left: u16x8<S> = simd.zip_low_u64x2(first, second).bitcast();
    let right: u16x8<S> = simd.zip_high_u64x2(first, second).bitcast();
    (left + right + 128) >> 8
}
