//! The model itself: it takes what happened, and says what is seen and what is to be done.

use session::State;

use crate::clicks::DOUBLE;
use crate::composer;
use crate::control::{Control, Offer};
use crate::decimal::decimal;
use crate::input::{Command, End, Ending, Input, TextKey};
use crate::limit::Limits;
use crate::line::{Line, Status};
use crate::seen::{Seen, Shown};
use crate::status::Standing;
use crate::transcript::Transcript;
use crate::trouble::{Card, Trouble};
use crate::words::Phrase;

/// The player.
#[derive(Clone, Debug, Default)]
pub struct Player {
    offer: Offer,
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
    draft: String,
    /// Whether the draft is sent as soon as a session is on its way.
    send_on_start: bool,
    caption: String,
    /// The switches that are on.
    on: Offer,
    /// When Start and Stop took each other's place last, in ms.
    toggled: Option<u64>,
    commands: Vec<Command>,
}

impl Player {
    /// A player before its first session, in a view that offers these controls beside Start, Stop, Interrupt and the text box.
    pub fn new(offer: Offer) -> Self {
        Self {
            offer,
            ..Self::default()
        }
    }

    /// The same where the visitor keeps the page, and can do what is said to those who keep it: it is not among the details.
    pub fn of_owner(offer: Offer) -> Self {
        Self {
            owner: true,
            ..Self::new(offer)
        }
    }

    /// Where the session stands.
    pub const fn state(&self) -> State {
        self.state
    }

    /// The transcript, oldest line first.
    pub fn lines(&self) -> &[Line] {
        self.transcript.lines()
    }

    /// The text in the box.
    pub fn draft(&self) -> &str {
        &self.draft
    }

    /// What the view is to do, in this order; each is given once.
    pub fn commands(&mut self) -> Vec<Command> {
        core::mem::take(&mut self.commands)
    }

    /// Takes what happened. `now` is the time in ms, from any beginning.
    pub fn handle(&mut self, now: u64, input: Input) {
        match input {
            Input::Offer(offer) => self.offer = offer,
            Input::State(state) => self.come_to(now, state),
            Input::Ended(end) => self.ended(end),
            Input::Problem(trouble) => {
                self.offline |= trouble.code == "offline";
                self.show(Some(trouble));
            }
            Input::Online => {
                self.offline = false;
                if self.trouble.as_ref().is_some_and(|trouble| trouble.code == "offline") {
                    self.show(None);
                }
            }
            Input::Speaking(speaking) => {
                self.speaking = speaking;
                if speaking {
                    self.limits.spoke();
                }
            }
            Input::SoundBlocked(blocked) => self.sound_blocked = blocked,
            Input::Limit(kind, seconds) => self.limits.told(kind, seconds),
            Input::Left(idle, cap) => self.limits.count(idle, cap),
            Input::Retry(attempt) => self.attempt = attempt,
            Input::Loaded(loaded) => self.loaded = loaded,
            Input::Given { key, text, typed } => self.transcript.enter(key, text, typed),
            Input::Waits(key) => self.transcript.change(key, |line| line.status = Status::Waiting),
            Input::Begun { key, text } => {
                self.limits.spoke();
                self.transcript.begin(key, text);
            }
            Input::Heard(key, letters) => self.transcript.change(key, |line| line.take_heard(letters)),
            Input::Unsaid(key, text) => self.transcript.change(key, |line| line.note = text),
            Input::Answered(key, answer) => self.transcript.change(key, |line| line.answer = answer),
            Input::Finished { key, ending, reason } => self.finish(key, ending, reason),
            Input::Caption(line) => self.caption = line,
            Input::Switched(control, on) => self.on = self.on.with(control, on),
            Input::Typed(text) => self.draft = text,
            Input::Press(control) => self.press(now, control),
            Input::Rewrite(key) => {
                if let Some(text) = self.transcript.find(key).map(|line| line.text.clone()) {
                    self.put_back(&text);
                }
            }
        }
    }

    fn come_to(&mut self, now: u64, state: State) {
        let (before, was_active) = (self.state, self.active());
        self.state = state;
        if self.active() != was_active {
            self.toggled = Some(now);
        }
        match state {
            State::Creating => {
                self.end = None;
                // After a lost connection it is still the session of before, and what is wrong with it is still worth reading.
                let recovers = before == State::Recovering;
                self.lived &= recovers;
                // That the device is offline may be told just before.
                if !recovers && !self.offline {
                    self.show(None);
                }
            }
            State::Live => {
                self.lived = true;
                self.attempt = 0;
                // Whatever it was, it is over.
                if !self.offline {
                    self.show(None);
                }
            }
            State::Recovering | State::Ended => self.caption.clear(),
            _ => {}
        }
        if state != State::Live {
            self.speaking = false;
            self.limits.clear();
        }
        if self.send_on_start && self.active() {
            self.send_on_start = false;
            self.send();
        }
    }

    fn ended(&mut self, end: End) {
        self.end = Some(end);
        self.fatal = end == End::Failed && self.trouble.is_some();
        self.attempt = 0;
        self.send_on_start = false;
        self.offline = false;
        self.sound_blocked = false;
        self.loaded = None;
    }

    /// Shows a problem, or none.
    fn show(&mut self, trouble: Option<Trouble>) {
        self.card = self.card.wrapping_add(u32::from(trouble.is_some()));
        self.fatal = false;
        self.refused = None;
        self.trouble = trouble;
    }

    fn finish(&mut self, key: TextKey, ending: Ending, reason: String) {
        let lived = self.lived;
        if ending != Ending::Interrupted || self.transcript.find(key).is_some_and(|line| line.begun) {
            self.caption.clear();
        }
        let Some(line) = self.transcript.finish(key, ending, reason) else {
            return;
        };
        // A text whose session was cancelled before the avatar came was not said either.
        let unsaid = ending == Ending::Failed || (ending == Ending::Interrupted && !lived && !line.begun);
        if !unsaid || !line.typed {
            return;
        }
        let text = line.text.clone();
        if composer::trimmed(&self.draft).is_empty() {
            self.draft = text;
        } else if ending == Ending::Failed {
            // Where the box is in use, the card and the transcript have it.
            self.refused = Some(text);
        }
    }

    fn put_back(&mut self, text: &str) {
        self.draft = composer::put_back(text, &self.draft);
    }

    /// Sends what is in the box.
    fn send(&mut self) {
        if composer::seen(&self.draft, false).sendable {
            let text = core::mem::take(&mut self.draft);
            self.commands.push(Command::Speak(composer::trimmed(&text).to_owned()));
        }
    }

    fn press(&mut self, now: u64, control: Control) {
        // The second half of a double click or double tap, where Start and Stop have just taken each other's place.
        let soon = self.toggled.is_some_and(|toggled| now.saturating_sub(toggled) < DOUBLE);
        let toggles = matches!(control, Control::Start | Control::Stop);
        if (soon && toggles) || !self.is_enabled(control) {
            return;
        }
        let command = match control {
            Control::Start | Control::Retry => {
                self.send_on_start = false;
                Command::Start
            }
            Control::Stop if self.offers(Control::Close) => Command::Close,
            Control::Stop => Command::Stop,
            Control::Close => Command::Close,
            Control::Interrupt => Command::Interrupt,
            Control::Send if self.active() => return self.send(),
            Control::Send => {
                self.send_on_start = true;
                Command::Start
            }
            Control::Repeat => match self.transcript.lines().last() {
                Some(line) => Command::Speak(line.text.clone()),
                None => return,
            },
            Control::Sound => Command::UnblockSound,
            Control::Mute => {
                let muted = self.on.has(Control::Mute);
                // Also where it was the browser that withheld the sound: this is the gesture that it waits for.
                if muted {
                    self.commands.push(Command::UnblockSound);
                }
                Command::Switch(control, !muted)
            }
            Control::Captions | Control::Transcript | Control::Background => {
                let on = !self.on.has(control);
                self.on = self.on.with(control, on);
                Command::Switch(control, on)
            }
            Control::Full | Control::Record => Command::Switch(control, !self.on.has(control)),
            Control::Pip | Control::Snapshot | Control::Check => Command::Do(control),
            Control::Stay => {
                self.limits.clear();
                Command::KeepAlive
            }
            Control::Dismiss => return self.show(None),
            Control::Edit => {
                if let Some(text) = self.refused.take() {
                    self.put_back(&text);
                }
                return;
            }
        };
        self.commands.push(command);
    }

    pub(crate) const fn offers(&self, control: Control) -> bool {
        self.offer.has(control)
    }

    const fn active(&self) -> bool {
        !matches!(self.state, State::Idle | State::Ended)
    }

    pub(crate) fn can_interrupt(&self) -> bool {
        self.state == State::Live && (self.speaking || self.transcript.pending())
    }

    /// Whether a press on a control does anything.
    fn is_enabled(&self, control: Control) -> bool {
        match control {
            Control::Send => composer::seen(&self.draft, self.state == State::Stopping).sendable,
            Control::Stay => self.limits.seen().is_some_and(|limit| limit.stay),
            Control::Dismiss => self.trouble.is_some(),
            Control::Retry | Control::Edit | Control::Check => {
                self.card().is_some_and(|card| card.next.contains(&control))
            }
            _ => self
                .controls()
                .iter()
                .any(|shown| shown.control == control && shown.enabled),
        }
    }

    fn card(&self) -> Option<Card> {
        let trouble = self.trouble.as_ref()?;
        let fatal = self.fatal && !self.active();
        let check = self.offers(Control::Check);
        let card = Card::of(trouble, self.card, fatal, self.refused.is_some(), check);
        let aside = self.owner && card.more;
        Some(Card { aside, ..card })
    }

    /// The controls that are there. One of Start and Stop always is.
    fn controls(&self) -> Vec<Shown> {
        let live = self.state == State::Live;
        let active = self.active();
        let mut shown = Vec::new();
        let mut put = |there: bool, control: Control, word: &'static str, enabled: bool, on: Option<bool>| {
            if there {
                shown.push(Shown {
                    control,
                    word,
                    enabled,
                    on,
                });
            }
        };
        let has = |control| self.offer.has(control);
        let on = |control| Some(self.on.has(control));
        let start = if self.state == State::Ended { "again" } else { "start" };
        let stop = if live || self.state == State::Stopping {
            "stop"
        } else {
            "cancel"
        };
        let any = !self.transcript.lines().is_empty();
        put(!active, Control::Start, start, true, None);
        put(active, Control::Stop, stop, self.state != State::Stopping, None);
        put(live, Control::Interrupt, "interrupt", self.can_interrupt(), None);
        put(live && has(Control::Repeat), Control::Repeat, "repeat", any, None);
        put(has(Control::Mute), Control::Mute, "mute", true, on(Control::Mute));
        put(
            live && has(Control::Captions),
            Control::Captions,
            "captions",
            true,
            on(Control::Captions),
        );
        let log = has(Control::Transcript) && (live || any);
        put(log, Control::Transcript, "transcript", true, on(Control::Transcript));
        put(live && has(Control::Pip), Control::Pip, "pip", true, None);
        put(
            live && has(Control::Full),
            Control::Full,
            "full",
            true,
            on(Control::Full),
        );
        put(
            live && has(Control::Snapshot),
            Control::Snapshot,
            "snapshot",
            true,
            None,
        );
        put(
            live && has(Control::Record),
            Control::Record,
            "record",
            true,
            on(Control::Record),
        );
        put(
            live && has(Control::Background),
            Control::Background,
            "background",
            true,
            on(Control::Background),
        );
        put(has(Control::Close), Control::Close, "close", true, None);
        put(self.sound_blocked, Control::Sound, "sound", true, None);
        shown
    }

    /// What a view renders now.
    pub fn seen(&self) -> Seen {
        let status = Standing {
            state: self.state,
            end: self.end,
            lived: self.lived,
            offline: self.offline,
            speaking: self.speaking,
            attempt: self.attempt,
            loaded: self.loaded.as_deref(),
        };
        let waiting = self.transcript.waiting();
        Seen {
            state: self.state,
            status: status.words(),
            toggled: self.toggled,
            speaking: self.speaking,
            controls: self.controls(),
            composer: composer::seen(&self.draft, self.state == State::Stopping),
            caption: if self.on.has(Control::Captions) {
                self.caption.clone()
            } else {
                String::new()
            },
            transcript: self.on.has(Control::Transcript),
            revision: self.transcript.revision(),
            waiting: (waiting > 0).then(|| Phrase::with("waiting", decimal(waiting))),
            limit: self.limits.seen(),
            trouble: self.card(),
        }
    }
}
