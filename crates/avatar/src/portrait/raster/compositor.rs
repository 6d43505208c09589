//! The compositor: layers over a background, composed in the tiles where one of them changed.

use std::sync::Arc;

use fearless_simd::prelude::*;
use fearless_simd::{dispatch, u8x16, u32x4};

use super::layer::{Cover, Layer};
use super::tiles::{Block, CLEAR, Grid};
use crate::simd::level;

/// The background that layers are composed over.
#[derive(Clone, Debug)]
pub(in crate::portrait) enum BackgroundFill {
    /// Nothing.
    Clear,
    /// One colour.
    Plain([u8; 3]),
    /// A picture: all its tiles.
    Drawn(Arc<[Block]>),
}

impl BackgroundFill {
    fn block(&self, tile: usize) -> Block {
        match self {
            Self::Clear => CLEAR,
            Self::Plain([red, green, blue]) => [u32::from_le_bytes([*red, *green, *blue, 255]); CLEAR.len()],
            Self::Drawn(tiles) => tiles.get(tile).copied().unwrap_or(CLEAR),
        }
    }
}

/// Pictures are equal where they are one.
impl PartialEq for BackgroundFill {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Clear, Self::Clear) => true,
            (Self::Plain(one), Self::Plain(other)) => one == other,
            (Self::Drawn(one), Self::Drawn(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
}

/// The tiles of a picture as they were last shown.
pub(in crate::portrait) struct Compositor {
    background: Option<BackgroundFill>,
    tiles: Vec<Block>,
    /// Marks of the tiles that differ from the picture before.
    changed: Vec<bool>,
    /// By how many levels a colour may differ from what it would be.
    levels: u8,
}

impl Compositor {
    pub(in crate::portrait) fn new(grid: Grid, levels: u8) -> Self {
        Self {
            levels,
            background: None,
            tiles: vec![CLEAR; grid.count()],
            changed: vec![false; grid.count()],
        }
    }

    pub(in crate::portrait) fn tile(&self, tile: usize) -> &Block {
        &self.tiles[tile]
    }

    /// Marks of the tiles that differ from the picture before.
    pub(in crate::portrait) fn changed(&self) -> &[bool] {
        &self.changed
    }

    /// Puts the marked tiles together anew, all of them where the background is another. The lowest layer comes first; `fill` fills a tile of
    /// one that is outdated, and is asked only where nothing above covers it.
    pub(in crate::portrait) fn compose(
        &mut self,
        background: &BackgroundFill,
        layers: &mut [Layer],
        marks: &[bool],
        mut fill: impl FnMut(usize, usize, &mut Block) -> Cover,
    ) {
        let is_other = self.background.as_ref() != Some(background);
        if is_other {
            self.background = Some(background.clone());
        }
        let tiles = self.tiles.iter_mut().zip(&mut self.changed).zip(marks).enumerate();
        for (tile, ((shown, changed), &marked)) in tiles {
            *changed = false;
            if !marked && !is_other {
                continue;
            }
            let lowest = layers
                .iter_mut()
                .enumerate()
                .rev()
                .find_map(|(nth, layer)| {
                    (layer.settle(tile, |block| fill(nth, tile, block)) == Cover::Whole).then_some(nth)
                })
                .unwrap_or(0);
            let block = pile(background.block(tile), &layers[lowest..], tile);
            if is_other || differs(shown, &block, self.levels) {
                *shown = block;
                *changed = true;
            }
        }
    }
}

/// Whether any colour of two tiles differs by more levels than these.
fn differs(one: &Block, other: &Block, levels: u8) -> bool {
    let level = level();
    dispatch!(level, simd => greatest_difference(simd, one, other)) > levels
}

/// By how many levels any colour of two tiles differs at most.
#[inline(always)]
fn greatest_difference<S: Simd>(simd: S, one: &Block, other: &Block) -> u8 {
    let mut greatest = u8x16::splat(simd, 0);
    for (one, other) in one.as_chunks().0.iter().zip(other.as_chunks().0) {
        let one: u8x16<S> = u32x4::from_slice(simd, one as &[u32; 4]).bitcast();
        let other: u8x16<S> = u32x4::from_slice(simd, other as &[u32; 4]).bitcast();
        let difference = one.max(other) - one.min(other);
        greatest = greatest.max(difference);
    }
    let greatest: [u8; 16] = greatest.into();
    greatest.into_iter().fold(0, u8::max)
}

/// A tile of layers over the background.
fn pile(mut block: Block, layers: &[Layer], tile: usize) -> Block {
    for (cover, above) in layers.iter().filter_map(|layer| layer.seen(tile)) {
        if cover == Cover::Whole {
            block = *above;
        } else {
            lay(&mut block, above);
        }
    }
    block
}

/// Lays a tile over another.
fn lay(block: &mut Block, above: &Block) {
    let level = level();
    // The same plain loop, compiled for the vectors that this processor has.
    dispatch!(level, simd => {
        let _ = simd;
        for (pixel, &above) in block.iter_mut().zip(above) {
            *pixel = over(above, *pixel);
        }
    });
}

/// A premultiplied pixel over another.
#[inline(always)]
pub(super) fn over(above: u32, below: u32) -> u32 {
    let opacity = above >> 24;
    // 256 for nothing, 0 for opaque: then a shift divides.
    let rest = 256 - opacity - (opacity >> 7);
    let red_blue = (((below & 0x00ff_00ff) * rest + 0x0080_0080) >> 8) & 0x00ff_00ff;
    let green_opacity = (((below >> 8) & 0x00ff_00ff) * rest + 0x0080_0080) & 0xff00_ff00;
    above.wrapping_add(red_blue | green_opacity)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::over;

    fn pixel(colors: [u8; 3], opacity: u8) -> u32 {
        let [red, green, blue] = colors.map(|color| (u32::from(color) * u32::from(opacity) / 255) as u8);
        u32::from_le_bytes([red, green, blue, opacity])
    }

    proptest! {
        #[test]
        fn a_pixel_lies_over_another(above: [u8; 3], below: [u8; 3], opacity: u8, background: u8) {
            let (upper, lower) = (pixel(above, opacity), pixel(below, background));
            let together = over(upper, lower).to_le_bytes();
            for ((&got, upper), lower) in together.iter().zip(upper.to_le_bytes()).zip(lower.to_le_bytes()) {
                let exact = f64::from(upper) + f64::from(lower) * (1.0 - f64::from(opacity) / 255.0);
                prop_assert!((f64::from(got) - exact).abs() < 1.01, "{} is not {}", got, exact);
            }
        }

        #[test]
        fn opaque_stays_opaque(above: [u8; 3], below: [u8; 3], opacity: u8) {
            prop_assert_eq!(over(pixel(above, opacity), pixel(below, 255)) >> 24, 255);
        }
    }
}
