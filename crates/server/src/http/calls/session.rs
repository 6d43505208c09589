//! The calls of an open session: start, ice, interrupt, keep_alive, stop.

use std::sync::Arc;

use api::{DescriptionType, ErrorKind, IceRequest, SessionRequest, StartRequest};
use axum::extract::State;
use tracing::Span;

use crate::http::app::App;
use crate::http::authentication::Caller;
use crate::http::body::Read;
use crate::http::envelope::{Nothing, Reply, Success};
use crate::refusal::Refusal;
use crate::sessions::{Command, Ended, Handle, Owner};

/// The session that a call names, which the log names too.
///
/// # Errors
/// Where there is none, or it is another's, or it has ended and why.
pub fn found(app: &App, id: &str, owner: &Owner) -> Result<Handle, Refusal> {
    let session = app.registry.find(id, owner)?;
    Span::current().record("session", id);
    Ok(session)
}

/// Takes the client's answer; media begins.
pub async fn start(
    State(app): State<Arc<App>>,
    Caller(owner): Caller,
    Read(request): Read<StartRequest>,
) -> Reply<Nothing> {
    let session = found(&app, &request.session_id, &owner)?;
    if request.sdp.kind != DescriptionType::Answer {
        let message = "sdp.type is offer: the server makes the offer, send the browser's answer to it.";
        return Err(Refusal::new(ErrorKind::BadRequest, message));
    }
    session.ask(|reply| Command::Answer(request.sdp.sdp, reply)).await?;
    Ok(Success(Nothing {}))
}

/// Takes one of the client's candidates, before or after its answer.
pub async fn ice(
    State(app): State<Arc<App>>,
    Caller(owner): Caller,
    Read(request): Read<IceRequest>,
) -> Reply<Nothing> {
    let session = found(&app, &request.session_id, &owner)?;
    session
        .ask(|reply| Command::Candidate(request.candidate, reply))
        .await?;
    Ok(Success(Nothing {}))
}

/// Silences the avatar and drops its queue; no error when nothing is being said.
pub async fn interrupt(
    State(app): State<Arc<App>>,
    Caller(owner): Caller,
    Read(request): Read<SessionRequest>,
) -> Reply<Nothing> {
    let session = found(&app, &request.session_id, &owner)?;
    session.ask(Command::Interrupt).await?;
    Ok(Success(Nothing {}))
}

/// Puts off the end of an idle session.
pub async fn keep_alive(
    State(app): State<Arc<App>>,
    Caller(owner): Caller,
    Read(request): Read<SessionRequest>,
) -> Reply<Nothing> {
    let session = found(&app, &request.session_id, &owner)?;
    session.ask(Command::KeepAlive).await?;
    Ok(Success(Nothing {}))
}

/// Ends a session. One that has ended by itself is no error: what the client wants is the case.
pub async fn stop(
    State(app): State<Arc<App>>,
    Caller(owner): Caller,
    Read(request): Read<SessionRequest>,
) -> Reply<Nothing> {
    match found(&app, &request.session_id, &owner) {
        Ok(session) => session.stop(Ended::Stopped).await,
        Err(_) if app.registry.has_ended(&request.session_id, &owner) => {}
        Err(refusal) => return Err(refusal),
    }
    Ok(Success(Nothing {}))
}
