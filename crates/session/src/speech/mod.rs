//! Texts and the avatar's speech: the queue, what the server has of it, when it is said, and interrupts.

mod answer;
mod autoplay_blocked;
mod cleaning;
mod early;
mod entry;
mod heard;
mod interrupt;
mod queue;
mod sending;
mod timing;

use crate::context::Context;
use crate::deadline::{Deadline, Reason};
use crate::{Moment, PeerId, TextId};
use early::Early;
use entry::{Sent, Text};
use interrupt::Silencing;

/// How many characters are sent in one piece. No service documents its limit; 5,000 is the least that was met.
const MAX_PIECE: usize = 2000;

/// The active session: the one that is shown, to which texts are sent.
struct ActiveSession {
    peer: PeerId,
    /// Known once it is Live: only then it takes texts.
    session_id: Option<String>,
    /// Whether this server tells over the data channel when the avatar speaks.
    talks: bool,
    /// Since when speech is held because the browser blocks autoplay with sound.
    held: Option<Moment>,
    audible: bool,
    /// When `audible` last changed.
    heard: Moment,
    /// While silenced: until when.
    hushed: Option<Moment>,
}

/// All about texts.
pub(crate) struct Speech {
    active: Option<ActiveSession>,
    texts: Vec<Text>,
    /// The most characters of a piece: fewer once the service found one too long.
    longest: usize,
    /// The pieces that the server has, in order. Only the last may still await its reply.
    sent: Vec<Sent>,
    /// When a task that failed is sent again, how often it was in a row, and the last refusal.
    retry_at: Option<Moment>,
    tries: u32,
    /// The piece whose reply was lost: the server may have it.
    doubtful: Option<(TextId, usize)>,
    early: Vec<Early>,
    /// Tasks that were cut off; if the server begins one all the same, it is silenced again.
    cut: Vec<String>,
    silencing: Option<Silencing>,
    /// Speech that is none of our texts, and when it is taken to be over.
    foreign: Option<(String, Moment)>,
    /// Until when the pause between two sentences of one text counts as speech.
    pause: Option<Moment>,
    speaking: bool,
    /// The last warning about the voice that was told.
    warned: String,
}

impl Default for Speech {
    fn default() -> Self {
        Self {
            active: None,
            texts: Vec::new(),
            longest: MAX_PIECE,
            sent: Vec::new(),
            retry_at: None,
            tries: 0,
            doubtful: None,
            early: Vec::new(),
            cut: Vec::new(),
            silencing: None,
            foreign: None,
            pause: None,
            speaking: false,
            warned: String::new(),
        }
    }
}

impl Speech {
    /// This peer connection is shown from now on.
    pub(crate) fn connect(&mut self, now: Moment, peer: PeerId) {
        self.active = Some(ActiveSession {
            peer,
            session_id: None,
            talks: false,
            held: None,
            audible: false,
            heard: now,
            hushed: None,
        });
    }

    /// It is Live: texts may be sent.
    pub(crate) fn live(&mut self, session_id: String) {
        if let Some(active) = &mut self.active {
            active.session_id = Some(session_id);
        }
    }

    /// Nothing is shown any more.
    pub(crate) fn disconnect(&mut self) {
        self.active = None;
    }

    fn is_live(&self) -> bool {
        self.active.as_ref().is_some_and(|active| active.session_id.is_some())
    }

    /// Whether the server has a text.
    pub(crate) fn has_text(&self) -> bool {
        !self.sent.is_empty()
    }

    /// Whether the avatar says something that is none of the texts.
    pub(crate) fn is_other_speech(&self) -> bool {
        self.foreign.is_some()
    }

    /// Whether no text waits or is being said.
    pub(crate) fn is_done(&self) -> bool {
        self.texts.is_empty()
    }

    /// Whether nothing is being said, or about to be, so that another session can take over.
    pub(crate) fn is_quiet(&self) -> bool {
        self.sent.is_empty() && self.silencing.is_none() && self.foreign.is_none()
    }

    /// `disturbed`: the connection may heal or be lost in a moment.
    pub(crate) fn next_deadline(&self, context: &Context, disturbed: bool) -> Option<Deadline> {
        Deadline::earliest(&[
            Deadline::new(self.text_deadline(context, disturbed), Reason::Text),
            Deadline::new(self.cleaning_deadline(), Reason::Cleaning),
            Deadline::new(self.interrupt_deadline(), Reason::Interrupt),
        ])
    }

    pub(crate) fn handle_deadline(&mut self, context: &mut Context, disturbed: bool) {
        self.handle_cleaning_deadline(context);
        self.handle_text_deadline(context, disturbed);
        self.handle_interrupt_deadline(context);
    }
}
