//! Builds the view model: the controls that are there, the trouble card, and all else that is shown.

use session::{Microphone, State};

use super::Player;
use crate::composer::{self, Composer};
use crate::control::Control;
use crate::decimal::decimal;
use crate::status::Standing;
use crate::trouble::Card;
use crate::view_model::{ControlState, ViewModel};
use crate::words::Phrase;

impl Player {
    /// The state to render now.
    pub fn view_model(&self) -> ViewModel {
        let status = Standing {
            state: self.state,
            end: self.end,
            lived: self.lived,
            offline: self.offline,
            speaking: self.speaking,
            microphone: self.microphone,
            push_to_talk: self.push_to_talk,
            attempt: self.attempt,
            loaded: self.loaded.as_deref(),
        };
        let waiting = self.transcript.waiting();
        ViewModel {
            state: self.state,
            status: status.words(),
            toggled: self.toggled,
            speaking: self.speaking,
            controls: self.controls(),
            composer: self.composer(),
            caption: if self.on.has(Control::Captions) {
                self.caption.clone()
            } else {
                String::new()
            },
            transcript: self.on.has(Control::Transcript),
            microphone: self.microphone,
            held: self.held,
            talking: self.talking(),
            artificial: self.active() && (self.talking() || self.microphone.is_on()),
            revision: self.transcript.revision(),
            waiting: (waiting > 0).then(|| Phrase::with("waiting", decimal(waiting))),
            limit: self.limits.view(),
            trouble: self.card(),
        }
    }

    /// The text box. Nothing is sent into the end of a session.
    pub(super) fn composer(&self) -> Composer {
        composer::view(&self.draft, self.state == State::Stopping)
    }

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

    pub(super) fn card(&self) -> Option<Card> {
        let trouble = self.trouble.as_ref()?;
        let fatal = self.fatal && !self.active();
        let check = self.offers(Control::Check);
        let card = Card::of(trouble, self.card, fatal, self.refused.is_some(), check);
        let aside = self.owner && card.more;
        Some(Card { aside, ..card })
    }
}
