//! The figure's attention as it changes: how much it listens or thinks.

use crate::motion::{Attention, AttentionLevels, ease};

/// Seconds that a change takes.
const TURNING: f64 = 0.6;

/// The attention of the moment, and the one before, out of which it comes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Focus {
    attention: Attention,
    before: AttentionLevels,
    /// Since when, in seconds.
    since: f64,
}

impl Focus {
    /// Turns to something else at `seconds`.
    pub(super) fn turn(&mut self, attention: Attention, seconds: f64) {
        if attention != self.attention {
            *self = Self {
                attention,
                before: self.at(seconds),
                since: seconds,
            };
        }
    }

    pub(super) fn at(&self, seconds: f64) -> AttentionLevels {
        let share = ease((seconds - self.since) / TURNING);
        let level = |before: f64, wanted: Attention| {
            let target = f64::from(u8::from(self.attention == wanted));
            before + (target - before) * share
        };
        AttentionLevels {
            listening: level(self.before.listening, Attention::Listening),
            thinking: level(self.before.thinking, Attention::Thinking),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attention_turns_without_a_jump_wherever_it_was() {
        let mut focus = Focus::default();
        focus.turn(Attention::Listening, 1.0);
        assert_eq!(focus.at(1.0), AttentionLevels::default());
        let half = focus.at(1.3);
        assert!((half.listening - 0.5).abs() < 1e-9);
        focus.turn(Attention::Thinking, 1.3);
        assert_eq!(focus.at(1.3), half);
        assert_eq!(
            focus.at(2.0),
            AttentionLevels {
                listening: 0.0,
                thinking: 1.0
            }
        );
        focus.turn(Attention::Thinking, 5.0);
        assert_eq!(focus.at(5.0).thinking, 1.0, "nothing has changed");
    }
}
