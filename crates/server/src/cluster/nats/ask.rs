//! Asking the machine that has a session.

use std::time::{Duration, Instant};

use api::{ErrorKind, TaskMode};
use tokio_util::bytes::Bytes;

use crate::cluster::nats::away::{apart, lost, silent, stopped_later, strange, too_long};
use crate::cluster::nats::node_id::NodeId;
use crate::cluster::nats::touch::{Step, untaken};
use crate::cluster::nats::view::Standing;
use crate::cluster::nats::wire::Request;
use crate::cluster::nats::{Nats, NoAnswer};
use crate::cluster::wish::{Answer, Wish};
use crate::metrics::Forwarded;
use crate::refusal::Refusal;
use crate::sessions::Owner;

/// How long another machine may take to answer.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(5);

impl Nats {
    /// Has a session do something, wherever it is.
    ///
    /// # Errors
    /// Where there is no such session, its machine is gone or gives no answer; and the session's own refusal. A stop that does not reach its
    /// machine is not forgotten.
    pub async fn ask(&self, session: &str, owner: &Owner, wish: Wish) -> Result<Answer, Refusal> {
        let stops = matches!(wish, Wish::Stop);
        let answer = self.ask_anywhere(session, owner, wish).await;
        let unheard = |refusal: &Refusal| refusal.kind() == ErrorKind::Unavailable;
        if stops && answer.as_ref().is_err_and(unheard) && self.deferred.stop(session, owner, Instant::now()) {
            return Err(stopped_later());
        }
        answer
    }

    /// The same, once.
    pub(super) async fn ask_anywhere(&self, session: &str, owner: &Owner, wish: Wish) -> Result<Answer, Refusal> {
        // The words of a client become a part of a subject only after this.
        let Some(node) = NodeId::of_session(session) else {
            return Err(Refusal::unknown_session());
        };
        if node == self.id {
            return self.ask_here(session, owner, wish).await;
        }
        let (answer, forwarded) = self.ask_there(node, session, owner, wish).await;
        self.node.metrics.forwarded(forwarded);
        answer
    }

    /// Has a session of this machine do something.
    pub(super) async fn ask_here(&self, session: &str, owner: &Owner, wish: Wish) -> Result<Answer, Refusal> {
        let stops = matches!(wish, Wish::Stop);
        let answer = self.node.ask(session, owner, wish).await;
        if stops && answer.is_ok() {
            // Whoever stops one session to open another finds the place free.
            self.free(session).await;
        }
        answer
    }

    async fn ask_there(
        &self,
        node: NodeId,
        session: &str,
        owner: &Owner,
        wish: Wish,
    ) -> (Result<Answer, Refusal>, Forwarded) {
        let stops = matches!(wish, Wish::Stop);
        let patience = self.patience(&wish);
        let request = Request::Ask {
            session: session.to_owned(),
            owner: owner.clone(),
            wish,
        };
        // The types of a call are plain data, which JSON can always hold.
        let payload: Bytes = serde_json::to_vec(&request).unwrap_or_default().into();
        let mut tries = 0;
        loop {
            // Whoever hears nobody cannot tell who is gone.
            if !self.is_in_touch() {
                return (Err(apart()), Forwarded::Apart);
            }
            if self.sight.view().standing(node, Instant::now()) == Standing::Gone {
                return gone(stops);
            }
            tries += 1;
            let answer = self.request("ask", self.subjects.node(node), payload.clone(), patience);
            let answer = answer.await;
            let refusal = match answer {
                Ok(answer) => {
                    let answer = serde_json::from_slice(&answer).unwrap_or_else(|_| Err(strange()));
                    return (answer, Forwarded::Answered);
                }
                Err(NoAnswer::Untaken) => {
                    let connected_for = self.sight.view().connected_for(Instant::now());
                    match untaken(tries, connected_for) {
                        Step::Again(pause) => {
                            tokio::time::sleep(pause).await;
                            continue;
                        }
                        Step::Gone => return gone(stops),
                        Step::Later => (apart(), Forwarded::Apart),
                    }
                }
                Err(NoAnswer::Silent) => (silent(), Forwarded::Silent),
                Err(NoAnswer::TooLong) => (too_long(), Forwarded::Apart),
                Err(NoAnswer::Apart) => (apart(), Forwarded::Apart),
            };
            return (Err(refusal.0), refusal.1);
        }
    }

    /// How long a wish may take.
    fn patience(&self, wish: &Wish) -> Duration {
        match wish {
            Wish::Task(request) if request.task_mode == Some(TaskMode::Sync) => {
                self.node.options.sync_timeout + REQUEST_TIMEOUT
            }
            _ => REQUEST_TIMEOUT,
        }
    }
}

/// The machine is gone, and its sessions with it: that is what a stop wants.
fn gone(stops: bool) -> (Result<Answer, Refusal>, Forwarded) {
    (if stops { Ok(Answer::Done) } else { Err(lost()) }, Forwarded::Gone)
}
