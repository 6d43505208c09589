//! The calls of an open session: start, ice, interrupt, keep_alive, stop.

use std::sync::Arc;

use api::{ErrorKind, IceRequest, SessionRequest, StartRequest};
use axum::extract::State;
use tracing::Span;

use crate::cluster::{Answer, SessionCommand};
use crate::http::app::App;
use crate::http::authentication::Caller;
use crate::http::body::Read;
use crate::http::envelope::{Nothing, Reply, Success};
use crate::refusal::Refusal;
use crate::sessions::Owner;
use crate::traces;

/// Has the session that a call names do something. The log names it too, unless its caller may not know of it.
///
/// # Errors
/// Where there is none, or it is another's, or it has ended and why; and the session's own refusal.
pub async fn ask(app: &App, session: &str, owner: &Owner, command: SessionCommand) -> Result<Answer, Refusal> {
    let answer = app.cluster.ask(session, owner, command).await;
    let unknown = |refusal: &Refusal| refusal.kind() == ErrorKind::UnknownSession;
    if !answer.as_ref().is_err_and(unknown) {
        Span::current().record("session", session);
        traces::set_current(traces::SESSION, session.to_owned());
    }
    answer
}

/// The same of a command that nothing is answered to.
pub async fn have(app: &App, session: &str, owner: &Owner, command: SessionCommand) -> Reply<Nothing> {
    ask(app, session, owner, command).await?;
    Ok(Success(Nothing {}))
}

/// Takes the client's answer; media begins.
pub async fn start(
    State(app): State<Arc<App>>,
    Caller(owner): Caller,
    Read(request): Read<StartRequest>,
) -> Reply<Nothing> {
    have(&app, &request.session_id, &owner, SessionCommand::Start(request.sdp)).await
}

/// Takes one of the client's candidates, before or after its answer.
pub async fn ice(
    State(app): State<Arc<App>>,
    Caller(owner): Caller,
    Read(request): Read<IceRequest>,
) -> Reply<Nothing> {
    have(
        &app,
        &request.session_id,
        &owner,
        SessionCommand::Candidate(request.candidate),
    )
    .await
}

/// Silences the avatar and drops its queue; no error when nothing is being said.
pub async fn interrupt(
    State(app): State<Arc<App>>,
    Caller(owner): Caller,
    Read(request): Read<SessionRequest>,
) -> Reply<Nothing> {
    have(&app, &request.session_id, &owner, SessionCommand::Interrupt).await
}

/// Puts off the end of an idle session.
pub async fn keep_alive(
    State(app): State<Arc<App>>,
    Caller(owner): Caller,
    Read(request): Read<SessionRequest>,
) -> Reply<Nothing> {
    have(&app, &request.session_id, &owner, SessionCommand::KeepAlive).await
}

/// Ends a session. One that has ended by itself is no error: what the client wants is the case.
pub async fn stop(
    State(app): State<Arc<App>>,
    Caller(owner): Caller,
    Read(request): Read<SessionRequest>,
) -> Reply<Nothing> {
    have(&app, &request.session_id, &owner, SessionCommand::Stop).await
}
