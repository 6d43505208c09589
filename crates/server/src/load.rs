//! Overload detection: how late the sessions' pictures are, and whether one more session would make them later.
//!
//! A machine with too much to do shows it by lateness before it shows by anything else: pictures are made after the moment that they were
//! scheduled for. While more than one in twenty of the last seconds is later than it may be, no new sessions are opened, so that those that
//! are open do not suffer. That holds until all but one in twenty are at most half as late.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Seconds that are looked at.
const SECONDS: usize = 5;

/// Fewer pictures say nothing: those of one session in a second.
const MIN_PICTURES: u32 = 30;

/// One in this many may be later.
const TOLERATED: u32 = 20;

/// The lateness of a server's pictures.
#[derive(Debug)]
pub struct Load {
    most: Option<Duration>,
    began: Instant,
    window: Mutex<Window>,
}

impl Load {
    /// A server whose pictures may be this late; without a bound, it is never late.
    pub fn new(most: Option<Duration>) -> Self {
        Self {
            most,
            began: Instant::now(),
            window: Mutex::default(),
        }
    }

    /// A picture was made this long after its moment.
    pub fn picture(&self, late: Duration) {
        if let Some(most) = self.most {
            self.window(|window, second| window.add(late, most, second));
        }
    }

    /// Whether pictures are later than they may be.
    pub fn is_late(&self) -> bool {
        self.most.is_some() && self.window(Window::is_late)
    }

    fn window<T>(&self, with: impl FnOnce(&mut Window, u64) -> T) -> T {
        // A poisoned lock means that a panic was reported elsewhere; what it guards are counts.
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        with(&mut window, self.began.elapsed().as_secs())
    }
}

/// The pictures of one second.
#[derive(Clone, Copy, Debug, Default)]
struct Second {
    number: u64,
    all: u32,
    /// Later than they may be.
    late: u32,
    /// Later than half of that.
    half_late: u32,
}

/// The last seconds.
#[derive(Debug, Default)]
struct Window {
    seconds: [Second; SECONDS],
    is_late: bool,
}

impl Window {
    fn add(&mut self, late: Duration, most: Duration, number: u64) {
        let place = usize::try_from(number % SECONDS as u64).unwrap_or_default();
        let Some(second) = self.seconds.get_mut(place) else {
            return;
        };
        if second.number != number {
            *second = Second {
                number,
                ..Second::default()
            };
        }
        second.all += 1;
        second.late += u32::from(late > most);
        second.half_late += u32::from(late > most / 2);
    }

    fn is_late(&mut self, now: u64) -> bool {
        let recent = self
            .seconds
            .iter()
            .filter(|second| second.number + SECONDS as u64 > now);
        let (all, late, half_late) = recent.fold((0, 0, 0), |(all, late, half_late), second| {
            (all + second.all, late + second.late, half_late + second.half_late)
        });
        let too_many = if self.is_late { half_late } else { late };
        self.is_late = all >= MIN_PICTURES && too_many * TOLERATED > all;
        self.is_late
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAX_LATENESS: Duration = Duration::from_millis(40);

    /// A second of 100 pictures, of which so many are this late.
    fn second(window: &mut Window, number: u64, count: u32, late: u64) {
        for picture in 0..100 {
            let late = if picture < count { late } else { 0 };
            window.add(Duration::from_millis(late), MAX_LATENESS, number);
        }
    }

    #[test]
    fn one_late_picture_in_twenty_is_tolerated_and_more_are_not_until_it_is_much_better() {
        let mut window = Window::default();
        second(&mut window, 0, 5, 41);
        assert!(!window.is_late(0));
        second(&mut window, 1, 6, 41);
        assert!(window.is_late(1));
        for number in 2..7 {
            // No more late, but half as late: what was refused stays refused.
            second(&mut window, number, 100, 40);
        }
        assert!(window.is_late(6));
        for number in 7..12 {
            second(&mut window, number, 5, 21);
        }
        assert!(!window.is_late(11));
    }

    #[test]
    fn few_pictures_and_old_ones_say_nothing() {
        let mut window = Window::default();
        for _ in 0..29 {
            window.add(Duration::from_secs(1), MAX_LATENESS, 0);
        }
        assert!(!window.is_late(0));
        window.add(Duration::from_secs(1), MAX_LATENESS, 0);
        assert!(window.is_late(0));
        assert!(window.is_late(4));
        assert!(!window.is_late(5), "the sessions have ended");
        assert!(!Load::new(None).is_late());
    }
}
