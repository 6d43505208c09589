//! Where the focus goes when the session or the player changes: a decision on what is known, and the look at the page for it.

use std::cell::Cell;

use leptos::html::Div;
use leptos::prelude::*;
use session::State;
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

/// What has the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    /// Something outside the player.
    Elsewhere,
    /// Nothing: the page itself.
    Nowhere,
    /// The button that begins or ends a session.
    Toggle,
    /// The text box.
    Box,
    /// The player as a whole.
    Player,
    /// Something else in the player.
    Other,
}

/// What gets the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum To {
    /// The text box.
    Box,
    /// The player as a whole, which no key does anything to.
    Player,
    /// The button that begins a session.
    Toggle,
}

/// What there is to know.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    /// The state before, and now.
    pub(super) before: State,
    pub(super) state: State,
    /// What had the focus before the page was changed, and whether it is gone.
    pub(super) at: At,
    pub(super) lost: bool,
    /// Whether the visitor touches the screen: the focus in a text box would bring up a keyboard unasked.
    pub(super) touch: bool,
}

/// Where the focus goes; none where it stays.
///
/// Keys may be typed in hope of a text box at any time. So once a session begins the focus is there, and where it is lost it never comes to
/// a button by itself.
pub(super) fn next(seen: Seen) -> Option<To> {
    let Seen {
        before,
        state,
        at,
        lost,
        touch,
    } = seen;
    let open = |state| !matches!(state, State::Idle | State::Ended);
    let write = if touch || !open(state) || state == State::Stopping {
        To::Player
    } else {
        To::Box
    };
    let begins = open(state) && !open(before);
    let comes = state == State::Live && before != State::Live;
    match at {
        At::Elsewhere => None,
        // Some browsers give no focus to a button that is clicked. A session is begun here by nobody but the visitor.
        At::Nowhere => (begins || comes).then_some(write),
        At::Toggle | At::Player if begins || comes => Some(write),
        // The one that was just pressed went, and another is in its place.
        At::Toggle if lost && !open(state) && !touch => Some(To::Toggle),
        _ => lost.then_some(write),
    }
}

/// What has the focus just now, to be looked at again once the page has changed.
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

    /// What had it.
    pub(super) const fn at(&self) -> At {
        self.at
    }

    /// Whether what had it cannot have it any more.
    pub(super) fn lost(&self) -> bool {
        let gone = |node: &HtmlElement| node.offset_parent().is_none() || node.has_attribute("disabled");
        self.node.as_ref().is_some_and(gone)
    }
}

/// Hands the focus over.
pub(super) fn give(player: NodeRef<Div>, to: To) {
    let Some(player) = player.try_get_untracked().flatten() else {
        return;
    };
    let node = match to {
        To::Box => player.query_selector("textarea").ok().flatten(),
        To::Toggle => player.query_selector(".controls .start").ok().flatten(),
        To::Player => None,
    };
    let node = node.and_then(|node| node.dyn_into::<HtmlElement>().ok());
    let node = node.unwrap_or_else(|| player.unchecked_into());
    let options = js_sys::Object::new();
    // Where they have scrolled meanwhile is where they want to be. An empty object takes any property.
    let _ = js_sys::Reflect::set(&options, &"preventScroll".into(), &JsValue::TRUE);
    node.unchecked_ref::<Focusable>().focus_with(&options);
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    const SEEN: Seen = Seen {
        before: State::Idle,
        state: State::Creating,
        at: At::Toggle,
        lost: false,
        touch: false,
    };

    #[wasm_bindgen_test(unsupported = test)]
    fn whoever_starts_can_type_at_once() {
        assert_eq!(next(SEEN), Some(To::Box));
        let clicked = Seen {
            at: At::Nowhere,
            ..SEEN
        };
        assert_eq!(next(clicked), Some(To::Box));
        let live = Seen {
            before: State::Connecting,
            state: State::Live,
            ..SEEN
        };
        assert_eq!(next(live), Some(To::Box));
        let again = Seen {
            before: State::Ended,
            at: At::Other,
            lost: true,
            ..SEEN
        };
        assert_eq!(next(again), Some(To::Box), "the button beside an error is gone");
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn the_focus_is_never_taken_from_elsewhere() {
        for state in [State::Creating, State::Live, State::Ended] {
            let seen = Seen {
                at: At::Elsewhere,
                lost: true,
                state,
                ..SEEN
            };
            assert_eq!(next(seen), None);
        }
        let reading = Seen {
            at: At::Other,
            before: State::Connecting,
            state: State::Live,
            ..SEEN
        };
        assert_eq!(next(reading), None, "they are at something else in the player");
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn no_keyboard_comes_up_unasked_and_no_button_waits_for_keys() {
        let touch = Seen { touch: true, ..SEEN };
        assert_eq!(next(touch), Some(To::Player));
        let ended = Seen {
            before: State::Live,
            state: State::Ended,
            at: At::Box,
            lost: true,
            touch: false,
        };
        assert_eq!(next(ended), Some(To::Player));
        let stopped = Seen {
            at: At::Toggle,
            ..ended
        };
        assert_eq!(next(stopped), Some(To::Toggle), "it was this button that was pressed");
        let interrupted = Seen {
            before: State::Live,
            state: State::Live,
            at: At::Other,
            ..ended
        };
        assert_eq!(next(interrupted), Some(To::Box));
    }
}
