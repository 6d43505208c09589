//! The player's model in the page: what the client tells and the visitor does goes into it, and what it asks for is done here.

mod equipment;

use std::rc::Rc;

use api::{Background, TaskType};
use leptos::html::{Div, Video};
use leptos::prelude::*;
use player_model::{Command, Control, ControlSet, Input, Player, TextKey, TranscriptEntry, ViewModel};
use session::{Event, LimitKind, Milestones};

use super::focus::{Held, give, touching};
use super::network;
use super::reactive::change;
use super::tools::{Tools, is_background_replaced};
use crate::client::{Cleaner, Client, ClientEvent, Config, Service, Statistics, pause, spawn};
use crate::host::{self, Host};

/// The controls that this view offers, beside those of every player.
const OFFERED: &str = "repeat microphone mute check";

/// Figures of the session, for those who look closer. One value, because each type that a signal holds costs kilobytes of wasm.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Figures {
    pub(super) milestones: Milestones,
    pub(super) statistics: Statistics,
    /// Seconds until the session ends by itself, where it does.
    pub(super) left: Option<u32>,
}

/// Copied freely; all copies are the same conversation. It lives as long as the component that made it, and with it ends the
/// session.
#[derive(Clone, Copy)]
pub(super) struct Conversation {
    /// All that the model shows.
    pub(super) view_model: RwSignal<ViewModel>,
    /// The transcript.
    pub(super) lines: RwSignal<Vec<TranscriptEntry>>,
    pub(super) figures: RwSignal<Figures>,
    pub(super) video: NodeRef<Video>,
    /// The player's outermost element.
    pub(super) place: NodeRef<Div>,
    model: StoredValue<Player, LocalStorage>,
    /// Whether a session is open or on its way, for those outside the player.
    open: RwSignal<bool>,
    config: Signal<Config, LocalStorage>,
    client: StoredValue<Option<Rc<Client>>, LocalStorage>,
    /// The tools over the picture, while a session is open.
    pub(super) tools: StoredValue<Option<Rc<Tools>>, LocalStorage>,
    pub(super) starts: StoredValue<u32>,
}

impl Conversation {
    /// A conversation that has not begun. The configuration is read at each start.
    pub(super) fn new(config: Signal<Config, LocalStorage>, open: RwSignal<bool>) -> Self {
        open.set(false);
        let model = Player::of_owner(ControlSet::of(OFFERED));
        Self {
            view_model: RwSignal::new(model.view_model()),
            lines: RwSignal::default(),
            figures: RwSignal::default(),
            video: NodeRef::new(),
            place: NodeRef::new(),
            model: StoredValue::new_local(model),
            open,
            config,
            client: StoredValue::new_local(None),
            tools: StoredValue::new_local(None),
            starts: StoredValue::new(0),
        }
    }

    /// Something of what the model shows.
    pub(super) fn look<T>(self, what: impl FnOnce(&ViewModel) -> T) -> T {
        self.view_model.with(what)
    }

    /// The service that sessions are opened at.
    pub(super) fn service(self) -> Service {
        self.config.get_untracked().service
    }

    /// Takes the markup out of texts.
    pub(super) fn cleaner(self) -> Cleaner {
        self.config.get_untracked().cleaner
    }

    /// Whether the avatar has a greeting, which is in the page's language.
    pub(super) fn greets(self) -> bool {
        self.config.with(|config| !config.options.greeting.is_empty())
    }

    /// The visitor presses a control.
    pub(super) fn press(self, control: Control) {
        self.input(Input::Press(control));
    }

    /// Something happened.
    pub(super) fn input(self, input: Input) {
        self.change(|model, now| model.handle(now, input));
    }

    /// Asks the model something.
    pub(super) fn ask<T>(self, what: impl FnOnce(&Player) -> T) -> Option<T> {
        self.model.try_with_value(what)
    }

    /// Changes the model, shows the change, and does what the model asks for. The page may have removed the player meanwhile.
    fn change(self, how: impl FnOnce(&mut Player, u64)) {
        let held = Held::look(self.place);
        let changed = self.model.try_update_value(|model| {
            how(model, now());
            let revision = self.view_model.try_with_untracked(|view| view.revision);
            let view = model.view_model();
            let lines = (revision != Some(view.revision)).then(|| model.transcript().to_vec());
            (view, lines, model.commands())
        });
        let Some((view, lines, commands)) = changed else { return };
        let open = view.active();
        if let Some(lines) = lines {
            change(self.lines, |all| *all = lines);
        }
        if self.view_model.try_with_untracked(|before| *before != view) == Some(true) {
            change(self.view_model, |all| *all = view);
        }
        if self.open.try_get_untracked() == Some(!open) {
            self.open.set(open);
        }
        for command in commands {
            self.carry_out(command);
        }
        if !open {
            // Dropped here, outside of the store: they may tell of their end.
            drop(self.tools.try_update_value(Option::take));
        }
        self.hand_focus_on(held);
    }

    /// Hands the focus on where the change took it away, or where the visitor has something better to do.
    fn hand_focus_on(self, held: Option<Held>) {
        let Some(held) = held else { return };
        spawn(async move {
            // The change is rendered by then.
            pause(0).await;
            let look = held.then(touching());
            if let Some(Some(place)) = self.model.try_update_value(|model| model.focus(look)) {
                give(self.place, place);
            }
        });
    }

    fn carry_out(self, command: Command) {
        match command {
            Command::Start => self.start(),
            Command::Stop | Command::Close => self.with_client(Client::stop),
            Command::Speak(text) => self.speak(text),
            Command::Interrupt => self.with_client(|client| client.interrupt(true)),
            Command::DropWaiting => self.with_client(Client::drop_waiting),
            Command::KeepAlive => self.with_client(Client::keep_alive),
            Command::UnblockSound => self.with_client(Client::unblock_sound),
            Command::Switch(Control::Mute, muted) => {
                // The video tells of it by an event of its own.
                if let Some(video) = self.video.get_untracked() {
                    video.set_muted(muted);
                }
            }
            Command::Hold(held) => self.with_client(|client| client.hold(held)),
            Command::Switch(Control::Microphone, true) => {
                let held = self.ask(Player::push_to_talk) == Some(true);
                self.with_client(|client| client.listen(held, false));
            }
            Command::Switch(Control::Microphone, false) => self.with_client(Client::stop_listening),
            Command::Do(Control::Check) => network::open(&self.service(), true),
            Command::Switch(control, on) => self.with_tools(|tools| tools.act(control, on)),
            Command::Do(control) => self.with_tools(|tools| tools.act(control, true)),
        }
    }

    fn start(self) {
        let start = self.starts.get_value().wrapping_add(1);
        self.starts.set_value(start);
        change(self.figures, |figures| *figures = Figures::default());
        let mut config = self.config.get_untracked();
        // A visitor who has typed a text wants to hear that one.
        let awaited = self.ask(|model| model.draft().is_empty()) == Some(false);
        if awaited || !host::with(Host::greets).unwrap_or(true) {
            config.options.greeting.clear();
        }
        config.options.request.background = is_background_replaced().then_some(Background::Green);
        let in_page = config.service.page().is_some();
        self.choose_microphone_mode();
        // The visitor's choice, which is kept, too.
        let repeats = host::choice("task-type") == TaskType::Repeat.name();
        self.input(Input::Talks(repeats.then_some(false)));
        self.set_control_set("", in_page);
        self.equip(start, in_page);
        let greeting = config.options.greeting.clone();
        let client = Client::new(config, move |event| self.hear(start, event, &greeting));
        client.attach(self.video.get_untracked());
        // The client of the session before, which has ended, goes here.
        self.client.set_value(Some(Rc::new(client)));
        self.with_client(Client::start);
    }

    /// Offers these controls beside those that are always there. The page's own avatar has no network to test.
    pub(super) fn set_control_set(self, names: &str, in_page: bool) {
        let available = ControlSet::of(&[OFFERED, " ", names].concat());
        self.input(Input::ControlSet(available.with(Control::Check, !in_page)));
    }

    fn speak(self, text: String) {
        let start = self.starts.get_value();
        self.with_client(|client| {
            let key = TextKey {
                start,
                id: client.next_text().0,
            };
            // The line must be there before the events that `speak` brings about.
            self.input(Input::Given {
                key,
                text: text.clone(),
                typed: true,
            });
            let talking = self.view_model.try_with_untracked(|view| view.talking) == Some(true);
            let kind = if talking { TaskType::Talk } else { TaskType::Repeat };
            client.speak(text, kind);
        });
    }

    /// The visitor holds the microphone's button, lets it go, chose whether it is held, or chose another microphone.
    pub(super) fn microphone_event(self, told: &str) {
        match told {
            "hold" => self.input(Input::Hold(true)),
            "release" => self.input(Input::Hold(false)),
            "mode" => {
                self.choose_microphone_mode();
                self.carry_out(Command::Switch(Control::Microphone, true));
            }
            _ => self.with_client(Client::choose_microphone),
        }
    }

    /// Whether the visitor is heard only while they hold the button: their choice, which is kept.
    fn choose_microphone_mode(self) {
        self.input(Input::PushToTalk(host::choice("talk") == "hold"));
    }

    /// Has the service put the avatar before plain green, or its own background.
    pub(super) fn set_background(self, background: Background) {
        self.with_client(|client| client.set_background(background));
    }

    /// The client may be replaced from within, by events that it tells meanwhile.
    fn with_client(self, what: impl FnOnce(&Client)) {
        if let Some(client) = self.client.try_get_value().flatten() {
            what(&client);
        }
    }

    /// Takes an event of the client of one start.
    fn hear(self, start: u32, event: ClientEvent, greeting: &str) {
        let current = self.starts.try_get_value() == Some(start);
        match event {
            ClientEvent::Statistics(statistics) if current => {
                let left = |kind| {
                    let client = self.client.try_get_value().flatten();
                    client.and_then(|client| client.seconds_left(kind))
                };
                let (idle, cap) = (left(LimitKind::Idle), left(LimitKind::Cap));
                change(self.figures, |figures| {
                    figures.statistics = statistics;
                    figures.left = idle.into_iter().chain(cap).min();
                });
                self.input(Input::Left(idle, cap));
            }
            ClientEvent::Session(Event::Milestones(milestones)) if current => {
                change(self.figures, |figures| figures.milestones = milestones);
            }
            // A text of an earlier session may end after the next one has begun.
            ClientEvent::Session(event @ Event::Text { .. }) if current => {
                // First, since a last line of captions is shown before the text ends.
                self.caption(start, &event, greeting);
                self.change(|model, now| model.handle_session_event(now, start, event, greeting));
            }
            ClientEvent::Session(event @ (Event::Text { .. } | Event::Heard { .. } | Event::Unsaid { .. })) => {
                self.change(|model, now| model.handle_session_event(now, start, event, greeting));
            }
            ClientEvent::Session(event) if current => {
                self.change(|model, now| model.handle_session_event(now, start, event, greeting))
            }
            _ => {}
        }
    }
}

/// The page's own clock, in ms.
fn now() -> u64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or(0, |performance| performance.now() as u64)
}
