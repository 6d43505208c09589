//! The element's wasm: the session, and the player's model for the element's view. Apart from the module's, whose pages have a view of their
//! own and would load the model for nothing.

#![no_main]

mod session;

use player_model::ControlSet;
use streaming_avatar::embed::player;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// The player's model for the element's view.
#[wasm_bindgen]
pub struct Player {
    model: player_model::Player,
    /// The revision of the transcript that the view has.
    revision: Option<u32>,
}

#[wasm_bindgen]
impl Player {
    /// A player before its first session. The view tells with `hear('controls', …)` which controls it offers.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            model: player_model::Player::new(ControlSet::default()),
            revision: None,
        }
    }

    /// Takes what happened and when, in ms, and gives what the view renders and does.
    pub fn hear(&mut self, kind: &str, detail: &JsValue, now: f64) -> js_sys::Object {
        player::hear(&mut self.model, now as u64, kind, detail);
        player::shown(&mut self.model, &mut self.revision)
    }

    /// The effect of a key event: the control that it presses, an empty text for nothing at all, none for what keys do. `composed`: ms since a
    /// composition ended.
    pub fn key(&self, event: &JsValue, boxed: bool, composed: f64) -> Option<String> {
        player::key(&self.model, event, boxed, composed)
    }

    /// The node that gets the focus, now that the view has rendered; none where it stays.
    pub fn focus(&mut self, at: Option<String>, lost: bool, touch: bool, boxed: bool) -> Option<String> {
        player::focus(&mut self.model, at, lost, touch, boxed)
    }
}
