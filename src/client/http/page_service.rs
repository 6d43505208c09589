//! The page's own service: the avatar is drawn and voiced in the visitor's browser, and nothing goes over the network but files.
//!
//! `web/embed/extra/page-service.js` makes it, and is loaded only where it is used. So that a session lives here as it lives with a server, what
//! it gives in place of a peer connection has that interface, as far as this crate uses it.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Request, RtcPeerConnection};

use crate::client::browser::property;

#[wasm_bindgen]
extern "C" {
    /// The object that the script makes, good for any number of sessions.
    #[derive(Clone, Debug)]
    pub type PageService;
    /// Answers a call of the API as a server does.
    #[wasm_bindgen(method, structural)]
    pub(super) fn fetch(this: &PageService, request: &Request) -> js_sys::Promise;
    #[wasm_bindgen(method, structural)]
    fn connection(this: &PageService) -> JsValue;
}

impl PartialEq for PageService {
    fn eq(&self, other: &Self) -> bool {
        js_sys::Object::is(self, other)
    }
}

impl Eq for PageService {}

impl PageService {
    /// How much of what a start waits for has been loaded, in per cent; none where nothing is being loaded.
    pub fn percent(&self) -> Option<u32> {
        property::number(self, "percent").map(|percent| percent as u32)
    }

    /// The object that stands in the place of a peer connection.
    pub(in crate::client) fn open(&self) -> RtcPeerConnection {
        self.connection().unchecked_into()
    }

    /// Whether the browser withholds the sound that the page makes, beside what it does with the video element.
    pub(in crate::client) fn withholds(&self) -> bool {
        property::flag(self, "withholds")
    }
}
