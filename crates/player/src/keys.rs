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
    /// Whether it is the space bar.
    pub space: bool,
    /// Whether nothing that has the focus takes the space bar itself: no field, and no button but the microphone's.
    pub free: bool,
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

impl Key {
    /// Whether an element with this tag and class leaves the space bar alone. `microphone` is the class of the microphone's button.
    pub fn is_free(tag: &str, class: &str) -> bool {
        let takes = ["button", "input", "textarea", "select", "summary", "a"];
        !takes.iter().any(|name| tag.eq_ignore_ascii_case(name)) || class.split(' ').any(|name| name == "microphone")
    }
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
    /// The microphone's button is held, until the key is let go.
    Hold,
}

impl Player {
    /// The effect of a key. Enter in the box sends; together with Shift it begins a new line, and while a character is composed it is the
    /// input method's. Escape interrupts where there is something to interrupt.
    pub fn key(&self, key: Key) -> Act {
        if key.composing {
            return Act::Pass;
        }
        if key.space {
            return match key.free && self.holds() {
                true if key.repeat => Act::Ignore,
                true => Act::Hold,
                false => Act::Pass,
            };
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
    use session::{Microphone, State};

    use super::*;
    use crate::control_set::ControlSet;
    use crate::input::Input;

    const ENTER: Key = Key {
        enter: true,
        escape: false,
        space: false,
        free: false,
        shift: false,
        repeat: false,
        boxed: true,
        composing: false,
        composed: None,
    };

    #[test]
    fn enter_sends_unless_it_is_somebody_elses() {
        let player = Player::new(ControlSet::default());
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
    fn the_space_bar_is_the_button_of_push_to_talk_outside_of_fields() {
        let space = Key {
            enter: false,
            boxed: false,
            space: true,
            free: true,
            ..ENTER
        };
        assert!(Key::is_free("div", "") && Key::is_free("BUTTON", "quiet microphone"));
        assert!(!Key::is_free("button", "quiet") && !Key::is_free("TEXTAREA", ""));
        let mut player = Player::new(ControlSet::of("microphone"));
        player.handle(0, Input::PushToTalk(true));
        assert_eq!(player.key(space), Act::Pass, "there is nobody to be heard by");
        player.handle(0, Input::State(State::Live));
        player.handle(0, Input::Microphone(Microphone::Muted));
        assert_eq!(player.key(Key { free: false, ..space }), Act::Pass);
        assert_eq!(player.key(space), Act::Hold);
        assert_eq!(player.key(Key { repeat: true, ..space }), Act::Ignore);
        player.handle(0, Input::PushToTalk(false));
        assert_eq!(player.key(space), Act::Pass);
    }

    #[test]
    fn escape_interrupts_speech_and_is_otherwise_the_pages() {
        let escape = Key {
            enter: false,
            escape: true,
            ..ENTER
        };
        let mut player = Player::new(ControlSet::default());
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
        player.handle(0, Input::ControlSet(ControlSet::of("close")));
        assert_eq!(player.key(escape), Act::Pass, "it closes the panel");
    }
}
