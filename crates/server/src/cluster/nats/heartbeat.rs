//! Sends this node's heartbeats to the others and receives theirs. `membership` tells by them which nodes are alive, and which are dead.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;

use crate::cluster::nats::Nats;
use crate::cluster::nats::buckets::{Bucket, BucketUnavailable};
use crate::cluster::nats::membership::HEARTBEAT_INTERVAL;

/// How long NATS may take to store a heartbeat: a slow one leaves time for another.
const PUT_TIMEOUT: Duration = Duration::from_secs(1);

/// The pause after a heartbeat that was not stored.
const RETRY_PAUSE: Duration = Duration::from_millis(300);

/// The header that tells of an entry that was taken away.
const OPERATION: &str = "KV-Operation";

impl Nats {
    /// Sends heartbeats of this node until it ends.
    pub(super) async fn send_heartbeats(self: Arc<Self>) {
        while !self.ended.is_cancelled() {
            let sent = tokio::time::timeout(PUT_TIMEOUT, self.send_heartbeat()).await;
            let pause = match sent.unwrap_or_else(|_| Err(BucketUnavailable("no acknowledgement came in time".into())))
            {
                Ok(()) => {
                    let now = Instant::now();
                    if self.state.connectivity().heartbeat_stored(now) {
                        // The heartbeats of others were not heard meanwhile.
                        self.state.members().connected(now);
                    }
                    HEARTBEAT_INTERVAL
                }
                Err(error) => {
                    tracing::debug!(%error, "NATS does not store the heartbeat of this machine");
                    self.buckets.forget();
                    RETRY_PAUSE
                }
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.state.wake.notified() => {}
                () = self.ended.cancelled() => {}
            }
        }
    }

    async fn send_heartbeat(&self) -> Result<(), BucketUnavailable> {
        let store = self.buckets.get(Bucket::Nodes).await?;
        let heartbeat = serde_json::to_vec(&self.heartbeat()).unwrap_or_default();
        let put = store.put(self.id.to_string(), heartbeat.into()).await;
        put.map(|_| ()).map_err(|error| BucketUnavailable::from_error(&error))
    }

    /// Withdraws the heartbeat of this node: it leaves the cluster.
    pub(super) async fn withdraw_heartbeat(&self) {
        if let Ok(store) = self.buckets.get(Bucket::Nodes).await {
            store.delete(self.id.to_string()).await.ok();
        }
    }

    /// Receives the heartbeats of other nodes. They pass by on their way into the bucket, so that a broken bucket makes nobody deaf.
    pub(super) async fn receive_heartbeats(self: Arc<Self>) {
        let Ok(mut heartbeats) = self.client.subscribe(self.subjects.heartbeats()).await else {
            return;
        };
        while let Some(Some(message)) = self.ended.run_until_cancelled(heartbeats.next()).await {
            let id = message.subject.rsplit('.').next().and_then(|id| id.parse().ok());
            let Some(id) = id.filter(|id| *id != self.id) else {
                continue;
            };
            let operation = message.headers.as_ref().and_then(|headers| headers.get(OPERATION));
            if operation.is_some() {
                self.state.members().left(id);
            } else if let Ok(heartbeat) = serde_json::from_slice(&message.payload)
                && self.state.members().put(id, heartbeat, Instant::now())
            {
                tracing::info!(node = %id, "another machine is there");
                // It is to hear of this one at once, too.
                self.state.wake.notify_one();
            }
        }
    }
}
