//! The paths of the admin listener: health and readiness, metrics, sessions, drain.

use std::sync::Arc;

use api::SessionStatus;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Serialize;

use super::Admin;
use crate::metrics::{MEDIA_TYPE, Snapshot};
use crate::sessions::Summary;

/// The paths.
pub fn router(admin: Arc<Admin>) -> Router {
    Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .route("/admin/sessions", get(sessions))
        .route("/admin/drain", post(drain))
        .with_state(admin)
}

/// The process turns.
async fn healthz() -> &'static str {
    "ok\n"
}

/// New sessions are taken, or will be as soon as one ends.
async fn readyz(State(admin): State<Arc<Admin>>) -> (StatusCode, &'static str) {
    if admin.registry.is_draining() {
        (StatusCode::SERVICE_UNAVAILABLE, "draining\n")
    } else if !admin.cluster.is_connected() {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            "out of touch with the other machines\n",
        )
    } else {
        (StatusCode::OK, "ready\n")
    }
}

async fn metrics(State(admin): State<Arc<Admin>>) -> Response {
    let snapshot = Snapshot {
        sessions: admin
            .registry
            .summary()
            .into_iter()
            .map(|session| session.status)
            .collect(),
        seats: admin.registry.most(),
        is_draining: admin.registry.is_draining(),
        is_late: admin.load.is_late(),
        nodes: admin.cluster.nodes(),
    };
    ([(header::CONTENT_TYPE, MEDIA_TYPE)], admin.metrics.page(&snapshot)).into_response()
}

/// A session as the list shows it.
#[derive(Serialize)]
struct Entry {
    session_id: String,
    /// The name of its key; none where the server asks for none.
    key: Option<String>,
    status: SessionStatus,
    seconds: u64,
}

impl From<Summary> for Entry {
    fn from(session: Summary) -> Self {
        Self {
            session_id: session.id,
            key: session.key.map(|key| key.to_string()),
            status: session.status,
            seconds: session.age.as_secs(),
        }
    }
}

async fn sessions(State(admin): State<Arc<Admin>>) -> Response {
    let entries = admin.registry.summary().into_iter().map(Entry::from);
    json(&entries.collect::<Vec<_>>())
}

/// The beginning of a drain.
#[derive(Serialize)]
struct Draining {
    /// Sessions that go on.
    open: usize,
}

async fn drain(State(admin): State<Arc<Admin>>) -> Response {
    admin.registry.drain();
    tracing::info!(target: "audit", "drain asked for by the listener for administration");
    (
        StatusCode::ACCEPTED,
        json(&Draining {
            open: admin.registry.sessions(),
        }),
    )
        .into_response()
}

fn json(value: &impl Serialize) -> Response {
    // The values are plain data, which JSON can always hold.
    let text = serde_json::to_string(value).unwrap_or_default();
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}
