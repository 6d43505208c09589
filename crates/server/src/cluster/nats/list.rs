//! The list of all nodes' sessions, by scatter-gather.

use std::sync::Arc;
use std::time::{Duration, Instant};

use api::SessionEntry;
use futures_util::StreamExt as _;

use crate::cluster::nats::Nats;
use crate::cluster::nats::gathering::Gathering;
use crate::cluster::nats::refusals::cluster_unreachable;
use crate::cluster::nats::wire::{ListReply, ListRequest};
use crate::refusal::Refusal;
use crate::sessions::Owner;

/// How long nodes are waited for.
const LIST_TIMEOUT: Duration = Duration::from_millis(500);

impl Nats {
    /// The open sessions that a caller may see, oldest first. Those of a node that gives no answer are left out.
    ///
    /// # Errors
    /// Where the nodes do not reach each other: a part of the list would look like all of it.
    pub async fn list(&self, owner: &Owner) -> Result<Vec<SessionEntry>, Refusal> {
        if !self.is_connected() {
            return Err(cluster_unreachable());
        }
        let asked: Vec<_> = self.state.members().alive(Instant::now()).collect();
        let mut gathering = Gathering::new(self.node.list(owner), asked);
        if !gathering.is_whole() {
            let gathered = tokio::time::timeout(LIST_TIMEOUT, self.gather(owner, &mut gathering)).await;
            if let Ok(Err(refusal)) = gathered {
                return Err(refusal);
            }
        }
        let (sessions, silent) = gathering.finish();
        if !silent.is_empty() {
            tracing::warn!(?silent, "machines are missing in a list");
        }
        Ok(sessions)
    }

    async fn gather(&self, owner: &Owner, gathering: &mut Gathering) -> Result<(), Refusal> {
        let inbox = self.client.new_inbox();
        let mut parts = self
            .client
            .subscribe(inbox.clone())
            .await
            .map_err(|_| cluster_unreachable())?;
        let request = ListRequest {
            from: self.id,
            owner: owner.clone(),
        };
        let payload = serde_json::to_vec(&request).unwrap_or_default().into();
        let sent = self.client.publish_with_reply(self.subjects.all(), inbox, payload);
        sent.await.map_err(|_| cluster_unreachable())?;
        while !gathering.is_whole()
            && let Some(message) = parts.next().await
        {
            // An empty one says that nobody listens: others have just gone.
            if message.payload.is_empty() {
                break;
            }
            if let Ok(part) = serde_json::from_slice::<ListReply>(&message.payload) {
                gathering.add(part.from, part.sessions);
            }
        }
        Ok(())
    }

    /// Tells other nodes of the sessions here.
    pub(super) async fn answer_list_requests(self: Arc<Self>) {
        let Ok(mut requests) = self.client.subscribe(self.subjects.all()).await else {
            return;
        };
        while let Some(Some(message)) = self.ended.run_until_cancelled(requests.next()).await {
            let Some(reply) = message.reply else { continue };
            match serde_json::from_slice::<ListRequest>(&message.payload) {
                Ok(request) if request.from != self.id => {
                    let part = ListReply {
                        from: self.id,
                        sessions: self.node.list(&request.owner),
                    };
                    let payload = serde_json::to_vec(&part).unwrap_or_default().into();
                    self.client.publish(reply, payload).await.ok();
                }
                _ => {}
            }
        }
    }
}
