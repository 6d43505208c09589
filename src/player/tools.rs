//! The tools of the stage: captions, backgrounds, a picture or a recording to save, a window of its own, the whole screen.
//!
//! The model says which are there and when each is used. How each is done is JavaScript's (`web/app/stage/tools.js`), which is loaded when a
//! session starts: it need not be in the page's wasm.

use std::rc::Rc;

use api::Background;
use leptos::prelude::*;
use player_model::{Control, Input, Seen, TextKey, Trouble};
use session::{Event, Outcome, Progress};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlVideoElement;

use super::conversation::Conversation;
use crate::client::spawn;
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
    /// now, `caption` and its line, `green` and whether the service is to send a green ground, or `failed` and the reason.
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

impl Conversation {
    /// Loads the tools for the session of a start. Without them, the picture is shown as it comes.
    pub(super) fn equip(self, start: u32, in_page: bool) {
        let Some(video) = self.video.get_untracked() else {
            return;
        };
        spawn(async move {
            let told = move |what: String, value: JsValue| self.told(&what, &value);
            let Ok(tools) = Tools::load(video, in_page, told).await else {
                return;
            };
            let open = self.seen.try_with_untracked(Seen::active) == Some(true);
            if !open || self.starts.try_get_value() != Some(start) {
                return;
            }
            let (names, captioned) = (tools.offers(), tools.captioned());
            self.tools.set_value(Some(Rc::new(tools)));
            self.offer(&names, in_page);
            self.input(Input::Switched(Control::Captions, captioned));
        });
    }

    /// Takes what the tools tell.
    fn told(self, what: &str, value: &JsValue) {
        let text = || value.as_string().unwrap_or_default();
        self.input(match what {
            "green" => {
                return self.place_before(if value.is_truthy() {
                    Background::Green
                } else {
                    Background::Studio
                });
            }
            "caption" => Input::Caption(text()),
            "failed" => Input::Problem(Trouble {
                code: "tool-failed".into(),
                sentence: "The browser did not do this.".into(),
                detail: text(),
            }),
            name => match Control::named(name) {
                Some(control) => Input::Switched(control, value.is_truthy()),
                None => return,
            },
        });
    }

    /// Nothing of them is done where they have not come.
    pub(super) fn with_tools(self, what: impl FnOnce(&Tools)) {
        if let Some(tools) = self.tools.try_get_value().flatten() {
            what(&tools);
        }
    }

    /// Lets a text's captions follow what becomes of it.
    pub(super) fn caption(self, start: u32, event: &Event, greeting: &str) {
        let Event::Text { id, progress } = event else { return };
        let key = TextKey { start, id: id.0 };
        self.with_tools(|tools| match progress {
            Progress::Queued => tools.hear("ended", id.0, "", 0),
            Progress::Accepted { duration, .. } => {
                let millis = duration.map(|duration| duration.as_millis() as u32);
                tools.hear("accepted", id.0, "", millis.unwrap_or_default());
            }
            // Of an answer, the words are told as they are heard.
            Progress::Speaking if self.seen.try_with_untracked(|seen| seen.talking) == Some(true) => {}
            Progress::Speaking => {
                let given = self.lines.try_with_untracked(|lines| {
                    let line = lines.iter().rev().find(|line| line.key == key);
                    line.map(|line| line.text.clone())
                });
                self.begin_captions(id.0, given.flatten().unwrap_or_else(|| greeting.to_owned()));
            }
            Progress::Ended(Outcome::Spoken) => tools.hear("spoken", id.0, "", 0),
            Progress::Ended(_) => tools.hear("ended", id.0, "", 0),
        });
    }

    /// Captions show a text without its markup, as it is said.
    fn begin_captions(self, id: u32, text: String) {
        if text::is_plain(&text) {
            return self.with_tools(|tools| tools.hear("began", id, &text, 0));
        }
        let cleaner = self.cleaner();
        spawn(async move {
            // At once: its code was fetched before the text was said.
            let text = cleaner.clean(text).await;
            self.with_tools(|tools| tools.hear("began", id, &text, 0));
        });
    }
}

/// Whether the visitor chose to see something else behind the avatar than what the service shows there (`web/app/stage/grounds.js`).
pub(super) fn is_ground_replaced() -> bool {
    let chosen = host::with(|host| host.choice("background")).ok().flatten();
    chosen.is_some_and(|chosen| !["", "studio", "keep"].contains(&chosen.as_str()))
}
