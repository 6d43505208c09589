//! The placement group (a NATS queue group) of the nodes that take new sessions: one that is full, overloaded, draining or disconnected
//! leaves it.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;

use crate::cluster::nats::Nats;
use crate::cluster::nats::subjects::PLACEMENT_GROUP;

/// How often it is looked whether pictures are late.
const CHECK_INTERVAL: Duration = Duration::from_millis(250);

impl Nats {
    /// Takes new sessions for as long as there is room.
    pub(super) async fn join_placement_group(self: Arc<Self>) {
        let mut changes = self.node.registry.changes();
        let mut look = tokio::time::interval(CHECK_INTERVAL);
        let mut requests = None;
        while !self.ended.is_cancelled() {
            let takes = self.takes() && self.is_connected();
            if takes && requests.is_none() {
                let joined = self
                    .client
                    .queue_subscribe(self.subjects.placement(), PLACEMENT_GROUP.into())
                    .await;
                requests = joined.ok();
                self.state.wake.notify_one();
            } else if !takes && let Some(mut left) = requests.take() {
                // Unlike `unsubscribe`, this waits for requests that were on their way: they are answered, too, with a refusal, so that
                // another node is asked.
                left.drain().await.ok();
                self.state.wake.notify_one();
                while let Some(message) = left.next().await {
                    self.take(message);
                }
            }
            tokio::select! {
                message = async { match &mut requests { Some(requests) => requests.next().await, None => std::future::pending().await } } => {
                    match message {
                        Some(message) => self.take(message),
                        None => requests = None,
                    }
                }
                _ = look.tick() => {}
                changed = changes.changed() => if changed.is_err() { return },
                () = self.ended.cancelled() => {}
            }
        }
    }
}
