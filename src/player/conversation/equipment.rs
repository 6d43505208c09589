//! The conversation's side of the tools over the picture: their loading, their word, and the captions that follow its texts.

use std::rc::Rc;

use api::Background;
use leptos::prelude::*;
use player_model::{Control, Input, TextKey, Trouble, ViewModel};
use session::{Event, Outcome, Progress};
use wasm_bindgen::JsValue;

use super::Conversation;
use crate::client::spawn;
use crate::player::tools::Tools;

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
            let open = self.view_model.try_with_untracked(ViewModel::active) == Some(true);
            if !open || self.starts.try_get_value() != Some(start) {
                return;
            }
            let (names, captioned) = (tools.offers(), tools.captioned());
            self.tools.set_value(Some(Rc::new(tools)));
            self.set_control_set(&names, in_page);
            self.input(Input::Switched(Control::Captions, captioned));
        });
    }

    /// Takes what the tools tell.
    fn told(self, what: &str, value: &JsValue) {
        let text = || value.as_string().unwrap_or_default();
        self.input(match what {
            "green" => {
                return self.set_background(if value.is_truthy() {
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
            Progress::Speaking if self.view_model.try_with_untracked(|view| view.talking) == Some(true) => {}
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
