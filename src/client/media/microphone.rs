//! The visitor's microphone: opened at their wish by the page's scripts, closed here.

use gloo_events::EventListener;
use js_sys::{Function, Promise};
use session::{Input, MicrophoneProblem, Opened};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::MediaStreamTrack;

use crate::client::browser::{JsError, property};
use crate::client::inbox::Inbox;

/// A function of the page's scripts that asks for the microphone, and gives a promise of `{track, other}` (`web/embed/extra/microphone.js`):
/// whether it is another one than the chosen. It is fetched once somebody wishes to be heard. Called with true it asks nobody.
#[derive(Clone, Debug, Default)]
pub struct Recorder(Option<Function>);

impl Recorder {
    /// Takes the function. Any other value counts as none: then there is no microphone.
    pub fn new(function: JsValue) -> Self {
        Self(function.dyn_into().ok())
    }

    /// Asks for the microphone; where `unasked`, it is given only if the browser asks nobody.
    ///
    /// # Errors
    /// The reason why there is none.
    pub(in crate::client) async fn open(&self, unasked: bool) -> Result<(Track, Opened), MicrophoneProblem> {
        let asked = self
            .0
            .as_ref()
            .map(|open| open.call1(&JsValue::UNDEFINED, &unasked.into()));
        let promise = asked.transpose().map_err(problem)?.unwrap_or_default();
        let opened = JsFuture::from(Promise::resolve(&promise)).await.map_err(problem)?;
        let track = property::value(&opened, "track");
        // By its looks: a page's window may not be the one that the track comes from.
        if !property::value(&track, "stop").is_function() {
            return Err(MicrophoneProblem::NoDevice);
        }
        let other = property::flag(&opened, "other");
        Ok((
            Track::new(track.unchecked_into()),
            if other { Opened::Other } else { Opened::Chosen },
        ))
    }
}

/// The problem behind what the browser threw, by its name.
fn problem(thrown: JsValue) -> MicrophoneProblem {
    match property::text(&thrown, "name").unwrap_or_default().as_str() {
        "NotAllowedError" | "SecurityError" => MicrophoneProblem::Denied,
        "NotFoundError" | "OverconstrainedError" => MicrophoneProblem::NoDevice,
        _ => MicrophoneProblem::Failed(JsError::from(thrown).into_text()),
    }
}

/// An open microphone, which lets no sound through at first. Dropping it closes it.
pub(in crate::client) struct Track {
    track: MediaStreamTrack,
    ended: Option<EventListener>,
}

impl Track {
    fn new(track: MediaStreamTrack) -> Self {
        track.set_enabled(false);
        Self { track, ended: None }
    }

    /// Tells when it is taken away.
    pub(in crate::client) fn watch(&mut self, inbox: &Inbox) {
        let inbox = inbox.clone();
        let ended = EventListener::new(&self.track, "ended", move |_| inbox.input(Input::MicrophoneLost));
        self.ended = Some(ended);
    }

    /// Lets its sound through, or silence in its place.
    pub(in crate::client) fn hear(&self, on: bool) {
        self.track.set_enabled(on);
    }

    pub(in crate::client) fn source(&self) -> &MediaStreamTrack {
        &self.track
    }
}

impl Drop for Track {
    fn drop(&mut self) {
        self.ended = None;
        self.track.stop();
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    async fn opened(body: &str) -> Result<(Track, Opened), MicrophoneProblem> {
        Recorder::new(Function::new_with_args("unasked", body).into())
            .open(true)
            .await
    }

    #[wasm_bindgen_test]
    async fn a_microphone_is_silent_at_first_and_is_closed_with_its_track() {
        let body = "globalThis.heard = { enabled: true, stopped: 0, stop() { this.stopped++ } }; return Promise.resolve({ track: heard, other: unasked })";
        let (track, other) = opened(body).await.unwrap();
        assert_eq!(other, Opened::Other);
        let look = |name: &str| property::value(&property::value(&js_sys::global(), "heard"), name);
        assert_eq!(look("enabled"), false);
        track.hear(true);
        assert_eq!(look("enabled"), true);
        drop(track);
        assert_eq!(look("stopped"), 1);
    }

    #[wasm_bindgen_test]
    async fn every_refusal_is_told_apart() {
        let thrown = |name: &str| format!("throw new DOMException('no', '{name}')");
        let of = async |body: &str| opened(body).await.map(|_| ()).unwrap_err();
        assert_eq!(of(&thrown("NotAllowedError")).await, MicrophoneProblem::Denied);
        assert_eq!(of(&thrown("NotFoundError")).await, MicrophoneProblem::NoDevice);
        assert!(matches!(
            of(&thrown("NotReadableError")).await,
            MicrophoneProblem::Failed(_)
        ));
        assert!(matches!(
            of("return Promise.reject('no')").await,
            MicrophoneProblem::Failed(_)
        ));
        assert_eq!(of("").await, MicrophoneProblem::NoDevice);
        let none = Recorder::default().open(false).await.map(|_| ()).unwrap_err();
        assert_eq!(none, MicrophoneProblem::NoDevice);
    }
}
