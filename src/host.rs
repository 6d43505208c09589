//! The host object, which `web/boot.js` hands to the app: what its wasm takes from the page's scripts, because wasm imports no module when it is
//! needed. An object in place of a global keeps the page's namespace clean, and lets tests run without one.

use core::cell::RefCell;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{HtmlElement, HtmlVideoElement};

#[wasm_bindgen]
extern "C" {
    /// The methods of the object. Its JavaScript side is `web/app/boot/host.js`.
    pub type Host;
    /// The reply to a request that the page has sent already, once; none where it has not.
    #[wasm_bindgen(method, structural, catch, js_name = earlyReply)]
    pub(crate) fn early_reply(this: &Host, path: &str) -> Result<Option<Promise>, JsValue>;
    /// The words in the visitor's language; none for English.
    #[wasm_bindgen(method, structural, getter)]
    pub fn words(this: &Host) -> Option<Files>;
    /// The languages, in the form of [`Files`]: the tag of each is the key of its own name.
    #[wasm_bindgen(method, structural, getter)]
    pub(crate) fn languages(this: &Host) -> String;
    /// The visitor's language, as a tag.
    #[wasm_bindgen(method, structural, getter)]
    pub(crate) fn language(this: &Host) -> String;
    /// Shows the page in another language, now and on later visits.
    #[wasm_bindgen(method, structural, catch)]
    pub(crate) fn speak(this: &Host, language: &str) -> Result<(), JsValue>;
    /// The service that runs in the page; its promise gives undefined where the site was built without it.
    #[wasm_bindgen(method, structural, catch, js_name = pageService)]
    pub(crate) fn page_service(this: &Host) -> Result<Promise, JsValue>;
    /// Whether the page came out of the service worker's cache.
    #[wasm_bindgen(method, structural, catch, js_name = isCached)]
    pub(crate) fn is_cached(this: &Host) -> Result<bool, JsValue>;
    /// Tells whether a service stands beside the page.
    #[wasm_bindgen(method, structural, catch)]
    pub(crate) fn served(this: &Host, service: bool) -> Result<(), JsValue>;
    /// A choice of an earlier visit, or of the page's address.
    #[wasm_bindgen(method, structural, catch)]
    pub(crate) fn choice(this: &Host, name: &str) -> Result<Option<String>, JsValue>;
    /// Keeps a choice for later visits; an empty one is dropped.
    #[wasm_bindgen(method, structural, catch)]
    pub(crate) fn choose(this: &Host, name: &str, value: &str) -> Result<(), JsValue>;
    /// Copies an address that carries all choices that are kept.
    #[wasm_bindgen(method, structural, catch)]
    pub(crate) fn share(this: &Host) -> Result<Promise, JsValue>;
    /// Lets a voice be heard: from the address of its sample, or, where that is empty, by the page's own avatar.
    #[wasm_bindgen(method, structural, catch)]
    pub(crate) fn listen(this: &Host, voice: &str, address: &str) -> Result<(), JsValue>;
    /// Whether the avatar greets: once for a visitor.
    #[wasm_bindgen(method, structural, catch)]
    pub(crate) fn greets(this: &Host) -> Result<bool, JsValue>;
    /// The tools over the picture of a session, to come: the class `Tools` of the app's stage. `tell` hears what happens to it.
    #[wasm_bindgen(method, structural, catch)]
    pub(crate) fn tools(
        this: &Host,
        video: &HtmlVideoElement,
        transparent: bool,
        tell: &JsValue,
    ) -> Result<Promise, JsValue>;
    /// Shows the lines for another page in this element, whose attribute `data-choices` says what is chosen.
    #[wasm_bindgen(method, structural, catch)]
    pub(crate) fn embed(this: &Host, place: &HtmlElement) -> Result<(), JsValue>;
    /// The function that takes the markup out of a text; its promise gives the text without.
    #[wasm_bindgen(method, structural, getter)]
    pub(crate) fn clean(this: &Host) -> JsValue;
    /// The function that asks for the microphone (`crate::client::Recorder`).
    #[wasm_bindgen(method, structural, getter)]
    pub(crate) fn record(this: &Host) -> JsValue;
    /// The visitor's choices for the network, `{iceServers, relayOnly}`.
    #[wasm_bindgen(method, structural, catch, js_name = chosenNetwork)]
    pub(crate) fn chosen_network(this: &Host) -> Result<JsValue, JsValue>;
    /// Opens the dialog for the network; `at_once` begins with the connection test.
    #[wasm_bindgen(method, structural, catch)]
    pub(crate) fn network(
        this: &Host,
        base: &str,
        key: Option<&str>,
        token: Option<&str>,
        at_once: bool,
    ) -> Result<(), JsValue>;
}

#[wasm_bindgen]
extern "C" {
    /// The words of a language, a word on each line.
    pub type Files;
    /// The words of the player.
    #[wasm_bindgen(method, structural, getter)]
    pub fn player(this: &Files) -> String;
    /// The words of the page around it.
    #[wasm_bindgen(method, structural, getter)]
    pub fn page(this: &Files) -> String;
}

thread_local! {
    static HOST: RefCell<Option<Host>> = const { RefCell::new(None) };
}

/// Keeps the object for the whole life of the page.
pub fn set(host: Host) {
    HOST.with(|kept| kept.replace(Some(host)));
}

/// A choice of an earlier visit, or of the page's address; empty where there is none.
#[cfg(feature = "ui")]
pub(crate) fn choice(name: &str) -> String {
    with(|host| host.choice(name)).ok().flatten().unwrap_or_default()
}

/// Calls a method of the object.
///
/// # Errors
/// The exception of the method; undefined where no object was handed over, as in tests and in the module.
pub(crate) fn with<T>(call: impl FnOnce(&Host) -> Result<T, JsValue>) -> Result<T, JsValue> {
    HOST.with_borrow(|host| host.as_ref().map_or(Err(JsValue::UNDEFINED), call))
}
