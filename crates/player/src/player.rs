//! The model itself: what it holds. [`events`] changes it, [`press`] decides what a press does, [`view_model`] says what is shown.

mod available_controls;
mod events;
mod press;
mod view_model;

use session::{Microphone, State};

use crate::composer;
use crate::control::Control;
use crate::control_set::ControlSet;
use crate::input::{Command, End, TextKey};
use crate::limit::Limits;
use crate::transcript::Transcript;
use crate::transcript_entry::TranscriptEntry;
use crate::trouble::Trouble;

/// The player.
#[derive(Clone, Debug, Default)]
pub struct Player {
    available: ControlSet,
    /// Whether the visitor keeps the page.
    owner: bool,
    state: State,
    /// The state when the focus was looked at last.
    pub(crate) looked_at: State,
    end: Option<End>,
    /// Whether the avatar was there in this session.
    lived: bool,
    offline: bool,
    speaking: bool,
    sound_blocked: bool,
    attempt: u32,
    loaded: Option<String>,
    limits: Limits,
    trouble: Option<Trouble>,
    /// Whether the trouble ended the session.
    fatal: bool,
    /// The number of the trouble's card.
    card: u32,
    /// A text that could not be said while the box held another.
    refused: Option<String>,
    transcript: Transcript,
    /// Whether the service answers visitors, and whether the page has what is typed answered.
    answers: bool,
    talks: Option<bool>,
    push_to_talk: bool,
    microphone: Microphone,
    held: bool,
    draft: String,
    /// Whether the draft is sent as soon as a session is on its way.
    send_on_start: bool,
    caption: String,
    /// The switches that are on.
    on: ControlSet,
    /// When Start and Stop took each other's place last, in ms.
    toggled: Option<u64>,
    commands: Vec<Command>,
}

impl Player {
    /// A player before its first session, in a view that offers these controls beside Start, Stop, Interrupt and the text box.
    pub fn new(available: ControlSet) -> Self {
        Self {
            available,
            ..Self::default()
        }
    }

    /// The same where the visitor keeps the page, and can do what is said to those who keep it: it is not among the details.
    pub fn of_owner(available: ControlSet) -> Self {
        Self {
            owner: true,
            ..Self::new(available)
        }
    }

    /// Where the session stands.
    pub const fn state(&self) -> State {
        self.state
    }

    /// The transcript, oldest entry first.
    pub fn transcript(&self) -> &[TranscriptEntry] {
        self.transcript.entries()
    }

    /// An entry of the transcript.
    pub(crate) fn entry(&self, key: TextKey) -> Option<&TranscriptEntry> {
        self.transcript.find(key)
    }

    /// The text in the box.
    pub fn draft(&self) -> &str {
        &self.draft
    }

    /// Commands to the view, in this order; each is given once.
    pub fn commands(&mut self) -> Vec<Command> {
        core::mem::take(&mut self.commands)
    }

    /// Shows a problem, or none.
    fn show(&mut self, trouble: Option<Trouble>) {
        self.card = self.card.wrapping_add(u32::from(trouble.is_some()));
        self.fatal = false;
        self.refused = None;
        self.trouble = trouble;
    }

    fn put_back(&mut self, text: &str) {
        self.draft = composer::put_back(text, &self.draft);
    }

    pub(crate) const fn offers(&self, control: Control) -> bool {
        self.available.has(control)
    }

    const fn active(&self) -> bool {
        !matches!(self.state, State::Idle | State::Ended)
    }

    /// Whether what is typed is answered: as was chosen, else wherever the service can.
    fn talking(&self) -> bool {
        self.talks.unwrap_or(self.answers)
    }

    /// Whether holding the microphone's button lets the visitor be heard.
    pub(crate) const fn holds(&self) -> bool {
        self.push_to_talk && self.microphone.is_on()
    }

    /// Whether the visitor is heard only while a button is held.
    pub const fn push_to_talk(&self) -> bool {
        self.push_to_talk
    }

    pub(crate) fn can_interrupt(&self) -> bool {
        self.state == State::Live && (self.speaking || self.transcript.pending())
    }
}
