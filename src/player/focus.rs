//! Where the focus is, and handing it over; the model decides where it goes.

use std::cell::Cell;

use leptos::html::Div;
use leptos::prelude::*;
use player_model::{At, Look, Place};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

#[wasm_bindgen]
extern "C" {
    // In place of web-sys's `MediaQueryList`, which nothing else needs.
    type Query;
    #[wasm_bindgen(js_name = matchMedia, catch)]
    fn match_media(query: &str) -> Result<Query, JsValue>;
    #[wasm_bindgen(method, getter, structural)]
    fn matches(this: &Query) -> bool;

    type Focusable;
    #[wasm_bindgen(method, structural, js_name = focus)]
    fn focus_with(this: &Focusable, options: &JsValue);
}

thread_local! {
    /// Whether the visitor touched the screen last, where they did anything yet.
    static TOUCH: Cell<Option<bool>> = const { Cell::new(None) };
}

/// Notes what the visitor used last: a finger, or a mouse or a key.
pub(super) fn touched(touch: bool) {
    TOUCH.set(Some(touch));
}

/// Whether the visitor touches the screen; unless they did something yet, whether the device's first pointer is a finger.
pub(super) fn touching() -> bool {
    let coarse = || match_media("(pointer: coarse)").is_ok_and(|query| query.matches());
    TOUCH.get().unwrap_or_else(coarse)
}

/// The node that has the focus just now, to be looked at again once the page has changed.
pub(super) struct Held {
    node: Option<HtmlElement>,
    at: At,
}

impl Held {
    /// Looks where the focus is.
    pub(super) fn look(player: NodeRef<Div>) -> Option<Self> {
        let player = player.try_get_untracked().flatten()?;
        let document = player.owner_document()?;
        let node: Option<HtmlElement> = document.active_element().and_then(|node| node.dyn_into().ok());
        let node = node.filter(|node| node.tag_name() != "BODY");
        let is = |selector: &str| {
            node.as_ref()
                .is_some_and(|node| node.matches(selector).unwrap_or(false))
        };
        let at = match &node {
            None => At::Nowhere,
            Some(node) if node.is_same_node(Some(&player)) => At::Player,
            Some(node) if !player.contains(Some(node)) => At::Elsewhere,
            Some(_) if is(".controls :is(.start, .stop)") => At::Toggle,
            Some(_) if is("textarea") => At::Box,
            Some(_) => At::Other,
        };
        Some(Self { node, at })
    }

    /// Looks again, once the page has changed.
    pub(super) fn then(&self, touch: bool) -> Look {
        let gone = |node: &HtmlElement| node.offset_parent().is_none() || node.has_attribute("disabled");
        Look {
            at: self.at,
            lost: self.node.as_ref().is_some_and(gone),
            touch,
            boxed: true,
        }
    }
}

/// Hands the focus over.
pub(super) fn give(player: NodeRef<Div>, to: Place) {
    let Some(player) = player.try_get_untracked().flatten() else {
        return;
    };
    let node = match to {
        Place::Box => player.query_selector("textarea").ok().flatten(),
        Place::Start => player.query_selector(".controls .start").ok().flatten(),
        Place::Player => None,
    };
    let node = node.and_then(|node| node.dyn_into::<HtmlElement>().ok());
    let node = node.unwrap_or_else(|| player.unchecked_into());
    let options = js_sys::Object::new();
    // Where they have scrolled meanwhile is where they want to be. An empty object takes any property.
    let _ = js_sys::Reflect::set(&options, &"preventScroll".into(), &JsValue::TRUE);
    node.unchecked_ref::<Focusable>().focus_with(&options);
}
