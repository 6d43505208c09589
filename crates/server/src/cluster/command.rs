//! Commands of calls to the node that has a session, and its answers. All of it goes to another node as it is: it is plain data.

use std::net::IpAddr;

use api::{Description, ErrorKind, Features, IceCandidate, ListeningMode, NewRequest, TaskReply, TaskRequest};
use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;
use crate::sessions::{Opener, Owner};

/// A command for a session. It may hold a text, so it shows itself in no log.
#[derive(Clone, Serialize, Deserialize)]
pub enum SessionCommand {
    /// To be started by the client's description.
    Start(Description),
    /// To take one of the client's candidates.
    Candidate(IceCandidate),
    /// To say a text, or to answer it.
    Task(TaskRequest),
    /// Silence, and nothing of what is queued.
    Interrupt,
    /// To listen to the visitor in this manner.
    Listen(ListeningMode),
    /// To listen no more.
    StopListening,
    /// More time before the session counts as idle.
    KeepAlive,
    /// The end.
    Stop,
}

/// The answer to a command that was carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// There is nothing more to say.
    Done,
    /// The text was taken.
    Task(TaskReply),
}

impl Answer {
    /// The reply to a task.
    ///
    /// # Errors
    /// Where this is none, which is a defect.
    pub fn into_task(self) -> Result<TaskReply, Refusal> {
        match self {
            Self::Task(reply) => Ok(reply),
            Self::Done => {
                let message =
                    "The server has a defect: this task has no reply. Please report it with the server's log.";
                Err(Refusal::new(ErrorKind::Unavailable, message))
            }
        }
    }
}

/// A session that is to be opened.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Opening {
    /// The client's wishes.
    pub request: NewRequest,
    /// Who calls.
    pub owner: Owner,
    /// How many sessions the caller's key may have open, where it has a number of its own.
    pub most: Option<usize>,
    /// The client's address.
    pub client: IpAddr,
}

impl Opening {
    /// Whom the session counts for.
    pub fn opener(&self) -> Opener {
        Opener::new((&self.owner).into(), self.client).with_most(self.most)
    }
}

/// A session that was opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    /// Its name.
    pub session_id: String,
    /// The server's offer.
    pub sdp: String,
    /// Seconds after which it ends, if it does.
    pub session_duration_limit: Option<u32>,
    /// Seconds without a task after which it ends.
    pub activity_idle_timeout: Option<u32>,
    /// The calls that it can serve.
    pub features: Features,
}
