//! A `streaming.new` that the page sent before the wasm was there.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::exchange::Reply;
use super::{Credential, Service};
use crate::client::browser::property;

/// The reply and what admitted the call to the service; none where the page sent nothing after all.
pub(in crate::client) async fn hear(early: js_sys::Promise, service: &Service) -> Option<(Service, Option<Reply>)> {
    let told = JsFuture::from(early).await.ok().filter(JsValue::is_object)?;
    // What the JavaScript beside the wasm makes of the reply: `token` is what it was sent with, if it was one, `status` is 0 where
    // no reply came, `body` is the JSON, undefined where it is none.
    let service = match property::text(&told, "token") {
        Some(token) => Service::new(service.base(), Credential::Token(token)),
        None => service.clone(),
    };
    let status = property::number(&told, "status").unwrap_or(0.0) as u16;
    let retry_after = property::number(&told, "retryAfter").map(|seconds| seconds as u32);
    let reply = (status > 0).then(|| Reply::of(status, retry_after, property::value(&told, "body")));
    // What came of it is known, and no later visit need mind it: strikes out that it was sent.
    let taken = property::value(&told, "taken");
    if let Some(taken) = taken.dyn_ref::<js_sys::Function>().filter(|_| reply.is_some()) {
        let _ = taken.call0(&JsValue::UNDEFINED);
    }
    Some((service, reply))
}
