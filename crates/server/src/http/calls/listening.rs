//! The calls about the visitor's microphone.

use std::sync::Arc;

use api::{ListeningRequest, SessionRequest};
use axum::extract::State;

use crate::cluster::SessionCommand;
use crate::http::app::App;
use crate::http::authentication::Caller;
use crate::http::body::Read;
use crate::http::calls::session::have;
use crate::http::envelope::{Nothing, Reply};

/// Begins to listen to the visitor. Listening already, it goes on in the manner of this call.
pub async fn start_listening(
    State(app): State<Arc<App>>,
    Caller(owner): Caller,
    Read(request): Read<ListeningRequest>,
) -> Reply<Nothing> {
    have(&app, &request.session_id, &owner, SessionCommand::Listen(request.mode)).await
}

/// Listens no more; no error where nobody listens.
pub async fn stop_listening(
    State(app): State<Arc<App>>,
    Caller(owner): Caller,
    Read(request): Read<SessionRequest>,
) -> Reply<Nothing> {
    have(&app, &request.session_id, &owner, SessionCommand::StopListening).await
}
