//! Telling others of this machine, and hearing of them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;

use crate::cluster::nats::Nats;
use crate::cluster::nats::buckets::{Away, Bucket};
use crate::cluster::nats::quotas::RENEWAL;
use crate::cluster::nats::view::BEAT;

/// How long the engine may take to keep a word: a slow one leaves time for another.
const STORE_TIMEOUT: Duration = Duration::from_secs(1);

/// The pause after a word that was not kept.
const AGAIN: Duration = Duration::from_millis(300);

/// The header that tells of an entry that was taken away.
const OPERATION: &str = "KV-Operation";

impl Nats {
    /// Tells of this machine until it ends.
    pub(super) async fn attend(self: Arc<Self>) {
        while !self.ended.is_cancelled() {
            let told = tokio::time::timeout(STORE_TIMEOUT, self.tell()).await;
            let pause = match told.unwrap_or_else(|_| Err(Away("no acknowledgement came in time".into()))) {
                Ok(()) => {
                    let now = Instant::now();
                    if self.sight.touch().kept(now) {
                        // The words of others were not heard meanwhile.
                        self.sight.view().connected(now);
                    }
                    BEAT
                }
                Err(error) => {
                    tracing::debug!(%error, "the engine keeps no word of this machine");
                    self.buckets.forget();
                    AGAIN
                }
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.sight.wake.notified() => {}
                () = self.ended.cancelled() => {}
            }
        }
    }

    async fn tell(&self) -> Result<(), Away> {
        let store = self.buckets.get(Bucket::Nodes).await?;
        let record = serde_json::to_vec(&self.record()).unwrap_or_default();
        let put = store.put(self.id.to_string(), record.into()).await;
        put.map(|_| ()).map_err(|error| Away::by(&error))
    }

    /// Takes back what this machine has told of itself.
    pub(super) async fn forget_self(&self) {
        if let Ok(store) = self.buckets.get(Bucket::Nodes).await {
            store.delete(self.id.to_string()).await.ok();
        }
    }

    /// Hears of other machines. Their words pass by on their way into the bucket, so that a broken bucket makes nobody deaf.
    pub(super) async fn watch(self: Arc<Self>) {
        let Ok(mut words) = self.client.subscribe(self.subjects.words()).await else {
            return;
        };
        while let Some(Some(message)) = self.ended.run_until_cancelled(words.next()).await {
            let id = message.subject.rsplit('.').next().and_then(|id| id.parse().ok());
            let Some(id) = id.filter(|id| *id != self.id) else {
                continue;
            };
            let operation = message.headers.as_ref().and_then(|headers| headers.get(OPERATION));
            if operation.is_some() {
                self.sight.view().left(id);
            } else if let Ok(record) = serde_json::from_slice(&message.payload)
                && self.sight.view().put(id, record, Instant::now())
            {
                tracing::info!(node = %id, "another machine is there");
                // It is to hear of this one at once, too.
                self.sight.wake.notify_one();
            }
        }
    }

    /// Keeps the places of the sessions here until they end.
    pub(super) async fn keep_slots(self: Arc<Self>) {
        let mut moves = self.node.registry.moves();
        let mut renewal = tokio::time::interval(RENEWAL);
        renewal.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while !self.ended.is_cancelled() {
            tokio::select! {
                _ = renewal.tick() => self.renew().await,
                changed = moves.changed() => if changed.is_err() { return },
                () = self.ended.cancelled() => return,
            }
            self.free_ended().await;
        }
    }
}
