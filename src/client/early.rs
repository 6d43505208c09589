//! A `streaming.new` that the page sent before the wasm was there.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::exchange::Reply;
use super::{Credential, Service};

#[wasm_bindgen]
extern "C" {
    /// What the JavaScript beside the wasm makes of the reply.
    type Told;
    /// The HTTP status; 0 where no reply came.
    #[wasm_bindgen(method, getter, structural)]
    fn status(this: &Told) -> u16;
    #[wasm_bindgen(method, getter, structural, js_name = retryAfter)]
    fn retry_after(this: &Told) -> Option<u32>;
    /// The body as JSON; undefined where it is none.
    #[wasm_bindgen(method, getter, structural)]
    fn body(this: &Told) -> JsValue;
    /// The token it was sent with, if it was one.
    #[wasm_bindgen(method, getter, structural)]
    fn token(this: &Told) -> Option<String>;
}

/// The reply and what admitted the call to the service; none where the page sent nothing after all.
pub(super) async fn hear(early: js_sys::Promise, service: &Service) -> Option<(Service, Option<Reply>)> {
    let told = JsFuture::from(early).await.ok().filter(JsValue::is_object)?;
    let told: Told = told.unchecked_into();
    let service = match told.token() {
        Some(token) => Service::new(service.base(), Credential::Token(token)),
        None => service.clone(),
    };
    let reply = (told.status() > 0).then(|| Reply::of(told.status(), told.retry_after(), told.body()));
    Some((service, reply))
}
