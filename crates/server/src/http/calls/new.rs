//! `streaming.new`.

use std::sync::Arc;
use std::time::SystemTime;

use api::{Description, ErrorKind, NewReply, NewRequest};
use axum::Extension;
use axum::extract::State;
use tracing::Span;

use crate::cluster::Opening;
use crate::http::app::App;
use crate::http::authentication::Caller;
use crate::http::body::Read;
use crate::http::envelope::{Reply, Success};
use crate::http::reached::Reached;
use crate::http::turn::turn_servers;
use crate::refusal::Refusal;
use crate::sessions::Owner;
use crate::traces;

/// The refusal of a token whose key is good no more.
const KEY_GONE: &str =
    "Unauthorized: the key that this token was made with is good no more. Get a token with another key.";

/// The refusal of a token that was not used in time.
const EXPIRED: &str = "Unauthorized: this token has expired. Get a fresh one from streaming.create_token.";

/// Opens a session; the reply carries the server's offer.
pub async fn new(
    State(app): State<Arc<App>>,
    Caller(owner): Caller,
    Extension(reached): Extension<Reached>,
    Read(request): Read<NewRequest>,
) -> Reply<NewReply> {
    let now = SystemTime::now();
    let opening = Opening {
        request,
        most: most_sessions(&app, &owner, now)?,
        owner: owner.clone(),
        client: reached.client,
    };
    let opened = app.cluster.open(opening).await.inspect_err(|refusal| {
        if [ErrorKind::ConcurrentLimit, ErrorKind::RateLimited].contains(&refusal.kind()) {
            app.metrics.refused_by_quota(owner.key());
        }
    })?;
    Span::current().record("session", opened.session_id.as_str());
    traces::set_current(traces::SESSION, opened.session_id.clone());
    let mut servers = app.options.ice_server.clone();
    servers.extend(turn_servers(&app.options, &opened.session_id, now));
    let stun = servers
        .iter()
        .flat_map(|server| &server.urls)
        .filter(|url| url.starts_with("stun"))
        .cloned()
        .collect();
    Ok(Success(NewReply {
        session_id: opened.session_id,
        sdp: Some(Description::offer(opened.sdp)),
        ice_servers: stun,
        ice_servers2: servers,
        session_duration_limit: opened.session_duration_limit,
        activity_idle_timeout: opened.activity_idle_timeout,
        features: Some(opened.features),
    }))
}

/// The number of sessions that the caller's key may have, where it has one of its own.
///
/// # Errors
/// Where the token has expired, or its key has gone since it was made: it opens nothing more.
fn most_sessions(app: &App, owner: &Owner, now: SystemTime) -> Result<Option<usize>, Refusal> {
    if owner.token().is_some_and(|token| !token.is_fresh(now)) {
        return Err(Refusal::new(ErrorKind::Unauthorized, EXPIRED));
    }
    let Some(name) = owner.key() else {
        return Ok(None);
    };
    match app.keys.key(name, now) {
        Some(key) => Ok(key.max_sessions),
        None => Err(Refusal::new(ErrorKind::Unauthorized, KEY_GONE)),
    }
}
