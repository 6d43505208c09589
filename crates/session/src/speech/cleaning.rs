//! Texts whose markup is taken out before they are said.
//!
//! Most texts have none. The code that takes it out is large, so the driver fetches it with the first text that needs it, and
//! the machine waits for a bounded time.

use core::time::Duration;

use super::Speech;
use crate::context::Context;
use crate::{Command, Event, Moment, TextId};

/// How long cleaning may take, with the fetch of its code. Then the text is said as it is: services clean texts, too.
const CLEANING_TIMEOUT: Duration = Duration::from_secs(5);

/// A text that is being cleaned.
pub(super) struct Cleaning {
    /// As it was given.
    text: String,
    until: Moment,
}

impl Cleaning {
    /// Has the driver clean a text.
    pub(super) fn begin(context: &mut Context, id: TextId, text: &str) -> Self {
        let text = text.to_owned();
        context.command(Command::Clean { id, text: text.clone() });
        Self {
            text,
            until: context.now + CLEANING_TIMEOUT,
        }
    }
}

impl Speech {
    /// The driver cleaned a text. One that is nothing but markup stays as it is: the service says what is wrong with it.
    pub(crate) fn cleaned(&mut self, context: &mut Context, id: TextId, clean: &str) {
        let waiting = self.texts.iter_mut().find(|text| text.id == id);
        // The one that was interrupted, or said as it is meanwhile, is not waited for.
        let Some(cleaning) = waiting.and_then(|text| text.cleaning.take()) else {
            return;
        };
        let clean = clean.trim();
        if clean.is_empty() || clean == cleaning.text {
            return self.cut(context, id, &cleaning.text);
        }
        context.event(Event::Cleaned {
            id,
            text: clean.to_owned(),
        });
        self.cut(context, id, clean);
    }

    fn cut(&mut self, context: &Context, id: TextId, text: &str) {
        let pieces = self.pieces(context, text);
        if let Some(place) = self.place(id)
            && let Some(text) = self.texts.get_mut(place)
        {
            text.pieces = pieces;
        }
    }

    /// When the first text that is being cleaned is said as it is.
    pub(super) fn cleaning_deadline(&self) -> Option<Moment> {
        let waiting = self.texts.iter().filter_map(|text| text.cleaning.as_ref());
        waiting.map(|cleaning| cleaning.until).min()
    }

    pub(super) fn handle_cleaning_deadline(&mut self, context: &mut Context) {
        let now = context.now;
        for place in 0..self.texts.len() {
            let Some(text) = self.texts.get_mut(place) else { return };
            let late = text.cleaning.take_if(|cleaning| cleaning.until <= now);
            if let Some(cleaning) = late {
                let id = text.id;
                self.cut(context, id, &cleaning.text);
            }
        }
    }
}
