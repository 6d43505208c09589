//! `streaming.task`.

use std::sync::Arc;

use api::{TaskReply, TaskRequest};
use axum::extract::State;

use crate::cluster::SessionCommand;
use crate::http::app::App;
use crate::http::authentication::Caller;
use crate::http::body::Read;
use crate::http::calls::session::ask;
use crate::http::envelope::{Reply, Success};

/// Gives the avatar a text to say, or to answer.
pub async fn task(
    State(app): State<Arc<App>>,
    Caller(owner): Caller,
    Read(request): Read<TaskRequest>,
) -> Reply<TaskReply> {
    let session = request.session_id.clone();
    let answer = ask(&app, &session, &owner, SessionCommand::Task(request)).await?;
    Ok(Success(answer.into_task()?))
}
