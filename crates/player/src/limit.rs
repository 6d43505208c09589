//! The countdown to a time limit, the end that comes by itself.

use session::LimitKind;

/// So many seconds before it, an end is near.
const NEAR: u32 = 60;

/// An end that is near.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The key of the words before the countdown.
    pub word: &'static str,
    /// How many seconds are left.
    pub seconds: u32,
    /// Whether the visitor can put it off.
    pub stay: bool,
}

/// The ends that come by themselves.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Limits {
    near: Option<LimitKind>,
    idle: Option<u32>,
    cap: Option<u32>,
}

impl Limits {
    /// An end was told of.
    pub(crate) fn told(&mut self, kind: LimitKind, seconds: u32) {
        self.near = Some(kind);
        match kind {
            LimitKind::Idle => self.idle = Some(seconds),
            LimitKind::Cap => self.cap = Some(seconds),
        }
    }

    /// Takes how long it still lasts. An end that was put off is not near any more.
    pub(crate) fn count(&mut self, idle: Option<u32>, cap: Option<u32>) {
        (self.idle, self.cap) = (idle, cap);
        self.near = self
            .near
            .filter(|near| self.left(*near).is_some_and(|left| left <= NEAR));
    }

    /// Speech puts off the end for want of texts.
    pub(crate) fn spoke(&mut self) {
        self.near = self.near.filter(|near| *near == LimitKind::Cap);
    }

    /// No end is near.
    pub(crate) const fn clear(&mut self) {
        self.near = None;
    }

    /// Its visible state.
    pub(crate) fn view(&self) -> Option<Limit> {
        let near = self.near?;
        let (word, stay) = match near {
            LimitKind::Idle => ("limit.idle", true),
            LimitKind::Cap => ("limit.cap", false),
        };
        Some(Limit {
            word,
            seconds: self.left(near).unwrap_or_default(),
            stay,
        })
    }

    const fn left(&self, kind: LimitKind) -> Option<u32> {
        match kind {
            LimitKind::Idle => self.idle,
            LimitKind::Cap => self.cap,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_counts_down_until_it_is_put_off() {
        let mut limits = Limits::default();
        assert_eq!(limits.view(), None);
        limits.told(LimitKind::Idle, 60);
        limits.count(Some(59), Some(900));
        let limit = limits.view().unwrap();
        assert_eq!((limit.word, limit.seconds, limit.stay), ("limit.idle", 59, true));
        limits.count(Some(180), Some(898));
        assert_eq!(limits.view(), None, "kept alive in another way");
        limits.told(LimitKind::Cap, 30);
        limits.spoke();
        assert!(!limits.view().unwrap().stay, "speech does not put off the cap");
        limits.told(LimitKind::Idle, 10);
        limits.spoke();
        assert_eq!(limits.view(), None);
    }
}
