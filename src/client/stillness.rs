//! Whether the pictures stopped coming although the connection stands.

/// Watches for pictures that do not come. Counts ticks instead of time, so that a machine that slept is not taken for a
/// frozen picture.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stillness {
    pictures: u32,
    packets: u32,
    ticks_without_picture: u32,
    ticks_without_packet: u32,
    frozen: bool,
}

impl Stillness {
    /// Ticks, a quarter of a second each, without a picture while the avatar is heard, or without any packet at all.
    const SURE: u32 = 24;
    /// Ticks without a picture while sound without speech comes: an idle avatar may be a still for a while.
    const LONG: u32 = 80;

    /// Takes the counts so far of pictures shown and of packets received, and whether speech is heard. Gives whether the
    /// pictures are frozen when that changes. Before the first picture nothing is frozen.
    pub(super) fn tick(&mut self, pictures: u32, packets: u32, audible: bool) -> Option<bool> {
        let moved = std::mem::replace(&mut self.pictures, pictures) != pictures;
        let received = std::mem::replace(&mut self.packets, packets) != packets;
        self.ticks_without_picture = if moved {
            0
        } else {
            self.ticks_without_picture.saturating_add(1)
        };
        self.ticks_without_packet = if received {
            0
        } else {
            self.ticks_without_packet.saturating_add(1)
        };
        let sure = self.ticks_without_picture >= Self::SURE && (audible || self.ticks_without_packet >= Self::SURE);
        let frozen = pictures > 0 && (sure || self.ticks_without_picture >= Self::LONG);
        (std::mem::replace(&mut self.frozen, frozen) != frozen).then_some(frozen)
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    /// After how many ticks without a picture it is called frozen.
    fn patience(packets_flow: bool, audible: bool) -> Option<u32> {
        let mut stillness = Stillness::default();
        assert_eq!(stillness.tick(1, 1, audible), None);
        (1..200).find(|&tick| {
            let packets = if packets_flow { 1 + tick } else { 1 };
            stillness.tick(1, packets, audible) == Some(true)
        })
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn it_waits_longer_for_an_idle_avatar_than_for_a_speaking_or_a_silent_one() {
        assert_eq!(patience(false, false), Some(Stillness::SURE));
        assert_eq!(patience(true, true), Some(Stillness::SURE));
        assert_eq!(patience(true, false), Some(Stillness::LONG));
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn one_picture_ends_it() {
        let mut stillness = Stillness::default();
        stillness.tick(1, 1, false);
        let frozen = (0..100).filter_map(|_| stillness.tick(1, 1, false)).collect::<Vec<_>>();
        assert_eq!(frozen, [true]);
        assert_eq!(stillness.tick(2, 2, false), Some(false));
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn nothing_is_frozen_before_the_first_picture() {
        let mut stillness = Stillness::default();
        assert!((0..200).all(|_| stillness.tick(0, 0, false).is_none()));
    }
}
