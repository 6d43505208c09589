//! Forwards a call to the server, and its response to the caller.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CONNECTION, CONTENT_LENGTH, HOST, HeaderMap, HeaderValue, TRANSFER_ENCODING};
use hyper::http::request::Parts;
use hyper::{Response, StatusCode};
use serde_json::Value;

use super::Answer;

/// A complete body.
pub(super) type Body = Full<Bytes>;

/// The connection closes without a response.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the connection is cut")]
pub(super) struct Cut;

/// A caller's request.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    parts: Parts,
    body: Bytes,
}

impl Asked {
    pub(super) fn new(parts: Parts, body: Bytes) -> Self {
        Self { parts, body }
    }

    /// The path, without its query.
    pub(super) fn path(&self) -> &str {
        self.parts.uri.path()
    }
}

/// Forwards to one server.
#[derive(Debug)]
pub(super) struct Forwarder {
    server: String,
    client: reqwest::Client,
}

impl Forwarder {
    pub(super) fn to(server: String) -> Self {
        Self {
            server,
            client: reqwest::Client::new(),
        }
    }

    /// The server's response. Where the server does not answer, neither does the proxy.
    pub(super) async fn forward(&self, asked: &Asked) -> Result<Response<Body>, Cut> {
        let (status, headers, body) = self.ask(asked).await.map_err(|_| Cut)?;
        Ok(respond(status, headers, body))
    }

    /// The server's response, changed where it is JSON.
    pub(super) async fn changed(&self, asked: &Asked, change: fn(&mut Value)) -> Result<Response<Body>, Cut> {
        let (status, headers, body) = self.ask(asked).await.map_err(|_| Cut)?;
        let body = match serde_json::from_slice(&body) {
            Ok(mut value) => {
                change(&mut value);
                Bytes::from(value.to_string())
            }
            Err(_) => body,
        };
        Ok(respond(status, headers, body))
    }

    async fn ask(&self, asked: &Asked) -> Result<(StatusCode, HeaderMap, Bytes), reqwest::Error> {
        let path = asked.parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let mut headers = asked.parts.headers.clone();
        for own in [HOST, CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING] {
            headers.remove(own);
        }
        let request = self
            .client
            .request(asked.parts.method.clone(), format!("{}{path}", self.server))
            .headers(headers)
            .body(asked.body.clone());
        let reply = request.send().await?;
        let (status, headers) = (reply.status(), reply.headers().clone());
        Ok((status, headers, reply.bytes().await?))
    }
}

fn respond(status: StatusCode, mut headers: HeaderMap, body: Bytes) -> Response<Body> {
    for own in [CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING] {
        headers.remove(own);
    }
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

impl Answer {
    pub(super) fn into_response(self) -> Response<Body> {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static(self.kind));
        if let Some(seconds) = self.retry_after {
            headers.insert("retry-after", HeaderValue::from(seconds));
        }
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        respond(status, headers, Bytes::from(self.body))
    }
}
