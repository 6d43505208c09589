//! Staggers the pictures (video frames) of all sessions over a picture's interval.
//!
//! Every session makes a picture each 33 ms, and one takes some milliseconds of a core. Sessions that began at chance moments make theirs at the
//! same time and wait for each other, while the core rests between. So each begins at that part of the interval that the others leave most
//! free, which delays its first picture by one interval at most.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::media::rates::PICTURES_PER_SECOND;

/// Parts of a picture's interval, of 2 ms each: about half as long as a picture takes.
const PARTS: usize = 16;

const PARTS_PER_SECOND: u128 = PICTURES_PER_SECOND as u128 * PARTS as u128;

/// Nanoseconds of a second.
const NANOS: u128 = 1_000_000_000;

/// How many sessions make their pictures in each part of the interval.
#[derive(Debug)]
pub struct Stagger {
    origin: Instant,
    sessions: Mutex<[u32; PARTS]>,
}

/// A session's turn in the interval. It is given up when this is dropped.
#[derive(Debug)]
pub struct Turn {
    stagger: Arc<Stagger>,
    part: usize,
    start: Instant,
}

impl Stagger {
    /// No session has a turn yet.
    pub fn new(origin: Instant) -> Self {
        Self {
            origin,
            sessions: Mutex::default(),
        }
    }

    /// The turn of a session that is ready at `now`: the earliest of those that lie farthest from the others'.
    pub fn turn(self: &Arc<Self>, now: Instant) -> Turn {
        let elapsed = now.saturating_duration_since(self.origin).as_nanos();
        let first = (elapsed * PARTS_PER_SECOND).div_ceil(NANOS);
        let mut sessions = self.sessions();
        let starts = (first..).take(PARTS).map(|start| (start, part(start)));
        let (start, part) = starts
            .min_by_key(|(_, part)| crowd(&sessions, *part))
            .unwrap_or((first, part(first)));
        if let Some(count) = sessions.get_mut(part) {
            *count += 1;
        }
        drop(sessions);
        // Rounded up, as its part begins then.
        let nanos = u64::try_from((start * NANOS).div_ceil(PARTS_PER_SECOND)).unwrap_or(u64::MAX);
        Turn {
            stagger: Arc::clone(self),
            part,
            start: self.origin + Duration::from_nanos(nanos),
        }
    }

    // A poisoned lock means that a panic was reported elsewhere; what it guards are counts.
    fn sessions(&self) -> MutexGuard<'_, [u32; PARTS]> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// When the session begins.
    pub fn start(&self) -> Instant {
        self.start
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(count) = self.stagger.sessions().get_mut(self.part) {
            *count -= 1;
        }
    }
}

/// The part of the interval that a count of parts ends at.
fn part(count: u128) -> usize {
    (count % PARTS as u128) as usize
}

/// How crowded it is around a part. It rises ever faster towards the part itself, so that the least crowded part is the middle of the widest gap.
fn crowd(sessions: &[u32; PARTS], part: usize) -> u32 {
    let near = |(other, count): (usize, &u32)| {
        let apart = other.abs_diff(part);
        let nearness = (PARTS / 2 - apart.min(PARTS - apart)) as u32;
        count * nearness * nearness
    };
    sessions.iter().enumerate().map(near).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const INTERVAL: Duration = Duration::from_nanos(1_000_000_000 / PICTURES_PER_SECOND as u64);

    fn stagger() -> (Arc<Stagger>, Instant) {
        let origin = Instant::now();
        (Arc::new(Stagger::new(origin)), origin)
    }

    /// The place of a turn within the interval, in thousandths of it.
    fn place(turn: &Turn, origin: Instant) -> u128 {
        let thousandths = (turn.start() - origin).as_nanos() * u128::from(PICTURES_PER_SECOND) * 1000 / NANOS;
        thousandths % 1000
    }

    #[test]
    fn the_first_session_begins_at_once_and_the_next_ones_in_the_middle_of_the_widest_gap() {
        let (stagger, origin) = stagger();
        let turns: Vec<_> = (0..4).map(|_| stagger.turn(origin)).collect();
        let places: Vec<_> = turns.iter().map(|turn| place(turn, origin)).collect();
        assert_eq!(places, [0, 500, 250, 750]);
    }

    #[test]
    fn the_turn_of_a_session_that_ends_is_free_again() {
        let (stagger, origin) = stagger();
        let mut turns: Vec<_> = (0..PARTS).map(|_| stagger.turn(origin)).collect();
        let gone = turns.remove(5);
        let place_of_gone = place(&gone, origin);
        drop(gone);
        // A long time later, too: the interval is no whole number of nanoseconds.
        let day = origin + Duration::from_hours(24);
        let next = stagger.turn(day);
        assert_eq!(place(&next, origin), place_of_gone);
        assert!(next.start() - day <= INTERVAL);
    }

    proptest! {
        #[test]
        fn all_parts_have_as_many_sessions_whenever_these_come(waits in prop::collection::vec(0_u64..5_000, PARTS * 3)) {
            let (stagger, origin) = stagger();
            let mut now = origin;
            let mut turns = Vec::new();
            for wait in waits {
                now += Duration::from_micros(wait * 100);
                let turn = stagger.turn(now);
                prop_assert!(turn.start() >= now && turn.start() - now <= INTERVAL + Duration::from_nanos(2));
                turns.push(turn);
                let sessions = *stagger.sessions();
                let (least, most) = (sessions.iter().min(), sessions.iter().max());
                prop_assert!(most.zip(least).is_some_and(|(most, least)| most - least <= 1), "{sessions:?}");
            }
            drop(turns);
            prop_assert_eq!(*stagger.sessions(), [0; PARTS]);
        }
    }
}
