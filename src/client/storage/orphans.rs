//! Sessions that are open, written down for a later visit: if the browser dies, the next start stops them.
//!
//! Kept in `localStorage`: one entry for each session, its id in the key and the service's address as the value, so that
//! tabs do not overwrite each other. Nothing secret is kept. A [`Hold`] on the entry while the session lives tells an orphan from
//! a session of another tab.

use core::time::Duration;
use std::cell::RefCell;

use super::liveness::{self, Hold, unasked};
use super::storage;

const PREFIX: &str = "streaming-avatar:open:";
/// Of a `streaming.new` that is under way, by a name drawn for it; the value is when it was sent, in ms since 1970, and the service.
const STARTING: &str = "streaming-avatar:starting:";

/// The sessions of this client that are written down.
#[derive(Default)]
pub(in crate::client) struct Register {
    held: RefCell<Vec<Hold>>,
}

impl Register {
    /// Writes a session down and keeps it from being taken for an orphan.
    pub(in crate::client) fn add(&self, base: &str, session_id: &str) {
        let key = [PREFIX, session_id].concat();
        if let Some(storage) = storage() {
            // A full or forbidden storage must not keep anyone from a session.
            let _ = storage.set_item(&key, base);
        }
        self.held.borrow_mut().push(Hold::take(key, base.to_owned()));
    }

    /// Removes a session's entry.
    pub(in crate::client) fn remove(&self, session_id: &str) {
        let key = [PREFIX, session_id].concat();
        if let Some(storage) = storage() {
            let _ = storage.remove_item(&key);
        }
        self.held.borrow_mut().retain(|hold| hold.key() != key);
    }
}

/// A `streaming.new` under way, written down so that a visit after a crash knows what may still count.
pub(in crate::client) struct Starting(Hold);

impl Starting {
    /// Writes it down. Dropped, it stays there, and is taken for one of a page that is gone.
    pub(in crate::client) fn note(base: &str) -> Self {
        let drawn = in_text(js_sys::Math::random());
        let key = [STARTING, &drawn].concat();
        let value = [&in_text(js_sys::Date::now()), " ", base].concat();
        if let Some(storage) = storage() {
            let _ = storage.set_item(&key, &value);
        }
        Self(Hold::take(key, value))
    }

    /// Removes the entry: its outcome is known.
    pub(in crate::client) fn remove(self) {
        if let Some(storage) = storage() {
            let _ = storage.remove_item(self.0.key());
        }
    }
}

/// As JavaScript writes numbers: Rust's own way weighs half a kilobyte.
fn in_text(number: f64) -> String {
    js_sys::JSON::stringify(&number.into())
        .map(String::from)
        .unwrap_or_default()
}

/// Sessions and starts that earlier visits left behind.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::client) struct Left {
    /// The sessions that are written down and that no living page holds.
    pub(in crate::client) sessions: Vec<String>,
    /// How long ago the last session began to be opened whose outcome nobody learnt.
    pub(in crate::client) cut_off: Option<Duration>,
}

/// Whether anything of this service is written down, by this visit or another.
pub(in crate::client) fn any(base: &str) -> bool {
    !written(base).is_empty()
}

/// Finds the sessions and starts that pages which are gone left at this service. Starts without an outcome are removed:
/// from now on they are the caller's matter.
pub(in crate::client) async fn find(base: &str) -> Left {
    let entries = liveness::without_held(written(base)).await;
    let mut left = Left::default();
    for (key, value) in entries {
        if let Some(id) = key.strip_prefix(PREFIX) {
            left.sessions.push(id.to_owned());
        } else if let Some(sent) = sent(&value, base) {
            // A cast saturates: a clock that was set back gives zero.
            let ago = Duration::from_millis((js_sys::Date::now() - sent) as u64);
            left.cut_off = Some(left.cut_off.map_or(ago, |least| least.min(ago)));
            if let Some(storage) = storage() {
                let _ = storage.remove_item(&key);
            }
        }
    }
    left
}

/// When the start of this service was that an entry tells of.
fn sent(value: &str, base: &str) -> Option<f64> {
    let sent = value.strip_suffix(base)?.strip_suffix(' ')?;
    js_sys::JSON::parse(sent).ok()?.as_f64()
}

/// The entries of this service.
fn written(base: &str) -> Vec<(String, String)> {
    let Some(storage) = storage() else {
        return Vec::new();
    };
    let count = storage.length().unwrap_or(0);
    let entry = |index| {
        let key = storage.key(index).ok()??;
        let value = unasked(storage.get_item(&key).ok()??);
        let own = if key.starts_with(PREFIX) {
            value == base
        } else {
            key.starts_with(STARTING) && sent(&value, base).is_some()
        };
        own.then_some((key, value))
    };
    (0..count).filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::client::tests::fake_service::pause;

    #[wasm_bindgen_test]
    async fn a_session_is_an_orphan_only_when_nobody_holds_it() {
        let base = "https://orphans.test";
        assert!(!any(base));
        let register = Register::default();
        register.add(base, "one");
        register.add(base, "two");
        register.add("https://elsewhere.test", "three");
        assert!(any(base));
        assert_eq!(find(base).await, Left::default(), "held by this page");

        drop(register);
        let mut orphans = Vec::new();
        // The browser lets go of a lock in its own time.
        while orphans.len() < 2 {
            pause(20).await;
            orphans = find(base).await.sessions;
        }
        orphans.sort();
        assert_eq!(orphans, ["one", "two"]);

        let register = Register::default();
        for id in ["one", "two", "three"] {
            register.remove(id);
        }
        assert!(!any(base));
        assert_eq!(find(base).await, Left::default());
    }

    #[wasm_bindgen_test]
    async fn a_start_whose_outcome_is_not_known_is_written_down_with_its_age() {
        let base = "https://starting.test";
        let living = Starting::note(base);
        let known = Starting::note(base);
        let crashed = Starting::note(base);
        pause(50).await;
        assert_eq!(find(base).await, Left::default(), "this page lives, and will know");
        known.remove();
        drop(crashed);
        let mut left = Left::default();
        while left.cut_off.is_none() {
            pause(20).await;
            left = find(base).await;
        }
        let ago = left.cut_off.unwrap();
        assert!(
            ago >= Duration::from_millis(40) && ago < Duration::from_secs(60),
            "{ago:?}"
        );
        assert!(left.sessions.is_empty(), "it has no name, so nothing can be stopped");
        assert_eq!(find(base).await, Left::default(), "told once");
        assert!(any(base), "the other start goes on");
        assert!(!any("https://elsewhere.test"));
        living.remove();
        assert!(!any(base));
    }

    #[wasm_bindgen_test]
    fn nothing_but_the_id_and_the_address_is_stored() {
        let register = Register::default();
        register.add("https://only.test", "the-id");
        let storage = storage().unwrap();
        let key = "streaming-avatar:open:the-id";
        assert_eq!(storage.get_item(key).unwrap().as_deref(), Some("https://only.test"));
        register.remove("the-id");
        assert_eq!(storage.get_item(key).unwrap(), None);
    }
}
