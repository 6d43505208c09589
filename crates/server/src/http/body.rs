//! Reading the body of a call.

use std::sync::Arc;
use std::time::Duration;

use api::ErrorKind;
use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use http_body_util::LengthLimitError;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::http::{App, Refusal};

/// How long a client may take to send a body.
const PATIENCE: Duration = Duration::from_secs(20);

/// The body of a call, read as JSON. An empty one reads as `{}`.
pub struct Read<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Read<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Refusal> {
        let media_type = media_type(request.headers());
        let body = receive(request, app.options.max_body).await?;
        if body.trim_ascii().is_empty() {
            return parse(b"{}").map(Self);
        }
        if let Some(media_type) = media_type.filter(|media_type| !is_json(media_type)) {
            let message = format!(
                "The body is declared as {media_type}. Send JSON with the header content-type: application/json."
            );
            return Err(Refusal::of_request(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
        }
        parse(&body).map(Self)
    }
}

/// Receives a whole body.
async fn receive(request: Request, most: usize) -> Result<Bytes, Refusal> {
    match tokio::time::timeout(PATIENCE, to_bytes(request.into_body(), most)).await {
        Err(_) => Err(Refusal::of_request(
            StatusCode::REQUEST_TIMEOUT,
            "The body did not arrive in time. Send it again.",
        )),
        Ok(Ok(body)) => Ok(body),
        Ok(Err(error)) if is_too_long(&error) => {
            let message = format!("The body is too long: at most {most} bytes are read. Send long texts in parts.");
            Err(Refusal::of_request(StatusCode::PAYLOAD_TOO_LARGE, message))
        }
        Ok(Err(_)) => Err(Refusal::new(
            ErrorKind::BadRequest,
            "The body did not arrive whole. Send it again.",
        )),
    }
}

fn is_too_long(error: &axum::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    // A list would be read as an object whose fields come in order.
    let is_list = body.trim_ascii_start().starts_with(b"[");
    if is_list && serde_json::from_slice::<IgnoredAny>(body).is_ok() {
        return Err(Refusal::new(
            ErrorKind::BadRequest,
            "The body is not what this call takes: a list. Send an object.",
        ));
    }
    serde_json::from_slice(body).map_err(|error| {
        // The error alone does not tell: a wrong type can be reported as a wrong letter.
        let message = if serde_json::from_slice::<IgnoredAny>(body).is_ok() {
            format!("The body is not what this call takes: {error}.")
        } else {
            format!("The body is not JSON: {error}.")
        };
        Refusal::new(ErrorKind::BadRequest, message)
    })
}

/// The media type that the headers declare, without its parameters.
fn media_type(headers: &HeaderMap) -> Option<String> {
    let declared = headers.get(header::CONTENT_TYPE)?;
    let text = String::from_utf8_lossy(declared.as_bytes());
    let media_type = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    (!media_type.is_empty()).then_some(media_type)
}

fn is_json(media_type: &str) -> bool {
    media_type == "application/json" || media_type == "text/json" || media_type.ends_with("+json")
}
