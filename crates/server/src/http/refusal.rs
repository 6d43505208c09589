//! How a call is refused.

use std::time::Duration;

use api::{Envelope, ErrorKind};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use thiserror::Error;

use crate::http::envelope::json;

/// Seconds after which a call that came too often may come again, where nothing better is known.
const RETRY_AFTER: u64 = 5;

/// A refusal: its kind decides HTTP status and code, its message says what to do.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct Refusal {
    kind: ErrorKind,
    status: StatusCode,
    message: String,
    /// A header that tells the client what would be taken.
    takes: Option<(HeaderName, &'static str)>,
    /// After how many seconds it may be asked again.
    retry_after: u64,
}

impl Refusal {
    /// A refusal with the HTTP status of its kind.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let status = StatusCode::from_u16(kind.wire().0).unwrap_or(StatusCode::BAD_REQUEST);
        Self {
            kind,
            status,
            message: message.into(),
            takes: None,
            retry_after: RETRY_AFTER,
        }
    }

    /// The same, to be asked again after that time at the earliest.
    pub fn after(self, time: Duration) -> Self {
        Self {
            retry_after: time.as_secs().max(1),
            ..self
        }
    }

    /// A wrong request that HTTP has a status of its own for.
    pub fn of_request(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            ..Self::new(ErrorKind::BadRequest, message)
        }
    }

    /// A call with the wrong method.
    pub fn wrong_method(path: &str, allow: &'static str) -> Self {
        let message = format!("{path} takes {allow} only.");
        Self {
            takes: Some((header::ALLOW, allow)),
            ..Self::of_request(StatusCode::METHOD_NOT_ALLOWED, message)
        }
    }

    /// A body that is compressed.
    pub fn coded(coding: &str) -> Self {
        let message = format!("The body is compressed ({coding}), which this server does not read. Send it as it is.");
        Self {
            takes: Some((header::ACCEPT_ENCODING, "identity")),
            ..Self::of_request(StatusCode::UNSUPPORTED_MEDIA_TYPE, message)
        }
    }

    /// The session ended while the call was waiting for it.
    pub fn session_over() -> Self {
        Self::new(
            ErrorKind::WrongState,
            "session state wrong: closed; it ended meanwhile. Open a new one with streaming.new.",
        )
    }

    /// What is wrong, and what to do.
    #[cfg(test)]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl From<tasks::Refusal> for Refusal {
    fn from(refusal: tasks::Refusal) -> Self {
        let plain = Self::new(refusal.kind(), refusal.to_string());
        match refusal.retry_after() {
            Some(time) => plain.after(time),
            None => plain,
        }
    }
}

impl From<tasks::TermsError> for Refusal {
    fn from(error: tasks::TermsError) -> Self {
        Self::new(error.kind(), error.to_string())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = json(self.status, &Envelope::refusal(self.kind, self.message));
        let headers = response.headers_mut();
        if let Some((name, value)) = self.takes {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if self.status == StatusCode::TOO_MANY_REQUESTS {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(self.retry_after));
        }
        response
    }
}
