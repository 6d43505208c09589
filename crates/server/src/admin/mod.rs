//! The admin listener, for whoever runs the server: health, metrics, open sessions, drain. Never the public one.

mod routes;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tower::ServiceExt;

use crate::cluster::Cluster;
use crate::http::is_loopback;
use crate::load::Load;
use crate::metrics::Metrics;
use crate::options::SecretHash;
use crate::sessions::Registry;

/// All that the listener tells of.
pub struct Admin {
    /// The sessions.
    pub registry: Arc<Registry>,
    /// The other machines.
    pub cluster: Arc<Cluster>,
    /// How late pictures are.
    pub load: Arc<Load>,
    /// The metrics.
    pub metrics: Metrics,
    /// The key that is asked for, if any.
    pub key: Option<SecretHash>,
}

/// The way in.
pub struct AdminFront {
    admin: Arc<Admin>,
    router: Router,
}

impl AdminFront {
    /// Answers for this server.
    pub fn new(admin: Admin) -> Self {
        let admin = Arc::new(admin);
        Self {
            router: routes::router(Arc::clone(&admin)),
            admin,
        }
    }

    /// Answers a request.
    pub async fn answer(&self, _peer: SocketAddr, request: Request<Body>) -> Response {
        if let Err(refusal) = self.check(request.uri().path(), request.headers()) {
            return refusal.into_response();
        }
        match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }

    /// Whether whoever asks may know. Pages of the web could send requests through a browser on this machine, so none is taken of a page,
    /// and without a key none under a foreign name (DNS rebinding).
    fn check(&self, path: &str, headers: &HeaderMap) -> Result<(), (StatusCode, &'static str)> {
        if headers.contains_key(header::ORIGIN) || headers.contains_key("sec-fetch-site") && !is_navigation(headers) {
            return Err((StatusCode::FORBIDDEN, "No page may call this listener.\n"));
        }
        if ["/healthz", "/readyz"].contains(&path) {
            return Ok(());
        }
        let Some(key) = &self.admin.key else {
            let host = headers
                .get(header::HOST)
                .map(|host| String::from_utf8_lossy(host.as_bytes()));
            return match host {
                Some(host) if !is_loopback(&host) => Err((
                    StatusCode::MISDIRECTED_REQUEST,
                    "Without --admin-key, this listener answers to loopback names only.\n",
                )),
                _ => Ok(()),
            };
        };
        let bearer = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok()?.split_once(' '));
        match bearer {
            Some((scheme, secret))
                if scheme.eq_ignore_ascii_case("bearer") && key.matches(&SecretHash::of(secret.trim())) =>
            {
                Ok(())
            }
            _ => Err((
                StatusCode::UNAUTHORIZED,
                "Send the value of --admin-key as Authorization: Bearer KEY.\n",
            )),
        }
    }
}

/// Whether somebody has typed the address into a browser.
fn is_navigation(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site == "none")
}
