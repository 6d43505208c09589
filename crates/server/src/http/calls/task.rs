//! `streaming.task`.

use std::sync::Arc;

use api::{ErrorKind, TaskMode, TaskReply, TaskRequest, TaskType};
use axum::extract::State;

use crate::http::authentication::Caller;
use crate::http::body::Read;
use crate::http::envelope::{Reply, Success};
use crate::http::{App, Refusal};
use crate::sessions::{Command, text};

/// Gives the avatar a text to say.
pub async fn task(
    State(app): State<Arc<App>>,
    Caller(owner): Caller,
    Read(request): Read<TaskRequest>,
) -> Reply<TaskReply> {
    let session = app.registry.find(&request.session_id, &owner)?;
    if request.task_type == TaskType::Talk {
        let message = "This server has no language model, so the avatar cannot answer. Send the words it is to say with \
                       task_type \"repeat\".";
        return Err(Refusal::new(ErrorKind::PlanLimit, message));
    }
    let text = text(&request.text, app.options.max_text)
        .map_err(|message| Refusal::new(ErrorKind::TextRefused, message))?
        .to_owned();
    let wait = request.task_mode == Some(TaskMode::Sync);
    let spoken = session.ask(|reply| Command::Task { text, wait, reply }).await?;
    Ok(Success(TaskReply {
        duration_ms: spoken.duration_ms,
        task_id: spoken.task_id,
    }))
}
