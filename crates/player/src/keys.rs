//! Keyboard handling of the player.

use crate::control::Control;
use crate::player::Player;

/// For so long after a composition ended, in ms, Enter belongs to it: Safari ends it before it tells of the key.
const COMPOSED: u32 = 50;

/// A key that was pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Key {
    /// Whether it is Enter.
    pub enter: bool,
    /// Whether it is Escape.
    pub escape: bool,
    /// Whether Shift is held with it.
    pub shift: bool,
    /// Whether it is held down, and was told of before.
    pub repeat: bool,
    /// Whether it was pressed in the text box.
    pub boxed: bool,
    /// Whether an input method takes it. Safari says so by the key code alone.
    pub composing: bool,
    /// How long ago a composition ended, in ms; none where there was none.
    pub composed: Option<u32>,
}

/// The effect of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The browser's own effect.
    Pass,
    /// Nothing at all.
    Ignore,
    /// The same as a press on a control.
    Press(Control),
}

impl Player {
    /// The effect of a key. Enter in the box sends; together with Shift it begins a new line, and while a character is composed it is the
    /// input method's. Escape interrupts where there is something to interrupt.
    pub fn key(&self, key: Key) -> Act {
        if key.composing {
            return Act::Pass;
        }
        if key.escape {
            // In a panel, Escape closes the panel.
            let silences = self.can_interrupt() && !self.offers(Control::Close);
            return match silences {
                true if key.repeat => Act::Ignore,
                true => Act::Press(Control::Interrupt),
                false => Act::Pass,
            };
        }
        if !key.enter || !key.boxed || key.shift {
            Act::Pass
        } else if key.repeat || key.composed.is_some_and(|since| since < COMPOSED) {
            // Held down, it may still be the one that pressed the button before.
            Act::Ignore
        } else {
            Act::Press(Control::Send)
        }
    }
}

#[cfg(test)]
mod tests {
    use session::State;

    use super::*;
    use crate::control::Offer;
    use crate::input::Input;

    const ENTER: Key = Key {
        enter: true,
        escape: false,
        shift: false,
        repeat: false,
        boxed: true,
        composing: false,
        composed: None,
    };

    #[test]
    fn enter_sends_unless_it_is_somebody_elses() {
        let player = Player::new(Offer::default());
        assert_eq!(player.key(ENTER), Act::Press(Control::Send));
        assert_eq!(player.key(Key { shift: true, ..ENTER }), Act::Pass);
        assert_eq!(player.key(Key { boxed: false, ..ENTER }), Act::Pass);
        let composing = Key {
            composing: true,
            ..ENTER
        };
        assert_eq!(player.key(composing), Act::Pass);
        let safari = Key {
            composed: Some(1),
            ..ENTER
        };
        assert_eq!(player.key(safari), Act::Ignore);
        let later = Key {
            composed: Some(400),
            ..ENTER
        };
        assert_eq!(player.key(later), Act::Press(Control::Send));
        assert_eq!(player.key(Key { repeat: true, ..ENTER }), Act::Ignore);
        assert_eq!(player.key(Key { enter: false, ..ENTER }), Act::Pass);
    }

    #[test]
    fn escape_interrupts_speech_and_is_otherwise_the_pages() {
        let escape = Key {
            enter: false,
            escape: true,
            ..ENTER
        };
        let mut player = Player::new(Offer::default());
        assert_eq!(player.key(escape), Act::Pass);
        player.handle(0, Input::State(State::Live));
        assert_eq!(player.key(escape), Act::Pass);
        player.handle(0, Input::Speaking(true));
        assert_eq!(player.key(escape), Act::Press(Control::Interrupt));
        let composing = Key {
            composing: true,
            ..escape
        };
        assert_eq!(player.key(composing), Act::Pass);
        player.handle(0, Input::Offer(Offer::of("close")));
        assert_eq!(player.key(escape), Act::Pass, "it closes the panel");
    }
}
