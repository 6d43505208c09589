//! One layer of a picture: the tiles in which something of it is seen.

use super::tiles::{Block, CLEAR, Grid};

/// How a tile is covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::portrait) enum Cover {
    /// By nothing.
    None,
    /// In part, or translucent.
    Part,
    /// Wholly: nothing under it is seen.
    Whole,
    /// Unknown: the pixels are of an earlier pose.
    Outdated,
}

impl Cover {
    /// How these pixels cover.
    pub(super) fn of(block: &Block) -> Self {
        let (all, any) = block
            .iter()
            .fold((u32::MAX, 0), |(all, any), &pixel| (all & pixel, any | pixel));
        Self::from_opacities(all, any)
    }

    /// The same from all pixels' bits: those that every pixel has, and those that any has.
    pub(super) fn from_opacities(all: u32, any: u32) -> Self {
        if any >> 24 == 0 {
            Self::None
        } else if all >> 24 == 255 {
            Self::Whole
        } else {
            Self::Part
        }
    }
}

/// The tiles of a layer. Memory is taken for those only in which it was ever seen.
pub(in crate::portrait) struct Layer {
    /// The number of each tile's block in [`Self::blocks`].
    places: Vec<Option<u32>>,
    covers: Vec<Cover>,
    blocks: Vec<Block>,
}

impl Layer {
    pub(in crate::portrait) fn new(grid: Grid) -> Self {
        Self {
            places: vec![None; grid.count()],
            covers: vec![Cover::None; grid.count()],
            blocks: Vec::new(),
        }
    }

    /// How a tile is covered, after it has been filled where that is due.
    pub(super) fn settle(&mut self, tile: usize, fill: impl FnOnce(&mut Block) -> Cover) -> Cover {
        if self.covers[tile] == Cover::Outdated {
            self.write(tile, fill);
        }
        self.covers[tile]
    }

    /// A tile's pixels, and how they cover it; none where nothing is seen.
    pub(super) fn seen(&self, tile: usize) -> Option<(Cover, &Block)> {
        match self.covers[tile] {
            cover @ (Cover::Part | Cover::Whole) => {
                self.places[tile].map(|place| (cover, &self.blocks[place as usize]))
            }
            Cover::None | Cover::Outdated => None,
        }
    }

    /// Leaves a tile empty. Returns whether something was seen in it before.
    pub(super) fn clear(&mut self, tile: usize) -> bool {
        std::mem::replace(&mut self.covers[tile], Cover::None) != Cover::None
    }

    /// Has a tile filled anew when it is looked at next. Returns that something may be seen in it, or was.
    pub(super) fn outdate(&mut self, tile: usize) -> bool {
        self.covers[tile] = Cover::Outdated;
        true
    }

    /// Has a tile's pixels written, all of them. Returns whether something is seen in it, or was before.
    pub(super) fn write(&mut self, tile: usize, pixels: impl FnOnce(&mut Block) -> Cover) -> bool {
        let place = *self.places[tile].get_or_insert_with(|| {
            self.blocks.push(CLEAR);
            // Fewer tiles than 2³²: a picture's sides are at most 4096 pixels.
            (self.blocks.len() - 1) as u32
        });
        let cover = pixels(&mut self.blocks[place as usize]);
        let before = std::mem::replace(&mut self.covers[tile], cover);
        before != Cover::None || cover != Cover::None
    }
}
