//! The calls about the visitor's microphone.

use std::sync::Arc;

use api::{ErrorKind, ListeningRequest, SessionRequest};
use axum::extract::State;

use crate::http::app::App;
use crate::http::authentication::Caller;
use crate::http::body::Read;
use crate::http::envelope::{Nothing, Reply, Success};
use crate::refusal::Refusal;
use crate::sessions::Command;

/// Begins to listen to the visitor. Listening already, it goes on in the manner of this call.
pub async fn start_listening(
    State(app): State<Arc<App>>,
    Caller(owner): Caller,
    Read(request): Read<ListeningRequest>,
) -> Reply<Nothing> {
    let session = app.registry.find(&request.session_id, &owner)?;
    if app.hearing.is_none() {
        let message = "This server has no speech recognition, so the avatar cannot hear. Send the visitor's words with streaming.task, or \
                       start the server with --stt-url, as --stt-url http://localhost:8000/v1 for a service on the same machine.";
        return Err(Refusal::new(ErrorKind::PlanLimit, message));
    }
    session.ask(|reply| Command::Listen(Some(request.mode), reply)).await?;
    Ok(Success(Nothing {}))
}

/// Listens no more; no error where nobody listens.
pub async fn stop_listening(
    State(app): State<Arc<App>>,
    Caller(owner): Caller,
    Read(request): Read<SessionRequest>,
) -> Reply<Nothing> {
    let session = app.registry.find(&request.session_id, &owner)?;
    session.ask(|reply| Command::Listen(None, reply)).await?;
    Ok(Success(Nothing {}))
}
