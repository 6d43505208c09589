//! The service that transcribes, with its faults.

use std::ops::Range;

use streaming_avatar_dialogue::{JobId, Untranscribed};

use simulation::Dice;

/// The words of a second reply to the same job.
pub const AGAIN: &str = "again";

/// A reply of the service's on its way.
struct Reply {
    job: JobId,
    at: u64,
    text: Result<String, Untranscribed>,
}

/// Something that was asked of the service.
pub struct Job {
    pub id: JobId,
    pub range: Range<u64>,
    pub discarded: bool,
    /// The reply that came in time, if one did.
    pub text: Option<Result<String, Untranscribed>>,
}

/// The service.
#[derive(Default)]
pub struct Service {
    pub jobs: Vec<Job>,
    replies: Vec<Reply>,
}

impl Service {
    pub fn transcribe(&mut self, id: JobId, range: Range<u64>, words: String, now: u64, dice: &mut Dice) {
        let text = if dice.chance(60) {
            Err(Untranscribed)
        } else {
            Ok(format!(" {words}\n"))
        };
        let at = match dice.range(0, 99) {
            // Never.
            0 | 1 => None,
            2..=4 => Some(now + dice.range(3_000, 25_000)),
            5..=40 => Some(now + dice.range(0, 250)),
            _ => Some(now + dice.range(50, 1500)),
        };
        if let Some(at) = at {
            self.replies.push(Reply { job: id, at, text });
            if dice.chance(40) {
                self.replies.push(Reply {
                    job: id,
                    at: at + dice.range(8, 4000),
                    text: Ok(AGAIN.to_owned()),
                });
            }
        }
        self.jobs.push(Job {
            id,
            range,
            discarded: false,
            text: None,
        });
    }

    pub fn discard(&mut self, id: JobId, dice: &mut Dice) {
        if let Some(job) = self.jobs.iter_mut().find(|job| job.id == id) {
            job.discarded = true;
        }
        // A reply may be on its way already.
        if !dice.chance(300) {
            self.replies.retain(|reply| reply.job != id);
        }
    }

    /// Whether replies are on their way.
    pub fn is_busy(&self) -> bool {
        !self.replies.is_empty()
    }

    /// A reply that has come.
    pub fn reply(&mut self, now: u64) -> Option<(JobId, Result<String, Untranscribed>)> {
        let at = self.replies.iter().position(|reply| reply.at <= now)?;
        let Reply { job: id, text, .. } = self.replies.swap_remove(at);
        if let Some(job) = self
            .jobs
            .iter_mut()
            .find(|job| job.id == id && !job.discarded && job.text.is_none())
        {
            job.text = Some(text.clone());
        }
        Some((id, text))
    }
}
