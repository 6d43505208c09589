//! Inputs of the player: events of its session and its page, and what the visitor types and presses.

use session::State;

use super::Player;
use crate::composer;
use crate::control::Control;
use crate::input::{Command, End, Ending, Input, TextKey};
use crate::transcript_entry::Status;
use crate::trouble::Trouble;

impl Player {
    /// Takes what happened. `now` is the time in ms, from any beginning.
    pub fn handle(&mut self, now: u64, input: Input) {
        match input {
            Input::ControlSet(controls) => self.available = controls,
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
            Input::Answers(answers) => self.answers = answers,
            Input::Talks(talks) => self.talks = talks,
            Input::PushToTalk(chosen) => self.push_to_talk = chosen,
            Input::Microphone(microphone) => {
                self.microphone = microphone;
                self.held &= microphone.is_on();
                // The visitor was told how, and has done it.
                let refused = |trouble: &Trouble| trouble.code.starts_with("microphone-");
                if microphone.is_on() && self.trouble.as_ref().is_some_and(refused) {
                    self.show(None);
                }
            }
            Input::Hold(held) => self.hold(held),
            Input::Message { key, role, text, end } => {
                if let Some(words) = self.transcript.message(key, role, text, end) {
                    self.caption = words;
                }
            }
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
                // The trouble is over.
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
        // A recording goes on while a lost connection is tried again, and is saved when the session is over.
        if !self.active() && self.on.has(Control::Record) {
            self.commands.push(Command::Switch(Control::Record, false));
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
}
