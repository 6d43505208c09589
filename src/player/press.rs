//! Clicks that are the second half of a double click, where another button stands by then.

use std::cell::RefCell;

use leptos::ev::MouseEvent;
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

/// For so long, in ms, a button that came into another's place takes no click.
const DOUBLE: f64 = 600.0;

/// A click on a button. Times are the page's own, in ms.
struct Click {
    at: f64,
    x: f64,
    y: f64,
    /// Whether a finger or a mouse made it; else it has no place.
    pointed: bool,
    /// Since when the button is in another's place, where it is.
    since: Option<f64>,
}

/// Where a button was.
#[derive(Clone, Copy)]
struct Place {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Place {
    const fn has(self, x: f64, y: f64) -> bool {
        x >= self.left && x <= self.right && y >= self.top && y <= self.bottom
    }
}

impl Place {
    fn of(button: &Element) -> Self {
        let rect = button.unchecked_ref::<Measured>().rect();
        Self {
            left: rect.left(),
            right: rect.right(),
            top: rect.top(),
            bottom: rect.bottom(),
        }
    }
}

/// Whether a click was meant for what stood there a moment ago: `before` is when another button was clicked last, and where that one was.
fn is_stray(click: &Click, before: Option<(f64, Place)>) -> bool {
    // Handled late, a click may be older than what came of the one before.
    let soon = |since: f64| (click.at - since).abs() < DOUBLE;
    let replaced = click.since.is_some_and(soon);
    let under = before.is_some_and(|(at, place)| click.pointed && soon(at) && place.has(click.x, click.y));
    replaced || under
}

thread_local! {
    /// The button that took the last click, when, and where it was.
    static LAST: RefCell<Option<(Element, f64, Place)>> = const { RefCell::new(None) };
}

/// The attribute of a button that came into another's place: since when, by the page's clock.
pub(super) fn since() -> String {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or_else(String::new, |performance| (performance.now() as u32).to_string())
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
        since: button
            .get_attribute("data-since")
            .and_then(|since| since.parse::<u32>().ok())
            .map(f64::from),
    };
    let last = LAST.take();
    let before = last.as_ref().filter(|(other, ..)| *other != button);
    if is_stray(&click, before.map(|(_, at, place)| (*at, *place))) {
        event.stop_immediate_propagation();
        event.prevent_default();
        LAST.set(last);
    } else if event.type_() != "click" {
        LAST.set(last);
    } else {
        let place = Place::of(&button);
        LAST.set(Some((button, click.at, place)));
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    const PLACE: Place = Place {
        left: 10.0,
        right: 110.0,
        top: 500.0,
        bottom: 544.0,
    };

    const fn click(at: f64) -> Click {
        Click {
            at,
            x: 60.0,
            y: 520.0,
            pointed: true,
            since: None,
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn what_replaces_a_button_takes_no_click_for_a_while() {
        let replaced = |at| Click {
            since: Some(1000.0),
            ..click(at)
        };
        assert!(is_stray(&replaced(1120.0), None));
        assert!(is_stray(&replaced(1350.0), None));
        assert!(is_stray(&replaced(990.0), None), "handled late");
        assert!(!is_stray(&replaced(1600.0), None));
        assert!(!is_stray(&click(1120.0), None), "it was there before");
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn what_comes_under_the_finger_takes_no_click_for_a_while() {
        let before = Some((1000.0, PLACE));
        assert!(is_stray(&click(1200.0), before));
        assert!(!is_stray(&click(1700.0), before));
        let beside = Click {
            x: 120.0,
            ..click(1200.0)
        };
        assert!(!is_stray(&beside, before), "two buttons, one after the other");
        let by_key = Click {
            pointed: false,
            ..click(1200.0)
        };
        assert!(!is_stray(&by_key, before));
    }
}
