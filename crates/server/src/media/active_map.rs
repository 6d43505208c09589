//! The active map (libvpx's term): the macroblocks of a picture that have changed, to which an encoder restricts its search.
//!
//! The drawing knows in which tiles a picture differs from the one before. An encoder that is told (libvpx: `VP8E_SET_ACTIVEMAP`) leaves
//! out the search in all others, which is most of its work. But a block that is looked at once only keeps the quality of that picture. Where
//! the bit rate did not allow the finest, blocks stay active for some pictures after they changed; and all of them do after a key frame, whose
//! quality is the coarsest.

use avatar::Changes;

/// Pictures for which a block is looked at after it changed, until one of them is as fine as it gets.
const SETTLING: u8 = 2;
/// Pictures for which all blocks are looked at after a key frame, and refined: about the time in which the rate control reaches full quality.
pub(super) const AFTER_KEY: u8 = 30;

/// The blocks that are active, picture by picture.
#[derive(Clone, Debug, Default)]
pub struct ActiveMap {
    /// Pictures for which each block is still active.
    left: Vec<u8>,
    /// 1 for each block that is active in this picture, else 0.
    map: Vec<u8>,
}

impl ActiveMap {
    /// The blocks to look at in the next picture, 1 for each that is active and 0 for the others. Without changes nothing moved: then all are
    /// active, since the picture is sent for the sake of its quality.
    pub fn next(&mut self, changes: Option<&Changes>, key: bool) -> &[u8] {
        let Some(changes) = changes else {
            self.map.fill(1);
            return &self.map;
        };
        self.left.resize(changes.tiles().len(), AFTER_KEY);
        self.map.resize(changes.tiles().len(), 1);
        for ((left, active), &changed) in self.left.iter_mut().zip(&mut self.map).zip(changes.tiles()) {
            if key {
                *left = AFTER_KEY;
            } else if changed == 1 {
                *left = SETTLING.max(*left);
            }
            *active = u8::from(*left > 0);
            *left = left.saturating_sub(1);
        }
        &self.map
    }

    /// The last of these pictures was encoded as finely as it gets: another look at what changed in it adds nothing.
    pub fn settle(&mut self) {
        for left in self.left.iter_mut().filter(|left| **left < SETTLING) {
            *left = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use avatar::{FrameSize, Performance};
    use std::time::Duration;

    use super::*;

    /// The changes of a picture that is as the one before, and of a first one.
    fn changes() -> (Changes, Changes) {
        let mut performance = Performance::new("clara", FrameSize::LOW, 1).unwrap();
        let still = performance.changes().clone();
        performance.picture(Duration::ZERO);
        (still, performance.changes().clone())
    }

    fn count(map: &[u8]) -> usize {
        map.iter().filter(|active| **active == 1).count()
    }

    #[test]
    fn all_is_looked_at_after_a_key_frame_and_then_only_what_changed() {
        let (still, first) = changes();
        let mut map = ActiveMap::default();
        let all = first.tiles().len();
        assert_eq!(all, 40 * 23);
        assert_eq!(count(map.next(Some(&first), true)), all);
        for _ in 1..AFTER_KEY {
            assert_eq!(count(map.next(Some(&still), false)), all);
        }
        assert_eq!(count(map.next(Some(&still), false)), 0);

        let drawn = count(first.tiles());
        assert!((1..all).contains(&drawn), "{drawn}");
        for _ in 0..SETTLING {
            // The change of the first of these pictures only.
            let active = map.next(Some(if count(&map.map) == 0 { &first } else { &still }), false);
            assert_eq!(count(active), drawn);
        }
        assert_eq!(count(map.next(Some(&still), false)), 0);

        // A fine one is looked at once.
        assert_eq!(count(map.next(Some(&first), false)), drawn);
        map.settle();
        assert_eq!(count(map.next(Some(&still), false)), 0);
        assert_eq!(count(map.next(None, false)), all, "a picture for the quality's sake");
        assert_eq!(count(map.next(Some(&still), true)), all);
        map.settle();
        assert_eq!(count(map.next(Some(&still), false)), all, "after a key frame");
    }
}
