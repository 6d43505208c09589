//! Refusals as HTTP error responses: status, envelope, `Retry-After`.

use std::time::Duration;

use api::{Envelope, ErrorKind};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::http::envelope::json;
use crate::refusal::Refusal;

/// The time after which a call that came too often may come again, where nothing better is known.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// A request that is refused before any call looks at it: HTTP has a status of its own for most such requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestRefusal {
    refusal: Refusal,
    status: StatusCode,
    /// A header that tells the client what would be taken.
    takes: Option<(HeaderName, &'static str)>,
}

impl RequestRefusal {
    /// A wrong request that HTTP has a status of its own for.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            refusal: Refusal::new(ErrorKind::BadRequest, message),
            status,
            takes: None,
        }
    }

    /// A call with the wrong method.
    pub fn wrong_method(path: &str, allow: &'static str) -> Self {
        let message = format!("{path} takes {allow} only.");
        Self {
            takes: Some((header::ALLOW, allow)),
            ..Self::new(StatusCode::METHOD_NOT_ALLOWED, message)
        }
    }

    /// A body that is compressed.
    pub fn coded(coding: &str) -> Self {
        let message = format!("The body is compressed ({coding}), which this server does not read. Send it as it is.");
        Self {
            takes: Some((header::ACCEPT_ENCODING, "identity")),
            ..Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message)
        }
    }
}

impl From<Refusal> for RequestRefusal {
    /// A refusal with the HTTP status of its kind.
    fn from(refusal: Refusal) -> Self {
        Self {
            status: StatusCode::from_u16(refusal.kind().wire().0).unwrap_or(StatusCode::BAD_REQUEST),
            refusal,
            takes: None,
        }
    }
}

impl IntoResponse for RequestRefusal {
    fn into_response(self) -> Response {
        let envelope = Envelope::refusal(self.refusal.kind(), self.refusal.message());
        let mut response = json(self.status, &envelope);
        let headers = response.headers_mut();
        if let Some((name, value)) = self.takes {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        let often = (self.status == StatusCode::TOO_MANY_REQUESTS).then_some(RETRY_AFTER);
        if let Some(time) = self.refusal.retry_after().or(often) {
            // A second at least: 0 would invite a flood.
            headers.insert(header::RETRY_AFTER, HeaderValue::from(time.as_secs().max(1)));
        }
        response
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        RequestRefusal::from(self).into_response()
    }
}
