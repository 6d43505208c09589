//! Detects a frozen picture: the pictures stopped coming although the connection stands.

/// Watches for pictures that do not come. Counts ticks instead of time, so that a machine that slept is not taken for a
/// frozen picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct FreezeDetector {
    decoded: Still,
    seen: Still,
    packets: Still,
    frozen: bool,
}

/// A counter, and for how many ticks it has not moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Still {
    count: u32,
    ticks: u32,
}

impl Still {
    fn tick(&mut self, count: u32) {
        let moved = std::mem::replace(&mut self.count, count) != count;
        self.ticks = if moved { 0 } else { self.ticks.saturating_add(1) };
    }
}

impl FreezeDetector {
    /// Ticks, a quarter of a second each, without a picture while the avatar is heard, or without any packet at all.
    const SURE: u32 = 24;
    /// Ticks without a picture while sound without speech comes: an idle avatar may be a still for a while.
    const LONG: u32 = 80;

    /// Takes the counts so far of pictures decoded, of pictures seen (none while nobody could see any) and of packets received,
    /// and whether speech is heard. Gives whether the pictures are frozen when that changes. Before the first picture nothing is
    /// frozen.
    pub(super) fn tick(&mut self, decoded: u32, seen: Option<u32>, packets: u32, audible: bool) -> Option<bool> {
        self.decoded.tick(decoded);
        match seen {
            Some(seen) => self.seen.tick(seen),
            None => self.seen.ticks = 0,
        }
        self.packets.tick(packets);
        let still = self.decoded.ticks.max(self.seen.ticks);
        let sure = still >= Self::SURE && (audible || self.packets.ticks >= Self::SURE);
        let frozen = decoded > 0 && (sure || still >= Self::LONG);
        (std::mem::replace(&mut self.frozen, frozen) != frozen).then_some(frozen)
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    /// After how many ticks without a picture it is called frozen.
    fn patience(packets_flow: bool, audible: bool) -> Option<u32> {
        let mut freeze_detector = FreezeDetector::default();
        assert_eq!(freeze_detector.tick(1, Some(1), 1, audible), None);
        (1..200).find(|&tick| {
            let packets = if packets_flow { 1 + tick } else { 1 };
            freeze_detector.tick(1, Some(1), packets, audible) == Some(true)
        })
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn it_waits_longer_for_an_idle_avatar_than_for_a_speaking_or_a_silent_one() {
        assert_eq!(patience(false, false), Some(FreezeDetector::SURE));
        assert_eq!(patience(true, true), Some(FreezeDetector::SURE));
        assert_eq!(patience(true, false), Some(FreezeDetector::LONG));
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn one_picture_ends_it() {
        let mut freeze_detector = FreezeDetector::default();
        freeze_detector.tick(1, Some(1), 1, false);
        let frozen = (0..100)
            .filter_map(|_| freeze_detector.tick(1, Some(1), 1, false))
            .collect::<Vec<_>>();
        assert_eq!(frozen, [true]);
        assert_eq!(freeze_detector.tick(2, Some(2), 2, false), Some(false));
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn nothing_is_frozen_before_the_first_picture() {
        let mut freeze_detector = FreezeDetector::default();
        assert!((0..200).all(|_| freeze_detector.tick(0, Some(0), 0, false).is_none()));
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn where_nobody_sees_any_picture_what_is_decoded_counts() {
        let mut freeze_detector = FreezeDetector::default();
        assert!((1..200).all(|tick| freeze_detector.tick(tick, None, tick, true).is_none()));
        let frozen = |tick: &u32| freeze_detector.tick(200, None, 200 + tick, true) == Some(true);
        assert_eq!((1..200).find(frozen), Some(FreezeDetector::SURE + 1));
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn pictures_that_are_decoded_and_not_shown_are_frozen() {
        let mut freeze_detector = FreezeDetector::default();
        let frozen = |tick: &u32| freeze_detector.tick(*tick, Some(1), *tick, true) == Some(true);
        assert_eq!((1..200).find(frozen), Some(FreezeDetector::SURE + 1));
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn pictures_that_come_between_the_ticks_are_seen_in_their_own_time() {
        // Decoded at every even tick, shown at every odd one.
        let mut freeze_detector = FreezeDetector::default();
        assert!((2..400).all(|tick| {
            freeze_detector
                .tick(tick / 2, Some(tick.div_ceil(2)), tick, false)
                .is_none()
        }));
    }
}
