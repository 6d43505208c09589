//! A `streaming.new` that the page sent before the wasm was there.

use api::{ApiError, NewReply};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::exchange::Reply;
use super::wire::read;
use crate::client::browser::property;

/// The page's word about it.
pub(in crate::client) struct Early {
    /// The token that it was sent with.
    pub(in crate::client) token: Option<String>,
    /// Its outcome.
    pub(in crate::client) result: Result<NewReply, ApiError>,
}

/// Waits for the page's word; none where it sent nothing after all.
pub(in crate::client) async fn hear(early: js_sys::Promise) -> Option<Early> {
    let told = JsFuture::from(early).await.ok().filter(JsValue::is_object)?;
    // The form is that of web/embed/session/life/early.js: `token` is what it was sent with, `status` is 0 where no reply came, `body` is the
    // JSON, undefined where it is none.
    let token = property::text(&told, "token");
    let status = property::number(&told, "status").unwrap_or(0.0) as u16;
    if status == 0 {
        let result = Err(ApiError::unreachable());
        return Some(Early { token, result });
    }
    let retry_after = property::number(&told, "retryAfter").map(|seconds| seconds as u32);
    let reply = Reply::of(status, retry_after, property::value(&told, "body"));
    // The outcome is known, and no later visit need mind it: removes the entry that says it was sent.
    if let Some(taken) = property::value(&told, "taken").dyn_ref::<js_sys::Function>() {
        let _ = taken.call0(&JsValue::UNDEFINED);
    }
    let result = reply.data(read::new_reply);
    Some(Early { token, result })
}
