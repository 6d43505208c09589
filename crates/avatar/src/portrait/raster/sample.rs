//! Bilinear sampling: the pixels of a tile from the texels between its corners.

use fearless_simd::prelude::*;
use fearless_simd::{dispatch, i32x4, u16x8, u32x4, u64x2};

use super::layer::Cover;
use super::texel_cache::{TexelCache, Texels};
use super::texture::Texture;
use super::tiles::{Block, SIDE};
use crate::simd::level;

/// Fills a tile: its upper left and right and lower left and right corner are at these places of the texture, in 1/65536 texels.
///
/// `texel_cache` is only memory to work in.
pub(super) fn fill(
    block: &mut Block,
    texture: &Texture,
    corners: [(i32, i32); 4],
    texel_cache: &mut TexelCache,
) -> Cover {
    let level = level();
    match texel_cache.open(texture, &corners) {
        Some(texel_cache) => dispatch!(level, simd => rows(simd, block, texel_cache, corners)),
        None => dispatch!(level, simd => rows(simd, block, texture, corners)),
    }
}

#[inline(always)]
fn rows<S: Simd>(
    simd: S,
    block: &mut Block,
    texels: &impl Texels,
    [upper_left, upper_right, lower_left, lower_right]: [(i32, i32); 4],
) -> Cover {
    const STEPS: i32 = SIDE as i32;
    let lanes: i32x4<S> = [0, 1, 2, 3].simd_into(simd);
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
        let mut x = lanes * step.0 + (left.0 + step.0 / 2);
        let mut y = lanes * step.1 + (left.1 + step.1 / 2);
        for four in line.chunks_exact_mut(4) {
            let pixels = four_pixels(simd, texels, x, y);
            all &= pixels;
            any |= pixels;
            pixels.store_slice(four);
            x += 4 * step.0;
            y += 4 * step.1;
        }
    }
    let (all, any): ([u32; 4], [u32; 4]) = (all.into(), any.into());
    let all = all.iter().fold(u32::MAX, |all, &pixels| all & pixels);
    Cover::from_opacities(all, any.iter().fold(0, |any, &pixels| any | pixels))
}

/// Four pixels, at these places in 1/65536 texels: of each, the mean of the four texels around it, weighted with their distance.
///
/// Written out, without closures: wasm is optimised for size, and what is not inlined here takes twice the time of the whole.
#[inline(always)]
fn four_pixels<S: Simd>(simd: S, texels: &impl Texels, x: i32x4<S>, y: i32x4<S>) -> u32x4<S> {
    let at = texels.indices(x >> 16, y >> 16).into();
    let (upper_left, upper_right) = pairs(simd, texels, at, false);
    let (lower_left, lower_right) = pairs(simd, texels, at, true);
    let (across, down) = (way(x), way(y));
    let both = (across * down) >> 8;
    let (right, below) = (across - both, down - both);
    let neither = u16x8::splat(simd, 256) - across - below;
    // The weights' sum is 256, so that no sum overflows.
    let red_and_blue = (even(upper_left) * neither + even(upper_right) * right)
        + (even(lower_left) * below + even(lower_right) * both)
        + 128;
    let green_and_opacity = (odd(upper_left) * neither + odd(upper_right) * right)
        + (odd(lower_left) * below + odd(lower_right) * both)
        + 128;
    ((red_and_blue >> 8) | (green_and_opacity & 0xff00)).bitcast()
}

/// How far places are from their upper left texels to the next, in 1/256 of the way; each twice, for two colours at a time.
#[inline(always)]
fn way<S: Simd>(place: i32x4<S>) -> u16x8<S> {
    let way = (place >> 8) & 255;
    (way | (way << 16)).bitcast()
}

/// Red and blue of texels.
#[inline(always)]
fn even<S: Simd>(texels: u32x4<S>) -> u16x8<S> {
    let texels: u16x8<S> = texels.bitcast();
    texels & 0x00ff
}

/// Green and opacity of texels.
#[inline(always)]
fn odd<S: Simd>(texels: u32x4<S>) -> u16x8<S> {
    let texels: u16x8<S> = texels.bitcast();
    texels >> 8
}

/// The texels at four places, or of the row below, and those on the right of each.
#[inline(always)]
fn pairs<S: Simd>(simd: S, texels: &impl Texels, at: [i32; 4], is_below: bool) -> (u32x4<S>, u32x4<S>) {
    let [first, second, third, fourth] = at;
    let one: u64x2<S> = [texels.pair(first, is_below), texels.pair(second, is_below)].simd_into(simd);
    let other: u64x2<S> = [texels.pair(third, is_below), texels.pair(fourth, is_below)].simd_into(simd);
    let (one, other): (u32x4<S>, u32x4<S>) = (one.bitcast(), other.bitcast());
    (simd.unzip_low_u32x4(one, other), simd.unzip_high_u32x4(one, other))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use vello_cpu::kurbo::{Rect, Shape as _};

    use super::*;
    use crate::portrait::canvas::rgb;
    use crate::portrait::raster::tiles::CLEAR;

    fn texture() -> Texture {
        Texture::new(Rect::new(0.0, 0.0, 100.0, 100.0), 1.0, |canvas| {
            for (nth, color) in [0xff_80_20, 0x20_40_ff, 0x10_ff_90].into_iter().enumerate() {
                let from = 20.0 * nth as f64 + 10.3;
                canvas.fill(
                    &Rect::new(from, from, from + 31.7, from + 31.7).to_path(0.1),
                    rgb(color),
                );
            }
        })
    }

    proptest! {
        #[test]
        fn a_copy_of_the_texels_gives_the_same_pixels(
            first in (-60..180_i32, -60..180_i32),
            corners in proptest::array::uniform4((0..30 * 65536_i32, 0..30 * 65536_i32)),
        ) {
            let texture = texture();
            let corners = corners.map(|(x, y)| (x + first.0 * 65536, y + first.1 * 65536));
            let mut texel_cache = TexelCache::new();
            let texel_cache = texel_cache.open(&texture, &corners).unwrap();
            let (mut copied, mut direct) = (CLEAR, CLEAR);
            let covers = (
                dispatch!(level(), simd => rows(simd, &mut copied, texel_cache, corners)),
                dispatch!(level(), simd => rows(simd, &mut direct, &texture, corners)),
            );
            prop_assert_eq!(copied, direct);
            prop_assert_eq!(covers.0, covers.1);
        }

        #[test]
        fn a_pixel_is_the_mean_of_the_texels_around_it(
            corners in proptest::array::uniform4((-20.0..120.0_f64, -20.0..120.0_f64)),
            place in 0..SIDE * SIDE,
        ) {
            let texture = texture();
            let corners = corners.map(|(x, y)| ((x * 65536.0) as i32, (y * 65536.0) as i32));
            let mut block = CLEAR;
            fill(&mut block, &texture, corners, &mut TexelCache::new());

            let (row, column) = ((place / SIDE) as f64 + 0.5, (place % SIDE) as f64 + 0.5);
            let between = |from: f64, to: f64, way: f64| from + (to - from) * way / SIDE as f64;
            let coordinate = |part: fn((i32, i32)) -> i32| {
                let [upper_left, upper_right, lower_left, lower_right] = corners.map(|corner| f64::from(part(corner)) / 65536.0);
                between(between(upper_left, lower_left, row), between(upper_right, lower_right, row), column)
            };
            let (x, y) = (coordinate(|corner| corner.0), coordinate(|corner| corner.1));
            let (texels, width) = (texture.bytes(), texture.width());
            let height = texels.len() / 4 / width;
            // Beside the texture nothing is promised but that it is empty there.
            prop_assume!(x >= 1.0 && y >= 1.0 && x < width as f64 - 2.0 && y < height as f64 - 2.0);
            let texel = |x: f64, y: f64, channel: usize| f64::from(texels[4 * (y as usize * width + x as usize) + channel]);
            for (channel, &got) in block[place].to_le_bytes().iter().enumerate() {
                let line = |y: f64| texel(x.floor(), y, channel) * (1.0 - x.fract()) + texel(x.floor() + 1.0, y, channel) * x.fract();
                let exact = line(y.floor()) * (1.0 - y.fract()) + line(y.floor() + 1.0) * y.fract();
                // Places and weights have 8 bits: a step from nothing to full moves a pixel by two of 255 at most.
                prop_assert!((f64::from(got) - exact).abs() <= 3.5, "{got} is not {exact} at {x}, {y}");
            }
        }
    }
}
