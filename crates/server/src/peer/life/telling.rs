//! What becomes of tasks, and who is told.

use api::{ChannelMessage, ErrorKind};

use super::Life;
use crate::http::Refusal;
use crate::sessions::{Ended, Spoken};
use crate::tasks::{Happening, Narrated};

impl Life {
    /// The narrator has something new.
    pub(super) fn narrated(&mut self, narrated: Narrated) {
        match &narrated {
            Narrated::Complete(id, length) => {
                let duration_ms = u64::try_from(length.as_millis()).unwrap_or(u64::MAX);
                self.reply(id, false, Ok(duration_ms));
            }
            Narrated::Failed(id, error) => {
                let message = format!("The text cannot be said: {error}.");
                self.reply(id, true, Err(Refusal::new(ErrorKind::TextRefused, message)));
            }
            Narrated::Sentence(..) => {}
        }
        self.held.push_back(narrated);
    }

    /// What was narrated goes on stage.
    pub(super) fn lay(&mut self, narrated: Narrated) {
        match narrated {
            Narrated::Sentence(id, utterance) => {
                if self.timeline.wants(&id)
                    && let Some(stage) = &mut self.stage
                {
                    let stretch = stage.performance().say(utterance);
                    self.timeline.lay(&id, stretch);
                }
            }
            Narrated::Complete(id, _) | Narrated::Failed(id, _) => self.timeline.complete(&id),
        }
    }

    /// Tells what has happened to tasks by the time the sound clock shows `heard`.
    pub(super) fn advance(&mut self, heard: u64) {
        for happening in self.timeline.advance(heard) {
            match happening {
                Happening::Started(task_id) => self.tell(ChannelMessage::StartTalking { task_id }),
                Happening::Stopped(task_id, outcome) => {
                    let duration_ms = outcome.duration_ms;
                    self.reply(&task_id, true, Ok(duration_ms));
                    self.tell(ChannelMessage::StopTalking { task_id, duration_ms });
                }
                Happening::Dropped(task_id) => self.reply(&task_id, true, Ok(0)),
            }
        }
    }

    /// Tells over the data channel.
    fn tell(&mut self, message: ChannelMessage) {
        if let Err(error) = self.events.tell(message) {
            self.fail(Ended::Stuck, &error);
        }
    }

    /// Replies to whoever waits for a task: to all once it has been `said`, before that to those who only want its length.
    fn reply(&mut self, id: &str, said: bool, outcome: Result<u64, Refusal>) {
        if self.replies.get(id).is_some_and(|waiting| said || !waiting.until_said)
            && let Some(waiting) = self.replies.remove(id)
        {
            let spoken = outcome.map(|duration_ms| Spoken {
                task_id: id.to_owned(),
                duration_ms,
            });
            waiting.reply.send(spoken).ok();
        }
    }
}
