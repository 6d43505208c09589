//! The page's own life: hidden and shown, left and come back to, online and offline.

use gloo_events::EventListener;
use session::Input;

use super::browser::property;
use super::inbox::Inbox;

/// The listeners; dropping it removes them.
pub(super) struct Page {
    _listeners: Vec<EventListener>,
}

impl Page {
    /// Listens from now on, with `network` for being online and offline as well. The listeners only watch: nothing on the page
    /// behaves differently for it.
    pub(super) fn watch(inbox: &Inbox, network: bool) -> Self {
        let Some(window) = web_sys::window() else {
            return Self { _listeners: Vec::new() };
        };
        // Made when it happens: cloning an input weighs a kilobyte, whichever it is.
        let on = |kind: &'static str, input: fn() -> Input| {
            let inbox = inbox.clone();
            EventListener::new(&window, kind, move |_| inbox.input(input()))
        };
        let mut listeners = vec![on("pagehide", || Input::Leaving)];
        if network {
            listeners.push(on("online", || Input::Online(true)));
            listeners.push(on("offline", || Input::Online(false)));
        }
        let back = inbox.clone();
        listeners.push(EventListener::new(&window, "pageshow", move |event| {
            if property::flag(event, "persisted") {
                back.input(Input::Returned);
            }
        }));
        if let Some(document) = window.document() {
            let seen = inbox.clone();
            listeners.push(EventListener::new(&document, "visibilitychange", move |_| {
                seen.input(Input::Hidden(hidden()));
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
