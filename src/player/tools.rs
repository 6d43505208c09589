//! The tools of the stage: captions, backgrounds, a picture or a recording to save, a window of its own, the whole screen.
//!
//! The model says which are there and when each is used. How each is done is JavaScript's (`web/app/stage/stage-tools.js`), which is loaded when a
//! session starts: it need not be in the page's wasm.

use player_model::Control;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlVideoElement;

use crate::host;

#[wasm_bindgen]
extern "C" {
    type Made;
    #[wasm_bindgen(method, getter)]
    fn offers(this: &Made) -> String;
    #[wasm_bindgen(method, getter)]
    fn captioned(this: &Made) -> bool;
    #[wasm_bindgen(method)]
    fn act(this: &Made, name: &str, on: bool);
    #[wasm_bindgen(method)]
    fn hear(this: &Made, what: &str, id: u32, text: &str, millis: u32);
    #[wasm_bindgen(method)]
    fn free(this: &Made);
}

/// Hears of the tools: a name, and what belongs to it.
type Tell = Closure<dyn FnMut(String, JsValue)>;

/// The tools of one session; dropping them ends what they do, and saves a recording.
pub(super) struct Tools {
    made: Made,
    _tell: Tell,
}

impl Drop for Tools {
    fn drop(&mut self) {
        self.made.free();
    }
}

impl Tools {
    /// Loads them. `transparent`: whether the video's pictures are as they come; `tell` hears the name of a control and whether it is on
    /// now, `caption` and its line, `green` and whether the service is to send a green background, or `failed` and the reason.
    ///
    /// # Errors
    /// The page has none, as in tests, or their files did not come.
    pub(super) async fn load(
        video: HtmlVideoElement,
        transparent: bool,
        tell: impl FnMut(String, JsValue) + 'static,
    ) -> Result<Self, JsValue> {
        let tell: Tell = Closure::new(tell);
        let coming = host::with(|host| host.tools(&video, transparent, tell.as_ref()))?;
        let made = JsFuture::from(coming).await?.unchecked_into();
        Ok(Self { made, _tell: tell })
    }

    /// The names of the controls that they serve in this browser.
    pub(super) fn offers(&self) -> String {
        self.made.offers()
    }

    /// Whether the visitor wants captions from the beginning.
    pub(super) fn captioned(&self) -> bool {
        self.made.captioned()
    }

    /// Does what a control asks for.
    pub(super) fn act(&self, control: Control, on: bool) {
        self.made.act(control.name(), on);
    }

    /// Takes what becomes of a text, for its captions: `accepted` with how long it takes in ms, 0 where that is not known; `began`,
    /// `spoken`, or `ended` in another way.
    pub(super) fn hear(&self, what: &str, id: u32, text: &str, millis: u32) {
        self.made.hear(what, id, text, millis);
    }
}

/// Whether the visitor chose to see something else behind the avatar than what the service shows there (`web/app/stage/backgrounds.js`).
pub(super) fn is_background_replaced() -> bool {
    let chosen = host::with(|host| host.choice("background")).ok().flatten();
    chosen.is_some_and(|chosen| !["", "studio", "keep"].contains(&chosen.as_str()))
}
