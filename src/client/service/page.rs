//! The page's own service: the avatar is drawn and voiced in the visitor's browser, and nothing goes over the network but files.
//!
//! `src/module/extra/page.js` makes it, and is loaded only where it is used. So that a session lives here as it lives with a server, what
//! it gives in place of a peer connection has that interface, as far as this crate uses it.

use api::{ApiError, ErrorKind};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::RtcPeerConnection;

use super::exchange::Reply;
use crate::client::property;

#[wasm_bindgen]
extern "C" {
    /// The object that the script makes, good for any number of sessions.
    #[derive(Clone, Debug)]
    pub type PageService;
    /// Makes a call of the API. The promise is of `{status, text, problem}`.
    #[wasm_bindgen(method, structural)]
    fn call(this: &PageService, path: &str, body: &JsValue) -> js_sys::Promise;
    #[wasm_bindgen(method, structural)]
    fn connection(this: &PageService) -> JsValue;
    /// Lets the sound be heard, and gives a promise of whether the browser withholds it all the same.
    #[wasm_bindgen(method, structural)]
    fn withheld(this: &PageService) -> js_sys::Promise;
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

    /// Asks. A fault of the page's own files, or of the browser, is told by its name.
    pub(super) async fn ask(&self, path: &str, body: &JsValue) -> Result<Reply, ApiError> {
        let told = JsFuture::from(self.call(path, body)).await.unwrap_or_default();
        let text = property::text(&told, "text").unwrap_or_default();
        let kind = match property::text(&told, "problem").as_deref() {
            None => {
                let status = property::number(&told, "status").unwrap_or(0.0) as u16;
                return Ok(Reply::read(status, None, &text));
            }
            Some("page-unsupported") => ErrorKind::PageUnsupported,
            Some(_) => ErrorKind::NotLoaded,
        };
        Err(ApiError::new(kind, 0, None, text, None))
    }

    /// What stands in the place of a peer connection.
    pub(in crate::client) fn open(&self) -> RtcPeerConnection {
        self.connection().unchecked_into()
    }

    /// Lets the sound be heard; whether the browser withholds it all the same.
    pub(in crate::client) async fn withholds(&self) -> bool {
        JsFuture::from(self.withheld())
            .await
            .is_ok_and(|withheld| withheld.is_truthy())
    }
}
