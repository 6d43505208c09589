//! A range of texels, across and down: those that a tile shows.

use std::ops::Range;

/// Columns and rows of texels, the first and the last of each; some may lie beside the texture.
pub(super) struct TexelRange {
    pub(super) across: (i32, i32),
    pub(super) down: (i32, i32),
}

impl TexelRange {
    /// Of tiles with these corners, in 1/65536 texels.
    pub(super) fn of<'a>(corners: impl IntoIterator<Item = &'a (i32, i32)>) -> Self {
        let (mut across, mut down) = ((i32::MAX, i32::MIN), (i32::MAX, i32::MIN));
        for &(x, y) in corners {
            // Each place lies between four texels.
            across = (across.0.min(x >> 16), across.1.max((x >> 16) + 1));
            down = (down.0.min(y >> 16), down.1.max((y >> 16) + 1));
        }
        Self { across, down }
    }

    /// Whether any of these columns and rows are among them.
    pub(super) fn touches(&self, (columns, rows): &(Range<usize>, Range<usize>)) -> bool {
        let overlaps = |(first, last): (i32, i32), range: &Range<usize>| {
            i64::from(first) < range.end as i64 && i64::from(last) >= range.start as i64
        };
        overlaps(self.across, columns) && overlaps(self.down, rows)
    }
}
