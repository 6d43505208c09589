//! Placement: a new session is opened on one of the nodes that have capacity.

use std::sync::Arc;
use std::time::Instant;

use api::ErrorKind;
use tokio::sync::oneshot;
use tokio_util::bytes::Bytes;
use tracing::{Instrument as _, Span};

use crate::cluster::command::{Opened, Opening, SessionCommand};
use crate::cluster::nats::forward::REQUEST_TIMEOUT;
use crate::cluster::nats::key_slot::KeySlot;
use crate::cluster::nats::membership::Route;
use crate::cluster::nats::node_id::NodeId;
use crate::cluster::nats::refusals::{
    cluster_unreachable, no_capacity, open_outcome_unknown, too_large, version_mismatch,
};
use crate::cluster::nats::retry::{is_settled, pause};
use crate::cluster::nats::wire::{Declined, Placed, Request};
use crate::cluster::nats::{Nats, NoAnswer};
use crate::refusal::Refusal;
use crate::sessions::check_load;
use crate::traces::Parent;

/// Nodes that are asked to open a session: each may have become full meanwhile.
const MAX_TRIES: usize = 4;

/// Why a session was not placed.
enum Unplaced {
    /// No answer came: it may be open.
    Perhaps,
    /// It was refused.
    Refused(Refusal),
}

/// Waits a little after so many tries: nodes come and go.
async fn pause_before_retry(tries: usize) {
    if let Some(pause) = pause(tries) {
        tokio::time::sleep(pause).await;
    }
}

impl Nats {
    /// Opens a session on a node that has room.
    ///
    /// # Errors
    /// Where its wishes cannot be met, the token was used before, the key has as many as it may, there is no room, or the nodes do not
    /// reach each other.
    pub async fn open(self: &Arc<Self>, opening: Opening) -> Result<Opened, Refusal> {
        // Wishes that cannot be met cost nothing.
        self.node.terms(&opening.request).await?;
        if !self.is_connected() {
            return Err(cluster_unreachable());
        }
        let (tell, told) = oneshot::channel();
        let own = Arc::clone(self);
        // A client that goes away meanwhile leaves nothing behind.
        let trace = Parent::current();
        tokio::spawn(
            trace
                .within(async move {
                    let opened = own.open_counted(&opening).await;
                    if let Err(Ok(opened)) = tell.send(opened) {
                        own.ask(&opened.session_id, &opening.owner, SessionCommand::Stop)
                            .await
                            .ok();
                        own.give_back_token(&opening).await;
                    }
                })
                .instrument(Span::current()),
        );
        // Fails only where the task has panicked, which the log tells of.
        told.await.unwrap_or_else(|_| Err(version_mismatch()))
    }

    /// Opens a session for a token and a key that have none too many.
    async fn open_counted(&self, opening: &Opening) -> Result<Opened, Refusal> {
        if let Some(token) = opening.owner.token() {
            self.claim(token.id).await?;
        }
        let slot = match self.slot(opening).await {
            Ok(slot) => slot,
            Err(refusal) => {
                self.give_back_token(opening).await;
                return Err(refusal);
            }
        };
        match self.place(opening, slot.as_ref()).await {
            Ok(opened) => Ok(opened),
            // The token stays used, and the slot is its node's, or free by its age.
            Err(Unplaced::Perhaps) => Err(open_outcome_unknown()),
            Err(Unplaced::Refused(refusal)) => {
                if let Some(slot) = slot {
                    self.give_slot(&slot).await;
                }
                self.give_back_token(opening).await;
                Err(refusal)
            }
        }
    }

    async fn give_back_token(&self, opening: &Opening) {
        if let Some(token) = opening.owner.token() {
            self.disclaim(token.id).await;
        }
    }

    /// The slot among the sessions of the caller's key, where these are counted.
    async fn slot(&self, opening: &Opening) -> Result<Option<KeySlot>, Refusal> {
        let most = opening.most.or(self.node.options.max_sessions_per_key);
        match (opening.owner.key(), most) {
            (Some(key), Some(most)) => self.take_slot(key, most).await.map(Some),
            _ => Ok(None),
        }
    }

    /// Asks nodes to open the session until one has done so. One that gives no answer in time may have opened the session, which ends unanswered then;
    /// nobody else is asked.
    async fn place(&self, opening: &Opening, slot: Option<&KeySlot>) -> Result<Opened, Unplaced> {
        let request = Request::Open {
            opening: Box::new(opening.clone()),
            slot: slot.cloned(),
        };
        // The types of a call are plain data, which JSON can always hold.
        let payload: Bytes = serde_json::to_vec(&request).unwrap_or_default().into();
        let (mut declined, mut group, mut lacking) = (Vec::new(), true, None);
        for tries in 1..=MAX_TRIES {
            let subject = match self.route(&declined, group) {
                Route::Group => self.subjects.placement(),
                Route::Node(id) => self.subjects.node(id),
                Route::Nowhere if self.is_settled() => break,
                // The others may be about to say that they are there.
                Route::Nowhere => {
                    group = true;
                    pause_before_retry(tries).await;
                    continue;
                }
            };
            match self.request("open", subject, payload.clone(), REQUEST_TIMEOUT).await {
                Ok(answer) => match serde_json::from_slice::<Placed>(&answer) {
                    Ok(Ok(opened)) => return Ok(opened),
                    Ok(Err(Declined { by, elsewhere, refusal })) if elsewhere => {
                        declined.push(by);
                        lacking = Some(refusal).filter(|refusal| refusal.kind() == ErrorKind::AvatarUnavailable);
                    }
                    Ok(Err(Declined { refusal, .. })) => return Err(Unplaced::Refused(refusal)),
                    Err(_) => return Err(Unplaced::Refused(version_mismatch())),
                },
                // All have just left the group, or are about to join it.
                Err(NoAnswer::NoResponders) => {
                    group = false;
                    pause_before_retry(tries).await;
                }
                Err(NoAnswer::TimedOut) => return Err(Unplaced::Perhaps),
                Err(NoAnswer::TooLarge) => return Err(Unplaced::Refused(too_large())),
                Err(NoAnswer::Disconnected) => return Err(Unplaced::Refused(cluster_unreachable())),
            }
        }
        Err(Unplaced::Refused(lacking.unwrap_or_else(|| self.no_place())))
    }

    /// The refusal where no node is known that takes a session. Only one that hears the others can say that there is none.
    fn no_place(&self) -> Refusal {
        if self.is_settled() {
            no_capacity()
        } else {
            cluster_unreachable()
        }
    }

    fn is_settled(&self) -> bool {
        is_settled(self.state.members().connected_for(Instant::now()))
    }

    fn route(&self, declined: &[NodeId], group: bool) -> Route {
        let own = self.heartbeat();
        let members = self.state.members();
        members.route((self.id, &own), declined, group, Instant::now())
    }

    /// Opens a session on this node, for whichever node asks.
    pub(super) async fn take_in(&self, opening: Opening, slot: Option<KeySlot>) -> Placed {
        let declined = |refusal: Refusal| Declined {
            by: self.id,
            elsewhere: !self.takes() || is_own(&refusal),
            refusal,
        };
        let checked = check_load(&self.node.load, &self.node.metrics);
        checked.map_err(declined)?;
        let terms = self.node.terms(&opening.request).await.map_err(declined)?;
        let opened = self.node.open(self.id.session_id(), terms, &opening).await;
        let opened = opened.map_err(declined)?;
        if let Some(slot) = slot {
            self.slots.hold(opened.session_id.clone(), slot);
        }
        Ok(opened)
    }
}

/// Whether a refusal is about this node, so that another one may open the session all the same: it has no room or no way for media, or an
/// avatar is not in its folder.
fn is_own(refusal: &Refusal) -> bool {
    matches!(
        refusal.kind(),
        ErrorKind::Unavailable | ErrorKind::AvatarUnavailable | ErrorKind::ConcurrentLimit
    )
}
