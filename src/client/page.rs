//! The page's own life: hidden and shown, left and come back to, online and offline.

use std::rc::Weak;

use gloo_events::EventListener;
use session::Input;

use super::property;
use super::runner::Runner;

/// The listeners; dropping it removes them.
pub(super) struct Page {
    _listeners: Vec<EventListener>,
}

impl Page {
    /// Listens from now on. They only watch: nothing on the page behaves differently for it.
    pub(super) fn watch(runner: &Weak<Runner>) -> Self {
        let Some(window) = web_sys::window() else {
            return Self { _listeners: Vec::new() };
        };
        // Made when it happens: cloning an input weighs a kilobyte, whichever it is.
        let on = |kind: &'static str, input: fn() -> Input| {
            let runner = runner.clone();
            EventListener::new(&window, kind, move |_| tell(&runner, input()))
        };
        let mut listeners = vec![
            on("pagehide", || Input::Leaving),
            on("online", || Input::Online(true)),
            on("offline", || Input::Online(false)),
        ];
        let back = runner.clone();
        listeners.push(EventListener::new(&window, "pageshow", move |event| {
            if property::flag(event, "persisted") {
                tell(&back, Input::Returned);
            }
        }));
        if let Some(document) = window.document() {
            let seen = runner.clone();
            listeners.push(EventListener::new(&document, "visibilitychange", move |_| {
                tell(&seen, Input::Hidden(hidden()));
            }));
        }
        Self { _listeners: listeners }
    }
}

/// Whether the page is hidden just now.
pub(super) fn hidden() -> bool {
    web_sys::window()
        .and_then(|window| window.document())
        .is_some_and(|document| document.hidden())
}

/// Whether the browser knows that it is offline.
pub(super) fn offline() -> bool {
    web_sys::window().is_some_and(|window| !window.navigator().on_line())
}

fn tell(runner: &Weak<Runner>, input: Input) {
    if let Some(runner) = runner.upgrade() {
        runner.input(input);
    }
}
