//! Replies in the API's envelope.

use api::Envelope;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::refusal::Refusal;

/// The outcome of a call: its data in the envelope, or a refusal.
pub type Reply<T> = Result<Success<T>, Refusal>;

/// The data of a call that succeeded.
#[derive(Clone, Debug)]
pub struct Success<T>(pub T);

impl<T: Serialize> IntoResponse for Success<T> {
    fn into_response(self) -> Response {
        json(StatusCode::OK, &Envelope::success(self.0))
    }
}

/// The data of a call that gives none: an empty object, which every client can read.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Nothing {}

/// A response in JSON. Nothing of the API is ever to be kept by a cache.
pub fn json(status: StatusCode, value: &impl Serialize) -> Response {
    // The API's types are plain data, which JSON can always hold.
    let text = serde_json::to_vec(value).unwrap_or_default();
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
