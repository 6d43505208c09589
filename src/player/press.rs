//! Clicks that are the second half of a double click, where another button stands by then.

use std::cell::RefCell;

use leptos::ev::MouseEvent;
use player_model::{Area, Click, is_stray};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Element;

#[wasm_bindgen]
extern "C" {
    // In place of web-sys's `DomRect`, which nothing else needs.
    type Measured;
    #[wasm_bindgen(method, structural, js_name = getBoundingClientRect)]
    fn rect(this: &Measured) -> Rect;
    type Rect;
    #[wasm_bindgen(method, getter, structural)]
    fn left(this: &Rect) -> f64;
    #[wasm_bindgen(method, getter, structural)]
    fn right(this: &Rect) -> f64;
    #[wasm_bindgen(method, getter, structural)]
    fn top(this: &Rect) -> f64;
    #[wasm_bindgen(method, getter, structural)]
    fn bottom(this: &Rect) -> f64;
}

/// The area of a button in the window.
fn area(button: &Element) -> Area {
    let rect = button.unchecked_ref::<Measured>().rect();
    Area {
        left: rect.left(),
        right: rect.right(),
        top: rect.top(),
        bottom: rect.bottom(),
    }
}

thread_local! {
    /// The button that took the last click, when, and where it was.
    static LAST: RefCell<Option<(Element, f64, Area)>> = const { RefCell::new(None) };
}

/// Keeps a stray click from whatever it was not meant for, and the press before it from taking the focus there. To be called before
/// anything else hears of either.
pub(crate) fn guard(event: MouseEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(button) = target.and_then(|target| target.closest("button").ok().flatten()) else {
        return;
    };
    let click = Click {
        at: event.time_stamp(),
        x: event.client_x().into(),
        y: event.client_y().into(),
        pointed: event.detail() > 0,
    };
    let last = LAST.take();
    let before = last.as_ref().filter(|(other, ..)| *other != button);
    if is_stray(click, before.map(|(_, at, area)| (*at, *area))) {
        event.stop_immediate_propagation();
        event.prevent_default();
        LAST.set(last);
    } else if event.type_() != "click" {
        LAST.set(last);
    } else {
        let area = area(&button);
        LAST.set(Some((button, click.at, area)));
    }
}
