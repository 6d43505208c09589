//! Builds the view model: the status, the text box, the trouble card, and all else that is shown.

use session::State;

use super::Player;
use crate::composer::{self, Composer};
use crate::control::Control;
use crate::decimal::decimal;
use crate::status::Standing;
use crate::trouble::Card;
use crate::view_model::ViewModel;
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

    pub(super) fn card(&self) -> Option<Card> {
        let trouble = self.trouble.as_ref()?;
        let fatal = self.fatal && !self.active();
        let check = self.offers(Control::Check);
        let card = Card::of(trouble, self.card, fatal, self.refused.is_some(), check);
        let aside = self.owner && card.more;
        Some(Card { aside, ..card })
    }
}
