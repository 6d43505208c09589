//! Reading the body of a call, with its size limit and timeout.

use std::sync::Arc;
use std::time::Duration;

use api::ErrorKind;
use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use http_body_util::LengthLimitError;
use serde::de::DeserializeOwned;

use crate::http::app::App;
use crate::http::json;
use crate::http::refusal::RequestRefusal;
use crate::refusal::Refusal;

/// How long a client may take to send a body.
const BODY_TIMEOUT: Duration = Duration::from_secs(20);

/// How a body that gzip made begins (RFC 1952).
const GZIP: &[u8] = b"\x1f\x8b";

/// The body of a call, read as JSON. An empty one reads as `{}`.
pub struct Read<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Read<T> {
    type Rejection = RequestRefusal;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, RequestRefusal> {
        let declared = ContentType::of(request.headers());
        let coding = coding(request.headers());
        let body = receive(request, app.options.max_body).await?;
        if body.trim_ascii().is_empty() {
            return parse(b"{}", None).map(Self);
        }
        if let Some(coding) = coding.or_else(|| body.starts_with(GZIP).then(|| "gzip".into())) {
            return Err(RequestRefusal::coded(&coding));
        }
        if let Some(media_type) = declared.media_type.filter(|media_type| !is_json(media_type)) {
            let message = format!(
                "The body is declared as {media_type}. Send JSON with the header content-type: application/json."
            );
            return Err(RequestRefusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
        }
        parse(&body, declared.charset.as_deref()).map(Self)
    }
}

/// Receives a whole body.
async fn receive(request: Request, most: usize) -> Result<Bytes, RequestRefusal> {
    match tokio::time::timeout(BODY_TIMEOUT, to_bytes(request.into_body(), most)).await {
        Err(_) => Err(RequestRefusal::new(
            StatusCode::REQUEST_TIMEOUT,
            "The body did not arrive in time. Send it again.",
        )),
        Ok(Ok(body)) => Ok(body),
        Ok(Err(error)) if is_too_long(&error) => {
            let message = format!("The body is too long: at most {most} bytes are read. Send long texts in parts.");
            Err(RequestRefusal::new(StatusCode::PAYLOAD_TOO_LARGE, message))
        }
        Ok(Err(_)) => Err(Refusal::new(ErrorKind::BadRequest, "The body did not arrive whole. Send it again.").into()),
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

fn parse<T: DeserializeOwned>(body: &[u8], charset: Option<&str>) -> Result<T, RequestRefusal> {
    json::read(body, charset).map_err(|message| Refusal::new(ErrorKind::BadRequest, message).into())
}

/// The media type of a body, as the headers declare it.
struct ContentType {
    /// In lower case, without parameters.
    media_type: Option<String>,
    charset: Option<String>,
}

impl ContentType {
    fn of(headers: &HeaderMap) -> Self {
        let declared = headers.get(header::CONTENT_TYPE);
        let text = declared.map_or(String::new(), |declared| {
            String::from_utf8_lossy(declared.as_bytes()).to_ascii_lowercase()
        });
        // A comma is where two lines of the header were made one.
        let mut parts = text.split([';', ',']).map(str::trim);
        let media_type = parts.next().filter(|media_type| !media_type.is_empty());
        let charset = parts
            .filter_map(|part| part.split_once('='))
            .find(|(name, _)| name.trim() == "charset")
            .map(|(_, charset)| charset.trim().trim_matches(['"', '\'']).to_owned());
        Self {
            media_type: media_type.map(|media_type| media_type.chars().take(64).collect()),
            charset,
        }
    }
}

fn is_json(media_type: &str) -> bool {
    media_type == "application/json" || media_type == "text/json" || media_type.ends_with("+json")
}

/// How a body is compressed, if the headers say so.
fn coding(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(header::CONTENT_ENCODING).into_iter();
    let codings: Vec<_> = lines
        .map(|line| String::from_utf8_lossy(line.as_bytes()).to_ascii_lowercase())
        .collect();
    let mut codings = codings.iter().flat_map(|line| line.split(',')).map(str::trim);
    codings
        .find(|coding| !coding.is_empty() && *coding != "identity")
        .map(|coding| coding.chars().take(64).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: header::HeaderName, value: &str) -> HeaderMap {
        [(name, value.parse().unwrap())].into_iter().collect()
    }

    #[test]
    fn content_types_as_they_are_written() {
        for (text, media_type, charset) in [
            ("application/json", "application/json", None),
            (
                "Application/JSON ; Charset=\"UTF-8\"",
                "application/json",
                Some("utf-8"),
            ),
            (
                "application/json;charset=iso-8859-1; x=y",
                "application/json",
                Some("iso-8859-1"),
            ),
            ("application/json, application/json", "application/json", None),
            ("application/ld+json", "application/ld+json", None),
        ] {
            let declared = ContentType::of(&headers(header::CONTENT_TYPE, text));
            assert_eq!(declared.media_type.as_deref(), Some(media_type), "{text}");
            assert!(is_json(media_type));
            assert_eq!(declared.charset.as_deref(), charset, "{text}");
        }
        assert_eq!(ContentType::of(&HeaderMap::new()).media_type, None);
    }

    #[test]
    fn only_a_compressed_body_has_a_coding() {
        for (text, expected) in [
            ("gzip", Some("gzip")),
            ("identity, BR", Some("br")),
            ("identity", None),
            ("", None),
        ] {
            assert_eq!(coding(&headers(header::CONTENT_ENCODING, text)).as_deref(), expected);
        }
    }
}
