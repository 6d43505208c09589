//! The middleware in front of the router: origin check, prefix of a proxy, request id, logs, metrics and traces of each request.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Method, Request, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use tower::ServiceExt;
use tracing::{Instrument as _, field};

use crate::http::app::App;
use crate::http::call_names::{call_name, route};
use crate::http::origin_check;
use crate::http::reached::Reached;
use crate::http::request_id::{REQUEST_ID, request_id};
use crate::http::router::router;
use crate::traces::{self, Kind, Parent, TRACEPARENT};

/// Origins of refused pages that are remembered, so that the log names each once.
const MAX_NAMED_ORIGINS: usize = 32;

/// Everything that the server answers, for requests as they come in.
pub struct Middleware {
    app: Arc<App>,
    router: Router,
    refused: Mutex<HashSet<String>>,
}

impl Middleware {
    /// The way in to the API and the site.
    pub fn new(app: Arc<App>) -> Self {
        Self {
            router: router(Arc::clone(&app)),
            app,
            refused: Mutex::default(),
        }
    }

    /// Answers a request of `peer`.
    pub async fn answer(&self, peer: SocketAddr, mut request: Request<Body>) -> Response {
        let began = Instant::now();
        let id = request_id(request.headers());
        let refused = self.enter(peer, &mut request);
        // A preflight is the browser's question, not a call.
        let call = call_name(request.uri().path()).filter(|_| request.method() != Method::OPTIONS);
        // The key and the session become known while the call is answered.
        let span = tracing::info_span!(
            "call",
            request = id.to_str().unwrap_or_default(),
            key = field::Empty,
            session = field::Empty
        );
        let trace = call.map(|_| trace(&request, &id));
        let mut response = match refused {
            Some(response) => response,
            None => {
                let answer = self.router.clone().oneshot(request).instrument(span.clone());
                let answered = match &trace {
                    Some(trace) => trace.within(answer).await,
                    None => answer.await,
                };
                match answered {
                    Ok(response) => response,
                    Err(never) => match never {},
                }
            }
        };
        if let Some(trace) = trace {
            let status = response.status();
            trace.set("http.response.status_code", i64::from(status.as_u16()));
            if status.is_server_error() {
                trace.fail(status.as_str().to_owned());
            }
        }
        if let Some(call) = call {
            let (status, took) = (response.status().as_u16(), began.elapsed());
            self.app.metrics.called(call, status, took);
            let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
            span.in_scope(|| tracing::info!(target: "access", call, status, milliseconds, "answered"));
            response.headers_mut().insert(REQUEST_ID, id);
        }
        response
    }

    /// Lets a request in, under the path that the router knows; gives the reply to one that goes no further.
    fn enter(&self, peer: SocketAddr, request: &mut Request<Body>) -> Option<Response> {
        let options = &self.app.options;
        let reached = Reached::read(options, peer, request.uri(), request.headers());
        if let Err(refusal) = origin_check::check_host(options, &reached, request.headers()) {
            return Some(refusal.into_response());
        }
        let public = options.public_url.as_ref().map_or("", |url| url.path());
        for prefix in [public, reached.prefix()] {
            let asked = request.uri();
            if !prefix.is_empty() && asked.path() == prefix && [Method::GET, Method::HEAD].contains(request.method()) {
                // The site's addresses are relative to its folder.
                let location = [(header::LOCATION, format!("{prefix}/"))];
                return Some((StatusCode::PERMANENT_REDIRECT, location).into_response());
            }
            if let Some(inner) = without(asked, prefix) {
                *request.uri_mut() = inner;
                break;
            }
        }
        if call_name(request.uri().path()).is_some()
            && let Some(origin) = origin_check::foreign_page(options, &reached, request.headers())
        {
            self.name(&origin);
            return Some(origin_check::refuse_page(&origin).into_response());
        }
        request.extensions_mut().insert(reached);
        None
    }

    /// Tells the operator of a page that was refused: it may be their own.
    fn name(&self, origin: &str) {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if refused.len() < MAX_NAMED_ORIGINS && refused.insert(origin.to_owned()) {
            tracing::info!("a call of a page of {origin:?} was refused; --cors-origin lets such pages call");
        }
    }
}

/// The span of a call, which belongs to that of the client where it names one.
fn trace(request: &Request<Body>, id: &HeaderValue) -> traces::Span {
    let header = request.headers().get(TRACEPARENT);
    let parent = Parent::read(header.and_then(|header| header.to_str().ok()));
    // A method may be any word.
    let method = match *request.method() {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "_OTHER",
    };
    let route = route(request.uri().path());
    let span = traces::Span::begin(Kind::Server, format!("{method} {route}"), &parent);
    span.set("http.request.method", method);
    span.set("http.route", route);
    span.set("avatar.request.id", id.to_str().unwrap_or_default().to_owned());
    span
}

/// An address without the path under which a proxy has this server, where it stands there.
fn without(uri: &Uri, prefix: &str) -> Option<Uri> {
    let whole = uri.path_and_query()?.as_str();
    let inner = whole
        .strip_prefix(prefix)
        .filter(|inner| !prefix.is_empty() && inner.starts_with('/'))?;
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(inner).ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_taken_away_where_it_stands() {
        for (asked, inner) in [
            ("/avatar/v1/streaming.new?a=b", Some("/v1/streaming.new?a=b")),
            ("/avatar/", Some("/")),
            ("/avatar", None),
            ("/avatars/", None),
            ("/v1/streaming.new", None),
        ] {
            let inner = inner.map(|inner| inner.parse::<Uri>().unwrap());
            assert_eq!(without(&asked.parse().unwrap(), "/avatar"), inner, "{asked}");
        }
        assert_eq!(without(&"/v1".parse().unwrap(), ""), None);
    }
}
