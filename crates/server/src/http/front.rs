//! The way in: who is let in, and under which path the server was reached.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::http::uri::PathAndQuery;
use axum::http::{Method, Request, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use tower::ServiceExt;

use crate::http::app::App;
use crate::http::reached::Reached;
use crate::http::router::router;
use crate::http::strangers;

/// Origins of refused pages that are remembered, so that the log names each once.
const NAMED: usize = 32;

/// Everything that the server answers, for requests as they come in.
pub struct Front {
    app: Arc<App>,
    router: Router,
    refused: Mutex<HashSet<String>>,
}

impl Front {
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
        let options = &self.app.options;
        let reached = Reached::read(options, peer, request.uri(), request.headers());
        if let Err(refusal) = strangers::check_host(options, &reached, request.headers()) {
            return refusal.into_response();
        }
        let public = options.public_url.as_ref().map_or("", |url| url.path());
        for prefix in [public, reached.prefix()] {
            let asked = request.uri();
            if !prefix.is_empty() && asked.path() == prefix && [Method::GET, Method::HEAD].contains(request.method()) {
                // The site's addresses are relative to its folder.
                return (
                    StatusCode::PERMANENT_REDIRECT,
                    [(header::LOCATION, format!("{prefix}/"))],
                )
                    .into_response();
            }
            if let Some(inner) = without(asked, prefix) {
                *request.uri_mut() = inner;
                break;
            }
        }
        let is_call = request.uri().path() == "/v1" || request.uri().path().starts_with("/v1/");
        if is_call && let Some(origin) = strangers::foreign_page(options, &reached, request.headers()) {
            self.name(&origin);
            return strangers::refuse_page(&origin).into_response();
        }
        request.extensions_mut().insert(reached);
        match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }

    /// Tells the operator of a page that was refused: it may be their own.
    fn name(&self, origin: &str) {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if refused.len() < NAMED && refused.insert(origin.to_owned()) {
            tracing::info!("a call of a page of {origin:?} was refused; --cors-origin lets such pages call");
        }
    }
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
