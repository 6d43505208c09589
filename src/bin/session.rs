//! The session, as both wasms of the embed bundle export it, and their allocator.

use api::{Background, TaskType};
use session::LimitKind;
use streaming_avatar::client::Client;
use streaming_avatar::embed::{Listener, Settings, tell};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlVideoElement;

/// Smaller than the default, whose speed with many sizes of memory is not needed here.
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// A session for JavaScript. Freeing it stops the session.
#[wasm_bindgen]
pub struct Session(Client);

#[wasm_bindgen]
impl Session {
    /// A session that has not started.
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &Settings, listener: Listener, video: HtmlVideoElement) -> Self {
        let client = Client::new(settings.config(), move |event| tell(&listener, &event));
        client.attach(Some(video));
        Self(client)
    }

    /// Opens it; with the reply to the `streaming.new` that the page has sent already, where it has.
    pub fn start(&self, early: Option<js_sys::Promise>) {
        match early {
            Some(early) => self.0.start_early(early),
            None => self.0.start(),
        }
    }

    /// Ends it, or its start.
    pub fn stop(&self) {
        self.0.stop();
    }

    /// The name that the next text will have in the events.
    #[wasm_bindgen(js_name = nextText)]
    pub fn next_text(&self) -> u32 {
        self.0.next_text().0
    }

    /// Says a text, or lets the service's language model answer it; the text's name in the events is returned.
    pub fn speak(&self, text: String, talk: bool) -> u32 {
        let kind = if talk { TaskType::Talk } else { TaskType::Repeat };
        self.0.speak(text, kind).0
    }

    /// Silences the avatar and, where `clear`, drops the texts that wait.
    pub fn interrupt(&self, clear: bool) {
        self.0.interrupt(clear);
    }

    /// Drops the texts that wait; the one that is said goes on.
    #[wasm_bindgen(js_name = dropWaiting)]
    pub fn drop_waiting(&self) {
        self.0.drop_waiting();
    }

    /// Lets the visitor be heard: always, or while a button is held.
    pub fn listen(&self, push_to_talk: bool, muted: bool) {
        self.0.listen(push_to_talk, muted);
    }

    /// Closes the microphone.
    #[wasm_bindgen(js_name = stopListening)]
    pub fn stop_listening(&self) {
        self.0.stop_listening();
    }

    /// Another microphone was chosen.
    #[wasm_bindgen(js_name = chooseMicrophone)]
    pub fn choose_microphone(&self) {
        self.0.choose_microphone();
    }

    /// Mutes the microphone, or lets it be heard again.
    #[wasm_bindgen(js_name = muteMicrophone)]
    pub fn mute_microphone(&self, muted: bool) {
        self.0.mute_microphone(muted);
    }

    /// The button of push-to-talk is held, or let go.
    pub fn hold(&self, held: bool) {
        self.0.hold(held);
    }

    /// Puts off the end for want of tasks.
    #[wasm_bindgen(js_name = keepAlive)]
    pub fn keep_alive(&self) {
        self.0.keep_alive();
    }

    /// Whole seconds until the service's cap ends it, or else until it ends for want of texts; none where it does not.
    #[wasm_bindgen(js_name = secondsLeft)]
    pub fn seconds_left(&self, cap: bool) -> Option<u32> {
        let kind = if cap { LimitKind::Cap } else { LimitKind::Idle };
        self.0.seconds_left(kind)
    }

    /// Chooses anew whether it is kept alive by itself, and whether it is renewed before the service's cap.
    pub fn choose(&self, keep_alive: bool, renew: bool) {
        self.0.choose(keep_alive, renew);
    }

    /// Chooses the background behind the avatar, plain green or the service's studio: at once where the service changes it, else from the next
    /// session on.
    #[wasm_bindgen(js_name = setBackground)]
    pub fn set_background(&self, green: bool) {
        self.0
            .set_background(if green { Background::Green } else { Background::Studio });
    }

    /// Asks for a fresh session without a gap in the picture.
    pub fn renew(&self) {
        self.0.renew();
    }

    /// Plays with sound, from within a gesture.
    #[wasm_bindgen(js_name = unblockSound)]
    pub fn unblock_sound(&self) {
        self.0.unblock_sound();
    }

    /// Shows the session in another element.
    pub fn attach(&self, video: Option<HtmlVideoElement>) {
        self.0.attach(video);
    }
}
