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
            Narrated::Complete(id, length, unsaid) => {
                let duration_ms = u64::try_from(length.as_millis()).unwrap_or(u64::MAX);
                self.note_unsaid(id, unsaid.as_ref());
                self.reply(id, false, Ok(duration_ms));
            }
            Narrated::Failed(id, error, unsaid) => {
                tracing::warn!(session = self.name, %error, "speech synthesis failed");
                self.note_unsaid(id, unsaid.as_ref());
                // Where some of it is heard, the end of that tells the rest.
                if !self.is_begun(id) {
                    let message = format!("The text cannot be said: {error}.");
                    self.reply(id, true, Err(Refusal::new(ErrorKind::TextRefused, message)));
                }
            }
            Narrated::Sentence(_, utterance) => self.received += utterance.samples.len() as u64,
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
            Narrated::Complete(id, ..) | Narrated::Failed(id, ..) => self.timeline.complete(&id),
        }
    }

    /// Lets the narrator know how much has been heard, so that it keeps a bounded while ahead of that.
    pub(super) fn tell_narrator(&mut self) {
        let held: u64 = self.held.iter().map(samples).sum();
        let ahead = self.stage.as_mut().map_or(0, |stage| stage.performance().ahead());
        self.narrator.consumed(self.received.saturating_sub(held + ahead));
    }

    fn note_unsaid(&mut self, id: &str, unsaid: Option<&String>) {
        if let Some(unsaid) = unsaid
            && self.timeline.wants(id)
        {
            self.unsaid.insert(id.to_owned(), unsaid.clone());
        }
    }

    /// Whether any of a task is to be heard.
    fn is_begun(&self, id: &str) -> bool {
        let held = |narrated: &Narrated| matches!(narrated, Narrated::Sentence(of, _) if of == id);
        self.timeline.has_sound(id) || self.held.iter().any(held)
    }

    /// Tells what has happened to tasks by the time the sound clock shows `heard`.
    pub(super) fn advance(&mut self, heard: u64) {
        for happening in self.timeline.advance(heard) {
            match happening {
                Happening::Started(task_id) => self.tell(ChannelMessage::StartTalking { task_id }),
                Happening::Stopped(task_id, outcome) => {
                    let duration_ms = outcome.duration_ms;
                    self.reply(&task_id, true, Ok(duration_ms));
                    let unsaid = self.unsaid.remove(&task_id).filter(|_| outcome.whole);
                    self.tell(ChannelMessage::StopTalking {
                        task_id,
                        duration_ms,
                        unsaid,
                    });
                }
                Happening::Dropped(task_id, called_off) => {
                    self.reply(&task_id, true, Ok(0));
                    // Its voice failed after it was replied to: whoever counts on it learns that nothing will be heard.
                    if let Some(unsaid) = self.unsaid.remove(&task_id).filter(|_| !called_off) {
                        self.tell(ChannelMessage::StopTalking {
                            task_id,
                            duration_ms: 0,
                            unsaid: Some(unsaid),
                        });
                    }
                }
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
                duration_ms,
                unsaid: self.unsaid.get(id).cloned(),
            });
            waiting.reply.send(spoken).ok();
        }
    }
}

fn samples(narrated: &Narrated) -> u64 {
    match narrated {
        Narrated::Sentence(_, utterance) => utterance.samples.len() as u64,
        Narrated::Complete(..) | Narrated::Failed(..) => 0,
    }
}
