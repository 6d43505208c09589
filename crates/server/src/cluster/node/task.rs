//! Giving a session of this machine a text.

use std::sync::Arc;

use api::{ErrorKind, TaskMode, TaskReply, TaskRequest, TaskType};
use tasks::Spoken;
use tokio::sync::SemaphorePermit;
use uuid::Uuid;

use crate::cluster::node::Node;
use crate::refusal::Refusal;
use crate::sessions::{Command, Handle};

impl Node {
    /// Gives the avatar a text to say. The reply comes at once, or with `task_mode` "sync" once it has been said, but not later than
    /// `--sync-timeout`; its length is 0 then.
    pub(super) async fn task(&self, id: &str, session: &Handle, request: TaskRequest) -> Result<TaskReply, Refusal> {
        if request.task_type == TaskType::Talk {
            return self.talk(id, session, request).await;
        }
        let (text, most) = (request.text, self.options.max_text);
        let preparation = Arc::clone(&session.preparation);
        // Fails only where it is closed, which it never is.
        let turn = session.preparation.turn.acquire().await.ok();
        let script = tokio::task::spawn_blocking(move || tasks::script(&text, most, &preparation.delivery)).await;
        let script = script.map_err(|_| {
            Refusal::new(
                ErrorKind::TextRefused,
                "This text cannot be said: the server has a defect. Please report it.",
            )
        })??;
        drop(turn);
        let unsaid = script.unsaid();
        let (mode, _place) = self.mode(session, request.task_mode.unwrap_or_default());
        let task_id = Uuid::new_v4().to_string();
        let task = task_id.clone();
        let said = session.ask(|reply| Command::Task {
            id: task,
            script,
            mode,
            reply,
        });
        self.reply(id, task_id, mode, said, unsaid).await
    }

    /// Has a text answered by the language model. The reply comes at once and without a length, since nobody knows it yet, or with
    /// `task_mode` "sync" once the answer has been said. Later failures are told over the data channel, or with "sync" in the reply.
    async fn talk(&self, id: &str, session: &Handle, request: TaskRequest) -> Result<TaskReply, Refusal> {
        if self.talk.is_none() {
            let message = "This server has no language model, so the avatar cannot answer. Send the words it is to say with \
                           task_type \"repeat\", or start the server with --llm-url: with Ollama, `ollama pull llama3.2`, then \
                           --llm-url http://localhost:11434/v1 --llm-model llama3.2.";
            return Err(Refusal::new(ErrorKind::PlanLimit, message));
        }
        let question = tasks::sized(&request.text, self.options.max_text)?.to_owned();
        let (mode, _place) = self.mode(session, request.task_mode.unwrap_or_default());
        let task_id = Uuid::new_v4().to_string();
        let task = task_id.clone();
        let said = session.ask(|reply| Command::Talk {
            id: task,
            question,
            mode,
            reply,
        });
        self.reply(id, task_id, mode, said, None).await
    }

    /// How a task is replied to: as was asked, with a place among the replies that wait; at once where there is none.
    fn mode<'a>(&'a self, session: &'a Handle, asked: TaskMode) -> (TaskMode, Option<[SemaphorePermit<'a>; 2]>) {
        if asked == TaskMode::Async {
            return (asked, None);
        }
        let places = [&session.preparation.waiting, &self.waiting].map(|places| places.try_acquire().ok());
        match places {
            [Some(own), Some(shared)] => (asked, Some([own, shared])),
            _ => (TaskMode::Async, None),
        }
    }

    /// The reply to a task, once it has `said` what there is to say, or after `--sync-timeout` with the part that is known to be unsaid.
    async fn reply(
        &self,
        session: &str,
        task_id: String,
        mode: TaskMode,
        said: impl Future<Output = Result<Spoken, Refusal>>,
        unsaid: Option<String>,
    ) -> Result<TaskReply, Refusal> {
        if mode == TaskMode::Async {
            let Spoken { duration_ms, unsaid } = self.registry.answered(session, said).await?;
            return Ok(TaskReply {
                duration_ms,
                task_id,
                unsaid,
            });
        }
        let (duration_ms, unsaid) = match tokio::time::timeout(self.options.sync_timeout, said).await {
            Ok(spoken) => spoken.map(|spoken| (spoken.duration_ms, spoken.unsaid))?,
            // A proxy in between gives up soon, and its client would send the text again. The task goes on: the data channel tells its end.
            Err(_) => (0, unsaid),
        };
        Ok(TaskReply {
            duration_ms,
            task_id,
            unsaid,
        })
    }
}
