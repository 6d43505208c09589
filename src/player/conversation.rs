//! What the visitor and the avatar do together: the client, and what its events say, as signals.

use api::TaskType;
use leptos::html::{Div, Video};
use leptos::prelude::*;
use session::{EndReason, Event, LimitKind, Milestones, Problem, State, TextId};

use super::entry::{Entry, Status};
use super::focus::{Held, Seen, give, next, touching};
use super::reactive::change;
use crate::client::{Client, ClientEvent, Config, Service, Statistics, pause, spawn};

/// What was told last. One value, because each type that a signal holds costs kilobytes of wasm.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Now {
    pub(super) state: State,
    pub(super) milestones: Milestones,
    pub(super) speaking: bool,
    pub(super) sound_blocked: bool,
    /// Whether the avatar was there in this session.
    pub(super) lived: bool,
    /// Whether the device has no network.
    pub(super) offline: bool,
    /// What the session survived; what ended it is in `ended`.
    pub(super) problem: Option<Problem>,
    pub(super) ended: Option<EndReason>,
    /// The end that was told of before it comes.
    pub(super) near: Option<LimitKind>,
    /// Seconds until the session ends for want of texts, and by the service's cap, where it does.
    pub(super) idle_left: Option<u32>,
    pub(super) cap_left: Option<u32>,
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
    /// What the visitor types.
    pub(super) draft: RwSignal<String>,
    /// The player's outermost element.
    pub(super) place: NodeRef<Div>,
    /// Whether a session is open or on its way, for those outside the player.
    open: RwSignal<bool>,
    config: Signal<Config, LocalStorage>,
    client: StoredValue<Option<Client>, LocalStorage>,
    starts: RwSignal<u32>,
}

impl Conversation {
    /// A conversation that has not begun. The configuration is read at each start.
    pub(super) fn new(config: Signal<Config, LocalStorage>, open: RwSignal<bool>) -> Self {
        open.set(false);
        Self {
            now: RwSignal::default(),
            entries: RwSignal::default(),
            video: NodeRef::new(),
            draft: RwSignal::default(),
            place: NodeRef::new(),
            open,
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
        self.change(|now| *now = Now::default());
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

    /// A text that was not said goes back into the box; what is in there stays behind it.
    pub(super) fn give_back(self, text: String) {
        self.draft.try_update(|draft| {
            if draft.trim().is_empty() {
                *draft = text;
            } else if !draft.starts_with(&text) {
                *draft = [&text, "\n", draft].concat();
            }
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
        self.change(|now| now.near = None);
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
        let entry = Entry {
            key,
            text,
            status: Status::Queued,
            heard: 0,
            unsaid: String::new(),
        };
        self.entries.update(|entries| entries.push(entry));
    }

    /// Changes what was told last, if the page still has this conversation.
    pub(super) fn change(self, how: impl FnOnce(&mut Now)) {
        self.hand_on(|| change(self.now, how));
    }

    /// Hands the focus on where what is changed takes it away, or where the visitor has something better to do.
    fn hand_on(self, what: impl FnOnce()) {
        let state = move || self.now.try_with_untracked(|now| now.state).unwrap_or_default();
        let (held, before) = (Held::look(self.place), state());
        what();
        let after = state();
        let open = !matches!(after, State::Idle | State::Ended);
        if self.open.try_get_untracked() == Some(!open) {
            self.open.set(open);
        }
        let Some(held) = held else { return };
        spawn(async move {
            // What depends on it is shown by then.
            pause(0).await;
            let seen = Seen {
                before,
                state: after,
                at: held.at(),
                lost: held.lost(),
                touch: touching(),
            };
            if let Some(to) = next(seen) {
                give(self.place, to);
            }
        });
    }

    /// Takes what the client of one start tells. The signals may be gone, when the page removed the player.
    fn hear(self, start: u32, event: ClientEvent) {
        let event = match event {
            ClientEvent::Statistics(statistics) => {
                let left = |kind| {
                    let client = self.client.try_with_value(|client| client.as_ref()?.seconds_left(kind));
                    client.flatten()
                };
                let (idle, cap) = (left(LimitKind::Idle), left(LimitKind::Cap));
                self.change(|now| {
                    now.statistics = statistics;
                    now.count(idle, cap);
                });
                return;
            }
            ClientEvent::Session(event) => event,
        };
        let about = match event {
            Event::Text { id, .. } | Event::Heard { id, .. } | Event::Unsaid { id, .. } => Some(id),
            _ => None,
        };
        if let Some(id) = about {
            let mut failed = None;
            self.hand_on(|| {
                self.entries.try_update(|entries| {
                    let Some(entry) = entries.iter_mut().find(|entry| entry.key == (start, id)) else {
                        return;
                    };
                    match event {
                        Event::Text { progress, .. } => entry.status = progress.into(),
                        Event::Heard { letters, .. } => entry.heard = letters as usize,
                        Event::Unsaid { text, .. } => entry.unsaid = text,
                        _ => {}
                    }
                    failed = matches!(entry.status, Status::Failed(_)).then(|| entry.text.clone());
                });
            });
            // Where the box is in use, the transcript has it.
            let empty = self.draft.try_with_untracked(|draft| draft.trim().is_empty()) == Some(true);
            if let Some(text) = failed.filter(|_| empty) {
                self.give_back(text);
            }
            return;
        }
        if self.starts.try_get_untracked() == Some(start) {
            self.change(|now| now.follow(event));
        }
    }
}

impl Now {
    /// Seconds until the end that comes by itself.
    pub(super) fn left(&self, kind: LimitKind) -> Option<u32> {
        match kind {
            LimitKind::Idle => self.idle_left,
            LimitKind::Cap => self.cap_left,
        }
    }

    /// Takes how long it still lasts. An end that was put off is not near any more.
    fn count(&mut self, idle: Option<u32>, cap: Option<u32>) {
        (self.idle_left, self.cap_left) = (idle, cap);
        self.near = self.near.filter(|near| self.left(*near).is_some_and(|left| left <= 60));
    }

    fn follow(&mut self, event: Event) {
        match event {
            Event::State { state, .. } => {
                self.state = state;
                if state == State::Live {
                    self.attempt = 0;
                    self.lived = true;
                    self.problem = self.problem.take().filter(|_| self.offline);
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
                    self.near = self.near.filter(|near| *near == LimitKind::Cap);
                }
            }
            Event::Limit { kind, left } => {
                let seconds = Some(left.as_secs() as u32);
                self.near = Some(kind);
                match kind {
                    LimitKind::Idle => self.idle_left = seconds,
                    LimitKind::Cap => self.cap_left = seconds,
                }
            }
            Event::SoundBlocked(blocked) => self.sound_blocked = blocked,
            Event::Problem(problem) => {
                self.offline |= problem == Problem::Offline;
                self.problem = Some(problem);
            }
            Event::Online => {
                self.offline = false;
                self.problem = self.problem.take().filter(|problem| *problem != Problem::Offline);
            }
            Event::Retry { attempt, .. } => self.attempt = attempt,
            Event::Ended(reason) => {
                self.sound_blocked = false;
                self.ended = Some(reason);
            }
            Event::Session { .. } | Event::Text { .. } | Event::Heard { .. } | Event::Unsaid { .. } => {}
        }
    }
}
