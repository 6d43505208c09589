//! The view model: all that a view renders.

use session::{Microphone, State};

use crate::composer::Composer;
use crate::control::Control;
use crate::limit::Limit;
use crate::trouble::Card;
use crate::words::Phrase;

/// The state of a control that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ControlState {
    /// The control.
    pub control: Control,
    /// The key of its words.
    pub word: &'static str,
    /// Whether it can be pressed.
    pub enabled: bool,
    /// Whether a switch is on; none for a button.
    pub on: Option<bool>,
}

/// The view model: everything that is shown but the transcript, which is [`crate::Player::transcript`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ViewModel {
    /// Where the session stands.
    pub state: State,
    /// The same in words.
    pub status: Phrase,
    /// When Start and Stop took each other's place last, in ms. For a moment from then on, neither can be pressed.
    pub toggled: Option<u64>,
    /// Whether the avatar speaks.
    pub speaking: bool,
    /// The controls that are there, in their order.
    pub controls: Vec<ControlState>,
    /// The text box.
    pub composer: Composer,
    /// The line of captions; empty where there is none, or captions are off.
    pub caption: String,
    /// Whether the transcript is asked for.
    pub transcript: bool,
    /// The state of the visitor's microphone.
    pub microphone: Microphone,
    /// Whether its button is held.
    pub held: bool,
    /// Whether what is typed is answered.
    pub talking: bool,
    /// Whether it must be said that an artificial intelligence speaks.
    pub artificial: bool,
    /// Grows whenever a line of the transcript changes.
    pub revision: u32,
    /// How many texts wait, in words; none where none waits.
    pub waiting: Option<Phrase>,
    /// The end that comes by itself, where it is near.
    pub limit: Option<Limit>,
    /// The trouble card.
    pub trouble: Option<Card>,
}

impl ViewModel {
    /// Whether a session is open or on its way.
    pub const fn active(&self) -> bool {
        !matches!(self.state, State::Idle | State::Ended)
    }

    /// Whether the avatar is not there yet, but on its way.
    pub const fn starting(&self) -> bool {
        matches!(
            self.state,
            State::Creating | State::Negotiating | State::Connecting | State::Recovering
        )
    }

    /// A control, where it is there.
    pub fn control(&self, control: Control) -> Option<ControlState> {
        self.controls.iter().copied().find(|shown| shown.control == control)
    }

    /// Whether a switch is there and on.
    pub fn on(&self, control: Control) -> bool {
        self.control(control).is_some_and(|shown| shown.on == Some(true))
    }
}
