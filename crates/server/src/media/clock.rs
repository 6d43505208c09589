//! The media clock: when the next packet of sound and the next picture (video frame) are due.
//!
//! Both streams count from one start, so lips and sound cannot drift apart. Packets and pictures are stamped with the moment they were
//! scheduled for, not the moment the thread got round to them.

use std::time::{Duration, Instant};

use crate::media::rates::{PACKETS_PER_SECOND, PICTURES_PER_SECOND};

/// A thread that comes later than this does not hurry through what it missed: the schedule moves instead. Below it, what was
/// missed is made up for, so that a short delay changes nothing.
const MAX_LAG: Duration = Duration::from_millis(200);

/// By a multiple of this the schedule moves: whole pictures and whole packets, so that a session keeps its turn among the others. The rest of
/// the delay, which is less, is made up for.
const MOVE_STEP: Duration = Duration::from_millis(100);

/// The media that are due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// The packet of sound with this number, scheduled for this moment.
    Packet(u64, Instant),
    /// The picture with this number, scheduled for this moment.
    Picture(u64, Instant),
}

/// The schedule of a session's media.
#[derive(Clone, Debug)]
pub struct Clock {
    start: Instant,
    packets: u64,
    pictures: u64,
}

impl Clock {
    /// A clock whose first packet and picture are due at `start`.
    pub fn new(start: Instant) -> Self {
        Self {
            start,
            packets: 0,
            pictures: 0,
        }
    }

    /// When something is due next.
    pub fn next(&self) -> Instant {
        self.packet_at().min(self.picture_at())
    }

    /// Takes what is due at `now`, the earlier first, sound before pictures.
    ///
    /// Pictures that have been missed are skipped, all but the last: nobody would see them. Sound is never skipped.
    pub fn take(&mut self, now: Instant) -> Option<Due> {
        let late = now.saturating_duration_since(self.packet_at());
        if late > MAX_LAG {
            let moves = late.as_millis() / MOVE_STEP.as_millis();
            self.start += MOVE_STEP * u32::try_from(moves).unwrap_or(u32::MAX);
        }
        let (packet_at, picture_at) = (self.packet_at(), self.picture_at());
        if packet_at <= picture_at {
            if packet_at > now {
                return None;
            }
            self.packets += 1;
            return Some(Due::Packet(self.packets - 1, packet_at));
        }
        if picture_at > now {
            return None;
        }
        while self.start + moment(self.pictures + 1, PICTURES_PER_SECOND) <= now {
            self.pictures += 1;
        }
        let due = Due::Picture(self.pictures, self.picture_at());
        self.pictures += 1;
        Some(due)
    }

    fn packet_at(&self) -> Instant {
        self.start + moment(self.packets, PACKETS_PER_SECOND)
    }

    fn picture_at(&self) -> Instant {
        self.start + moment(self.pictures, PICTURES_PER_SECOND)
    }
}

/// The moment of the `count`th of `rate` a second, without the error that adding up a rounded interval would gather.
fn moment(count: u64, rate: u32) -> Duration {
    let rate = u64::from(rate);
    Duration::from_secs(count / rate) + Duration::from_nanos((count % rate) * 1_000_000_000 / rate)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn drain(clock: &mut Clock, now: Instant) -> Vec<Due> {
        std::iter::from_fn(|| clock.take(now)).collect()
    }

    #[test]
    fn an_hour_has_all_its_packets_and_pictures() {
        let start = Instant::now();
        let mut clock = Clock::new(start);
        let (mut packets, mut pictures) = (0, 0);
        while clock.next() < start + Duration::from_secs(3600) {
            let now = clock.next();
            for due in drain(&mut clock, now) {
                match due {
                    Due::Packet(..) => packets += 1,
                    Due::Picture(..) => pictures += 1,
                }
            }
        }
        assert_eq!((packets, pictures), (3600 * 50, 3600 * 30));
    }

    proptest! {
        #[test]
        fn numbers_rise_nothing_comes_early_and_no_packet_is_skipped(waits in prop::collection::vec(0_u64..500, 1..200)) {
            let start = Instant::now();
            let mut clock = Clock::new(start);
            let mut now = start;
            let (mut packet, mut picture) = (0, None);
            for wait in waits {
                now += Duration::from_millis(wait);
                for due in drain(&mut clock, now) {
                    match due {
                        Due::Packet(number, at) => {
                            prop_assert_eq!(number, packet);
                            prop_assert!(at <= now && now - at <= MAX_LAG);
                            packet += 1;
                        }
                        Due::Picture(number, at) => {
                            prop_assert!(picture.is_none_or(|last| number > last));
                            prop_assert!(at <= now);
                            picture = Some(number);
                        }
                    }
                }
                prop_assert!(clock.next() > now);
            }
        }

        #[test]
        fn a_longer_delay_moves_the_schedule_by_whole_pictures_and_packets(late in 201_u64..100_000) {
            let start = Instant::now();
            let mut clock = Clock::new(start);
            drain(&mut clock, start + Duration::from_millis(late));
            let moved = (clock.packet_at() - start).as_millis();
            prop_assert_eq!(moved % 20, 0, "packets");
            let pictures = (clock.picture_at() - start).as_nanos() * u128::from(PICTURES_PER_SECOND);
            // Each moment is rounded down to a nanosecond.
            prop_assert!(pictures.next_multiple_of(1_000_000_000) - pictures < 60, "pictures");
        }

        #[test]
        fn a_delay_within_patience_leaves_the_schedule_alone(late in 0_u64..=200) {
            let start = Instant::now();
            let mut clock = Clock::new(start);
            drain(&mut clock, start + Duration::from_millis(late));
            let packets = late / 20 + 1;
            prop_assert_eq!(clock.packet_at(), start + Duration::from_millis(packets * 20));
        }
    }
}
