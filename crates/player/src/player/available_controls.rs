//! The available controls: which buttons are there, whether each is enabled, and its word.

use session::{Microphone, State};

use super::Player;
use crate::control::Control;
use crate::view_model::ControlState;

impl Player {
    /// The controls that are there. One of Start and Stop always is.
    pub(super) fn controls(&self) -> Vec<ControlState> {
        let there = Control::all().filter(|control| self.is_there(*control));
        there.map(|control| self.shown(control)).collect()
    }

    fn is_there(&self, control: Control) -> bool {
        let live = self.state == State::Live;
        match control {
            Control::Start => !self.active(),
            Control::Stop => self.active(),
            Control::Interrupt => live,
            Control::Repeat | Control::Captions | Control::Snapshot | Control::Background | Control::Pip => {
                live && self.offers(control)
            }
            // As long as they are on, there must be a way to end them.
            Control::Record | Control::Full => self.offers(control) && (live || self.on.has(control)),
            Control::Transcript => self.offers(control) && (live || !self.transcript().is_empty()),
            Control::Microphone => self.offers(control) && self.active() && self.microphone != Microphone::Unavailable,
            Control::MicrophoneOff => self.offers(Control::Microphone) && self.active() && self.holds(),
            Control::Mute | Control::Close => self.offers(control),
            Control::Sound => self.sound_blocked,
            // They stand in the text box, beside the number of texts that wait, in the countdown and the trouble card.
            Control::Send
            | Control::Clear
            | Control::Stay
            | Control::Dismiss
            | Control::Retry
            | Control::Edit
            | Control::Check => false,
        }
    }

    fn shown(&self, control: Control) -> ControlState {
        let word = match (control, self.state) {
            (Control::Start, State::Ended) => "again",
            (Control::Stop, State::Live | State::Stopping) => "stop",
            (Control::Stop, _) => "cancel",
            (Control::Record, _) if self.on.has(control) => "recordEnd",
            (Control::Microphone, _) if self.push_to_talk && self.microphone.is_on() => "hold",
            _ => control.name(),
        };
        let enabled = match control {
            Control::Stop => self.state != State::Stopping,
            Control::Interrupt => self.can_interrupt(),
            Control::Repeat => self.transcript.last_said().is_some(),
            _ => true,
        };
        let switch = matches!(
            control,
            Control::Mute
                | Control::Captions
                | Control::Transcript
                | Control::Record
                | Control::Full
                | Control::Background
        );
        ControlState {
            control,
            word,
            enabled,
            on: match control {
                Control::Microphone if self.push_to_talk => Some(self.held),
                Control::Microphone => Some(self.microphone.is_on()),
                _ => switch.then(|| self.on.has(control)),
            },
        }
    }
}
