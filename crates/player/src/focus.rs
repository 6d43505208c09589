//! Where the focus goes when the session or the player changes.

use session::State;

use crate::player::Player;

/// The node that has the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// Something outside the player.
    Elsewhere,
    /// Nothing: the page itself, after the visitor did something in the player.
    Nowhere,
    /// The button that begins or ends a session.
    Toggle,
    /// The text box.
    Box,
    /// The player as a whole.
    Player,
    /// Something else in the player.
    Other,
}

/// The node that gets the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The text box.
    Box,
    /// The player as a whole, which no key does anything to.
    Player,
    /// The button that begins a session.
    Start,
}

/// The focus as a view sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The node that had the focus before the page was changed.
    pub at: At,
    /// Whether that is gone, or can have it no longer.
    pub lost: bool,
    /// Whether the visitor touches the screen: the focus in a text box would bring up a keyboard unasked.
    pub touch: bool,
    /// Whether there is a text box to be seen.
    pub boxed: bool,
}

const fn open(state: State) -> bool {
    !matches!(state, State::Idle | State::Ended)
}

impl Player {
    /// Where the focus goes, now that a view has rendered what is seen; none where it stays.
    ///
    /// Keys may be typed in hope of a text box at any time. So once a session begins the focus is there, and where it is lost it never
    /// comes to a button by itself, except to the one that takes the place of the one that was just pressed.
    pub fn focus(&mut self, look: Look) -> Option<Place> {
        let state = self.state();
        let before = core::mem::replace(&mut self.looked_at, state);
        next(before, state, look)
    }
}

fn next(before: State, state: State, look: Look) -> Option<Place> {
    let write = if look.touch || !look.boxed || !open(state) || state == State::Stopping {
        Place::Player
    } else {
        Place::Box
    };
    let begins = open(state) && !open(before);
    let comes = state == State::Live && before != State::Live;
    match look.at {
        At::Elsewhere => None,
        // Some browsers give no focus to a button that is clicked.
        At::Nowhere => (begins || comes).then_some(write),
        At::Toggle | At::Player if begins || comes => Some(write),
        At::Toggle if look.lost && !open(state) && !look.touch => Some(Place::Start),
        _ => look.lost.then_some(write),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOK: Look = Look {
        at: At::Toggle,
        lost: false,
        touch: false,
        boxed: true,
    };

    #[test]
    fn whoever_starts_can_type_at_once() {
        assert_eq!(next(State::Idle, State::Creating, LOOK), Some(Place::Box));
        let clicked = Look {
            at: At::Nowhere,
            ..LOOK
        };
        assert_eq!(next(State::Idle, State::Creating, clicked), Some(Place::Box));
        assert_eq!(next(State::Connecting, State::Live, LOOK), Some(Place::Box));
        let retry = Look {
            at: At::Other,
            lost: true,
            ..LOOK
        };
        let to = next(State::Ended, State::Creating, retry);
        assert_eq!(to, Some(Place::Box), "the button beside an error is gone");
        let without = Look { boxed: false, ..LOOK };
        assert_eq!(next(State::Idle, State::Creating, without), Some(Place::Player));
    }

    #[test]
    fn the_focus_is_never_taken_from_elsewhere() {
        for state in [State::Creating, State::Live, State::Ended] {
            let look = Look {
                at: At::Elsewhere,
                lost: true,
                ..LOOK
            };
            assert_eq!(next(State::Idle, state, look), None);
        }
        let reading = Look { at: At::Other, ..LOOK };
        let to = next(State::Connecting, State::Live, reading);
        assert_eq!(to, None, "they are at something else in the player");
    }

    #[test]
    fn no_keyboard_comes_up_unasked_and_no_button_waits_for_keys() {
        let touch = Look { touch: true, ..LOOK };
        assert_eq!(next(State::Idle, State::Creating, touch), Some(Place::Player));
        let lost = Look {
            at: At::Other,
            lost: true,
            ..LOOK
        };
        assert_eq!(next(State::Live, State::Ended, lost), Some(Place::Player));
        let stopped = Look { at: At::Toggle, ..lost };
        let to = next(State::Live, State::Ended, stopped);
        assert_eq!(to, Some(Place::Start), "it was this button that was pressed");
        let interrupted = next(State::Live, State::Live, lost);
        assert_eq!(interrupted, Some(Place::Box));
    }
}
