//! Runs a session in a browser: the machine of `crates/session`, given what `fetch`, peer connections, the video element
//! and the page say, and doing what it asks.

mod browser;
mod cleaner;
mod config;
mod event;
mod http;
mod inbox;
mod media;
mod page;
mod runner;
mod storage;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::rc::Rc;

use api::{Background, ListeningMode, TaskType};
use session::{Input, LimitKind, TextId};
use web_sys::HtmlVideoElement;

pub use browser::JsError;
pub(crate) use browser::property;
#[cfg(feature = "ui")]
pub(crate) use browser::task::{pause, spawn};
pub use cleaner::Cleaner;
pub use config::Config;
pub use event::{ClientEvent, Statistics};
pub use http::{Credential, PageService, Service, TokenSource, VoiceEntry, avatars, voices};
pub use media::Recorder;
#[cfg(test)]
pub(crate) use tests::fake_service;

use runner::Runner;

/// A session in this page. Dropping it stops the session and closes all that belongs to it.
pub struct Client {
    runner: Rc<Runner>,
    texts: Cell<u32>,
}

impl Client {
    /// A client that has not started. `on_event` hears of everything until the client is dropped; it may call the client.
    pub fn new(config: Config, on_event: impl Fn(ClientEvent) + 'static) -> Self {
        Self {
            runner: Runner::new(config, Rc::new(on_event)),
            texts: Cell::new(0),
        }
    }

    /// Shows the session in this element from now on, or in none. The element's volume and muting are its owner's.
    pub fn attach(&self, video: Option<HtmlVideoElement>) {
        self.runner.video_output().attach(video);
    }

    /// Opens a session. Sessions of earlier visits that were never stopped are stopped first.
    pub fn start(&self) {
        self.runner.start();
    }

    /// The same, where the page has sent `streaming.new` already: a promise of `{status, retryAfter, body, token, taken}`, or of
    /// nothing where it has not.
    pub fn start_early(&self, early: js_sys::Promise) {
        self.runner.start_early(early);
    }

    /// Ends the session, or its start, at any moment.
    pub fn stop(&self) {
        self.runner.stop();
    }

    /// The name that the next text will have.
    pub fn next_text(&self) -> TextId {
        TextId(self.texts.get())
    }

    /// Lets the avatar say a text, without its markup, or answer it; its name in the events is returned.
    pub fn speak(&self, text: String, kind: TaskType) -> TextId {
        let id = self.next_text();
        self.texts.set(id.0.wrapping_add(1));
        self.runner.input(Input::Speak { id, text, kind });
        id
    }

    /// Silences the avatar; `clear` drops the texts that wait, too.
    pub fn interrupt(&self, clear: bool) {
        self.runner.input(Input::Interrupt { clear });
    }

    /// Drops the texts that wait; the one that is said goes on.
    pub fn drop_waiting(&self) {
        self.runner.input(Input::DropWaiting);
    }

    /// Lets the visitor be heard: always, or while a button is held. To be called at their wish only, since the browser asks them for the
    /// microphone.
    pub fn listen(&self, push_to_talk: bool, muted: bool) {
        let mode = if push_to_talk {
            ListeningMode::PushToTalk
        } else {
            ListeningMode::Conversational
        };
        self.runner.input(Input::Listen { mode, muted });
    }

    /// Closes the microphone.
    pub fn stop_listening(&self) {
        self.runner.input(Input::StopListening);
    }

    /// Another microphone was chosen: it takes the place of one that is open.
    pub fn choose_microphone(&self) {
        self.runner.input(Input::MicrophoneChosen);
    }

    /// Mutes the microphone, or lets it be heard again.
    pub fn mute_microphone(&self, muted: bool) {
        self.runner.input(Input::MuteMicrophone(muted));
    }

    /// The button of push-to-talk is held, or let go.
    pub fn hold(&self, held: bool) {
        self.runner.input(Input::Hold(held));
    }

    /// Puts off the end that a session comes to when nothing is said.
    pub fn keep_alive(&self) {
        self.runner.input(Input::KeepAlive);
    }

    /// Whole seconds until an end that comes by itself, unless it is put off; none where there is no such end just now.
    pub fn seconds_left(&self, kind: LimitKind) -> Option<u32> {
        self.runner.time_left(kind).map(|left| left.as_secs() as u32)
    }

    /// Chooses anew whether the session is kept alive by itself, and whether it is renewed before the service's cap.
    pub fn choose(&self, keep_alive: bool, renew: bool) {
        self.runner.input(Input::Choose { keep_alive, renew });
    }

    /// Chooses the background behind the avatar: at once where the server changes it, else from the next session on.
    pub fn set_background(&self, background: Background) {
        self.runner.input(Input::Background(background));
    }

    /// Asks for a fresh session without a gap in the picture.
    pub fn renew(&self) {
        self.runner.input(Input::Renew);
    }

    /// Plays with sound; to be called from within a gesture of the visitor.
    pub fn unblock_sound(&self) {
        self.runner.video_output().unblock_sound();
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.runner.release();
    }
}
