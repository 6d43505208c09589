//! Forwarding of calls to the node that has the session, with timeouts and retries.

use std::time::{Duration, Instant};

use api::{ErrorKind, TaskMode};
use tokio_util::bytes::Bytes;

use crate::cluster::command::{Answer, SessionCommand};
use crate::cluster::nats::membership::NodeHealth;
use crate::cluster::nats::node_id::NodeId;
use crate::cluster::nats::refusals::{
    cluster_unreachable, no_answer, node_lost, stop_deferred, too_large, version_mismatch,
};
use crate::cluster::nats::retry::{Retry, after_no_responders};
use crate::cluster::nats::wire::Request;
use crate::cluster::nats::{Nats, NoAnswer};
use crate::metrics::Forwarded;
use crate::refusal::Refusal;
use crate::sessions::Owner;

/// How long another node may take to answer a forwarded call.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(5);

impl Nats {
    /// Has a session do something, wherever it is.
    ///
    /// # Errors
    /// Where there is no such session, its node is dead or gives no answer; and the session's own refusal. A stop that does not reach its
    /// node is not forgotten.
    pub async fn ask(&self, session: &str, owner: &Owner, command: SessionCommand) -> Result<Answer, Refusal> {
        let stops = matches!(command, SessionCommand::Stop);
        let answer = self.ask_anywhere(session, owner, command).await;
        let unheard = |refusal: &Refusal| refusal.kind() == ErrorKind::Unavailable;
        if stops && answer.as_ref().is_err_and(unheard) && self.deferred.stop(session, owner, Instant::now()) {
            return Err(stop_deferred());
        }
        answer
    }

    /// The same, once.
    pub(super) async fn ask_anywhere(
        &self,
        session: &str,
        owner: &Owner,
        command: SessionCommand,
    ) -> Result<Answer, Refusal> {
        // A part of a client's text becomes a part of a NATS subject only after this check.
        let Some(node) = NodeId::of_session(session) else {
            return Err(Refusal::unknown_session());
        };
        if node == self.id {
            return self.ask_here(session, owner, command).await;
        }
        let (answer, forwarded) = self.forward(node, session, owner, command).await;
        self.node.metrics.forwarded(forwarded);
        answer
    }

    /// Has a session of this node do something.
    pub(super) async fn ask_here(
        &self,
        session: &str,
        owner: &Owner,
        command: SessionCommand,
    ) -> Result<Answer, Refusal> {
        let stops = matches!(command, SessionCommand::Stop);
        let answer = self.node.ask(session, owner, command).await;
        if stops && answer.is_ok() {
            // Whoever stops one session to open another finds the slot free.
            self.free(session).await;
        }
        answer
    }

    async fn forward(
        &self,
        node: NodeId,
        session: &str,
        owner: &Owner,
        command: SessionCommand,
    ) -> (Result<Answer, Refusal>, Forwarded) {
        let stops = matches!(command, SessionCommand::Stop);
        let timeout = self.request_timeout(&command);
        let request = Request::Ask {
            session: session.to_owned(),
            owner: owner.clone(),
            command,
        };
        // The types of a call are plain data, which JSON can always hold.
        let payload: Bytes = serde_json::to_vec(&request).unwrap_or_default().into();
        let mut tries = 0;
        loop {
            // A disconnected node cannot tell which others are dead.
            if !self.is_connected() {
                return (Err(cluster_unreachable()), Forwarded::Disconnected);
            }
            if self.state.members().health(node, Instant::now()) == NodeHealth::Dead {
                return node_dead(stops);
            }
            tries += 1;
            let answer = self.request("ask", self.subjects.node(node), payload.clone(), timeout);
            let answer = answer.await;
            let refusal = match answer {
                Ok(answer) => {
                    let answer = serde_json::from_slice(&answer).unwrap_or_else(|_| Err(version_mismatch()));
                    return (answer, Forwarded::Answered);
                }
                Err(NoAnswer::NoResponders) => {
                    let connected_for = self.state.members().connected_for(Instant::now());
                    match after_no_responders(tries, connected_for) {
                        Retry::Again(pause) => {
                            tokio::time::sleep(pause).await;
                            continue;
                        }
                        Retry::NodeDead => return node_dead(stops),
                        Retry::Later => (cluster_unreachable(), Forwarded::Disconnected),
                    }
                }
                Err(NoAnswer::TimedOut) => (no_answer(), Forwarded::TimedOut),
                Err(NoAnswer::TooLarge) => (too_large(), Forwarded::Disconnected),
                Err(NoAnswer::Disconnected) => (cluster_unreachable(), Forwarded::Disconnected),
            };
            return (Err(refusal.0), refusal.1);
        }
    }

    /// How long a command may take.
    fn request_timeout(&self, command: &SessionCommand) -> Duration {
        match command {
            SessionCommand::Task(request) if request.task_mode == Some(TaskMode::Sync) => {
                self.node.options.sync_timeout + REQUEST_TIMEOUT
            }
            _ => REQUEST_TIMEOUT,
        }
    }
}

/// The node is dead, and its sessions with it: that is what a stop wants.
fn node_dead(stops: bool) -> (Result<Answer, Refusal>, Forwarded) {
    (
        if stops { Ok(Answer::Done) } else { Err(node_lost()) },
        Forwarded::NodeDead,
    )
}
