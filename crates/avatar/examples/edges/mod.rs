//! Edges of the picture that cut through a figure, or that it does not reach.

use std::time::Duration;

use streaming_avatar_avatar::{Avatar, FrameSize, Performance};

/// Columns at a side of which each is beyond 340 units from the middle, at 480 rows.
const SIDE: usize = 6;

/// Notes on a figure that does not fit its picture.
pub fn notes(avatar: &Avatar) -> Vec<&'static str> {
    let mut performance = Performance::of(avatar, FrameSize::MEDIUM, 0);
    let Some(figure) = performance.figure(Duration::ZERO) else {
        return Vec::new();
    };
    let (pixels, _) = figure.rgba.as_chunks::<4>();
    let is_seen = |[.., opacity]: &[u8; 4]| *opacity > 0;
    let rows = || pixels.chunks_exact(figure.width.max(1));
    let mut notes = Vec::new();
    if rows().any(|row| row.iter().take(SIDE).chain(row.iter().rev().take(SIDE)).any(is_seen)) {
        notes.push("it reaches x = -350 or 350, where the picture cuts it off in a straight line. Keep it within -340 and 340.");
    }
    if !rows().next_back().is_some_and(|row| row.iter().any(is_seen)) {
        notes.push("it ends above the picture's lower edge. Let clothes reach to y = 750.");
    }
    notes
}
