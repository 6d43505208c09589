//! What the visitor and the avatar do together: the client, and what its events say, as signals.

use api::TaskType;
use leptos::html::Video;
use leptos::prelude::*;
use session::{EndReason, Event, LimitKind, Milestones, Problem, State, TextId};

use super::entry::{Entry, Status};
use crate::client::{Client, ClientEvent, Config, Service, Statistics};

/// A limit that is near.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Near {
    pub(super) kind: LimitKind,
    pub(super) seconds: u32,
}

/// What was told last. One value, because each type that a signal holds costs kilobytes of wasm.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Now {
    pub(super) state: State,
    pub(super) milestones: Milestones,
    pub(super) speaking: bool,
    pub(super) sound_blocked: bool,
    /// What the session survived; what ended it is in `ended`.
    pub(super) problem: Option<Problem>,
    pub(super) ended: Option<EndReason>,
    pub(super) near: Option<Near>,
    /// Which try to get a lost connection back.
    pub(super) attempt: u32,
    pub(super) statistics: Statistics,
}

/// Copied freely; all copies are the same conversation. It lives as long as the component that made it, and with it ends the
/// session.
#[derive(Clone, Copy)]
pub(super) struct Conversation {
    pub(super) now: RwSignal<Now>,
    pub(super) entries: RwSignal<Vec<Entry>>,
    pub(super) video: NodeRef<Video>,
    config: Signal<Config, LocalStorage>,
    client: StoredValue<Option<Client>, LocalStorage>,
    starts: RwSignal<u32>,
}

impl Conversation {
    /// A conversation that has not begun. The configuration is read at each start.
    pub(super) fn new(config: Signal<Config, LocalStorage>) -> Self {
        Self {
            now: RwSignal::default(),
            entries: RwSignal::default(),
            video: NodeRef::new(),
            config,
            client: StoredValue::new_local(None),
            starts: RwSignal::new(0),
        }
    }

    /// Where the session stands.
    pub(super) fn state(self) -> State {
        self.now.with(|now| now.state)
    }

    /// The service that sessions are opened at.
    pub(super) fn service(self) -> Service {
        self.config.get_untracked().service
    }

    /// Whether a session is open or on its way.
    pub(super) fn active(self) -> bool {
        !matches!(self.state(), State::Idle | State::Ended)
    }

    /// Whether the avatar is not there yet, but on its way.
    pub(super) fn starting(self) -> bool {
        matches!(
            self.state(),
            State::Creating | State::Negotiating | State::Connecting | State::Recovering
        )
    }

    /// Whether any text waits or is being said.
    pub(super) fn pending(self) -> bool {
        self.entries
            .with(|entries| entries.iter().any(|entry| entry.status.pending()))
    }

    /// Opens a session.
    pub(super) fn start(self) {
        let this_start = self.starts.get_untracked().wrapping_add(1);
        self.starts.set(this_start);
        self.now.set(Now::default());
        let client = Client::new(self.config.get_untracked(), move |event| self.hear(this_start, event));
        client.attach(self.video.get_untracked());
        client.start();
        // The client of the session before, which has ended, goes here.
        self.client.set_value(Some(client));
    }

    /// Ends the session or its start.
    pub(super) fn stop(self) {
        self.with_client(Client::stop);
    }

    /// Lets the avatar say a text.
    pub(super) fn speak(self, text: String) {
        let start = self.starts.get_untracked();
        self.with_client(|client| {
            // The entry must be there before the events that `speak` brings about.
            self.enter((start, client.next_text()), text.clone());
            client.speak(text, TaskType::Repeat);
        });
    }

    /// Lets the avatar say the last text once more.
    pub(super) fn repeat(self) {
        let last = self
            .entries
            .with_untracked(|entries| entries.last().map(|entry| entry.text.clone()));
        if let Some(text) = last {
            self.speak(text);
        }
    }

    /// Silences the avatar and drops what waits.
    pub(super) fn interrupt(self) {
        self.with_client(|client| client.interrupt(true));
    }

    /// Puts off the end of an idle session.
    pub(super) fn keep_alive(self) {
        self.now.update(|now| now.near = None);
        self.with_client(Client::keep_alive);
    }

    /// Plays with sound, from within a gesture.
    pub(super) fn unblock_sound(self) {
        self.with_client(Client::unblock_sound);
    }

    fn with_client(self, what: impl FnOnce(&Client)) {
        self.client.try_with_value(|client| client.as_ref().map(what));
    }

    fn enter(self, key: (u32, TextId), text: String) {
        let status = Status::Queued;
        self.entries.update(|entries| entries.push(Entry { key, text, status }));
    }

    /// Takes what the client of one start tells. The signals may be gone, when the page removed the player.
    fn hear(self, start: u32, event: ClientEvent) {
        let event = match event {
            ClientEvent::Statistics(statistics) => {
                self.now.try_update(|now| now.statistics = statistics);
                return;
            }
            ClientEvent::Session(event) => event,
        };
        if let Event::Text { id, progress } = event {
            self.entries.try_update(|entries| {
                if let Some(entry) = entries.iter_mut().find(|entry| entry.key == (start, id)) {
                    entry.status = progress.into();
                }
            });
            return;
        }
        if self.starts.try_get_untracked() == Some(start) {
            self.now.try_update(|now| now.follow(event));
        }
    }
}

impl Now {
    fn follow(&mut self, event: Event) {
        match event {
            Event::State { state, .. } => {
                self.state = state;
                if state == State::Live {
                    self.attempt = 0;
                    self.problem = None;
                } else {
                    self.speaking = false;
                    self.near = None;
                }
            }
            Event::Milestones(milestones) => self.milestones = milestones,
            Event::Speaking(speaking) => {
                self.speaking = speaking;
                if speaking {
                    // Speech puts off the idle end.
                    self.near = self.near.filter(|near| near.kind == LimitKind::Cap);
                }
            }
            Event::Limit { kind, left } => {
                let seconds = left.as_secs() as u32;
                self.near = Some(Near { kind, seconds });
            }
            Event::SoundBlocked(blocked) => self.sound_blocked = blocked,
            Event::Problem(problem) => self.problem = Some(problem),
            Event::Online => self.problem = self.problem.take().filter(|problem| *problem != Problem::Offline),
            Event::Retry { attempt, .. } => self.attempt = attempt,
            Event::Ended(reason) => {
                self.sound_blocked = false;
                self.ended = Some(reason);
            }
            Event::Session { .. } | Event::Text { .. } => {}
        }
    }
}
