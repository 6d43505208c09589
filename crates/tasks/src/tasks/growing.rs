//! Growing (streamed) tasks: their texts come one by one, as those of an answer do that is still being written.

use std::time::Duration;

use api::{ChannelMessage, TaskMode};

use crate::{AnswerFailure, Output, Refusal, Spoken, TaskId, Tasks};

impl Tasks {
    /// Accepts a task behind all others whose texts come one by one, while the speech clock shows `heard`: with [`TaskMode::Sync`] the
    /// reply comes once it has ended, else at once and without a length.
    ///
    /// # Errors
    /// A refusal where the queue has no room for it.
    pub fn open(&mut self, id: TaskId, mode: TaskMode, heard: u64) -> Result<(), Refusal> {
        self.room(Duration::ZERO, heard)?;
        self.timeline.open(id.clone());
        if mode == TaskMode::Sync {
            self.replies.insert(id, mode);
        } else {
            let spoken = Spoken {
                duration_ms: 0,
                unsaid: None,
            };
            self.outputs.push_back(Output::Reply(id, Ok(spoken)));
        }
        Ok(())
    }

    /// A growing task will not be whole: told once what there is of it has been heard. The caller has its synthesis completed.
    pub fn fail(&mut self, id: &str, failure: AnswerFailure) {
        if self.timeline.wants(id) {
            self.failures.entry(id.to_owned()).or_insert(failure);
        }
    }

    /// Tells that a growing task has failed, and replies where a reply is owed.
    pub(super) fn tell_failure(&mut self, task_id: &str, failure: AnswerFailure) {
        let AnswerFailure { code, message } = failure;
        self.reply(task_id, TaskMode::Sync, Err(Refusal::Unanswered(message.clone())));
        self.tell(ChannelMessage::Error {
            task_id: task_id.to_owned(),
            code: code.to_owned(),
            message,
        });
    }
}
