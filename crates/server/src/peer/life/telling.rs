//! Who is told of tasks.

use api::ChannelMessage;
use tasks::{Narrated, Output};

use super::Life;
use crate::sessions::Ended;

impl Life {
    /// A result of synthesis has come.
    pub(super) fn narrated(&mut self, narrated: Narrated) {
        if let Narrated::Failed(_, error, _) = &narrated {
            tracing::warn!(session = self.name, %error, "speech synthesis failed");
        }
        self.tasks.narrated(narrated);
        self.tell_outputs();
    }

    /// Lets the narrator know how much has been heard, so that it keeps a bounded while ahead of that.
    pub(super) fn tell_narrator(&mut self) {
        let ahead = self.stage.as_mut().map_or(0, |stage| stage.performance().ahead());
        self.narrator.consumed(self.tasks.consumed(ahead));
    }

    /// Tells what has happened to tasks by the time the sound clock shows `heard`.
    pub(super) fn advance(&mut self, heard: u64) {
        self.tasks.advance(heard);
        self.tell_outputs();
    }

    /// Tells whom the tasks name.
    pub(super) fn tell_outputs(&mut self) {
        while let Some(output) = self.tasks.poll() {
            match output {
                Output::Tell(message) => self.tell(message),
                Output::Reply(id, outcome) => {
                    // The caller may have gone.
                    if let Some(reply) = self.replies.remove(&id) {
                        reply.send(outcome.map_err(Into::into)).ok();
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
}
