//! Liveness of pages: tells entries of pages that live from entries of pages that are gone.
//!
//! Where the browser has Web Locks, a lock of the same name is held, which the browser lets go however the tab ends. It has
//! none where the page came over plain HTTP. There the other tabs are asked: a mark is put behind the value, and who lives takes
//! it away again.

use std::cell::RefCell;

use gloo_events::EventListener;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::storage;
use crate::client::browser::property;
use crate::client::browser::task::{pause, spawn};

/// The mark that is put behind a value. No address of a service ends so.
const ASKED: &str = "?";
/// How long another tab may take to answer, in ms.
const ANSWER_TIMEOUT: i32 = 500;

thread_local! {
    /// The keys that this page holds: its own entries are no news to it.
    static HELD: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

#[wasm_bindgen]
extern "C" {
    type Locks;
    #[wasm_bindgen(method, catch)]
    fn request(this: &Locks, name: &str, callback: &js_sys::Function) -> Result<js_sys::Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn query(this: &Locks) -> Result<js_sys::Promise, JsValue>;
}

/// A hold on an entry, until it is dropped.
pub(in crate::client) struct Hold {
    key: String,
    release: Option<js_sys::Function>,
    _answers: Option<EventListener>,
}

impl Hold {
    /// Holds the entry with this key and value.
    pub(in crate::client) fn take(key: String, value: String) -> Self {
        HELD.with_borrow_mut(|held| held.push(key.clone()));
        let locks = locks();
        let answers = if locks.is_none() {
            answer(key.clone(), value)
        } else {
            None
        };
        Self {
            release: locks.and_then(|locks| lock(&locks, &key)),
            key,
            _answers: answers,
        }
    }

    /// The entry's key.
    pub(in crate::client) fn key(&self) -> &str {
        &self.key
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        HELD.with_borrow_mut(|held| held.retain(|key| *key != self.key));
        if let Some(release) = &self.release {
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

fn asked(value: &str) -> bool {
    // Byte by byte: looking from the end for a character weighs more.
    value.as_bytes().ends_with(ASKED.as_bytes())
}

/// A value as it was before anybody asked who holds it.
pub(in crate::client) fn unasked(mut value: String) -> String {
    if asked(&value) {
        value.truncate(value.len() - ASKED.len());
    }
    value
}

/// Whether the JavaScript of this page holds an entry (web/embed/session/service/register.js).
fn held_outside(key: &str) -> bool {
    let set = js_sys::Reflect::get(&js_sys::global(), &js_sys::Symbol::for_("streaming-avatar:held"));
    set.is_ok_and(|set| set.dyn_ref::<js_sys::Set>().is_some_and(|set| set.has(&key.into())))
}

/// Those of the entries that no living page of this origin holds.
pub(in crate::client) async fn without_held(mut entries: Vec<(String, String)>) -> Vec<(String, String)> {
    HELD.with_borrow(|held| entries.retain(|(key, _)| !held.contains(key) && !held_outside(key)));
    if entries.is_empty() {
        return entries;
    }
    match locks() {
        Some(locks) => {
            let held = locked(&locks).await;
            entries.retain(|(key, _)| !held.contains(key));
        }
        None => ask(&mut entries).await,
    }
    entries
}

/// Web Locks, where the page is a secure context.
fn locks() -> Option<Locks> {
    let locks = property::value(&web_sys::window()?.navigator(), "locks");
    locks.is_object().then(|| locks.unchecked_into())
}

/// Takes a lock. Gives what lets it go.
fn lock(locks: &Locks, name: &str) -> Option<js_sys::Function> {
    let mut release = None;
    let until = js_sys::Promise::new(&mut |resolve, _| release = Some(resolve));
    let callback = Closure::once(move |_lock: JsValue| until);
    if let Ok(request) = locks.request(name, callback.as_ref().unchecked_ref()) {
        spawn(async move {
            // A refusal (a sandboxed frame) only means that other tabs cannot see this session.
            let _ = JsFuture::from(request).await;
            // Kept until here, because a refused request never calls it.
            drop(callback);
        });
    }
    release
}

/// The names of the locks that pages of this origin hold.
async fn locked(locks: &Locks) -> Vec<String> {
    let Ok(promise) = locks.query() else {
        return Vec::new();
    };
    let Ok(snapshot) = JsFuture::from(promise).await else {
        return Vec::new();
    };
    let held = property::value(&snapshot, "held");
    let name = |lock: JsValue| property::text(&lock, "name");
    js_sys::Array::from(&held).iter().filter_map(name).collect()
}

/// Answers other tabs that ask for an entry.
fn answer(key: String, value: String) -> Option<EventListener> {
    let window = web_sys::window()?;
    Some(EventListener::new(&window, "storage", move |event| {
        let told = |name| property::text(event, name);
        if told("key").as_ref() == Some(&key)
            && told("newValue").is_some_and(|now| asked(&now))
            && let Some(storage) = storage()
        {
            let _ = storage.set_item(&key, &value);
        }
    }))
}

/// Asks the other tabs which of the entries they hold, and drops those.
async fn ask(entries: &mut Vec<(String, String)>) {
    let Some(storage) = storage() else { return };
    for (key, value) in &*entries {
        let _ = storage.set_item(key, &[value, ASKED].concat());
    }
    pause(ANSWER_TIMEOUT).await;
    entries.retain(|(key, value)| {
        let now = storage.get_item(key).ok().flatten();
        now.is_some_and(|now| now != *value)
    });
}
