//! The group of those who take new sessions: who is full, late, draining or out of touch leaves it.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;

use crate::cluster::nats::Nats;
use crate::cluster::nats::subjects::SEATS;

/// How often it is looked whether pictures are late.
const LOOK: Duration = Duration::from_millis(250);

impl Nats {
    /// Takes new sessions for as long as there is room.
    pub(super) async fn seat(self: Arc<Self>) {
        let mut moves = self.node.registry.moves();
        let mut look = tokio::time::interval(LOOK);
        let mut seats = None;
        while !self.ended.is_cancelled() {
            let takes = self.takes() && self.is_in_touch();
            if takes && seats.is_none() {
                let joined = self.client.queue_subscribe(self.subjects.place(), SEATS.into()).await;
                seats = joined.ok();
                self.sight.wake.notify_one();
            } else if !takes && let Some(mut left) = seats.take() {
                // Unlike `unsubscribe`, this waits for requests that were on their way: they are answered, too, with a refusal, so that
                // another machine is asked.
                left.drain().await.ok();
                self.sight.wake.notify_one();
                while let Some(message) = left.next().await {
                    self.take(message);
                }
            }
            tokio::select! {
                message = async { match &mut seats { Some(seats) => seats.next().await, None => std::future::pending().await } } => {
                    match message {
                        Some(message) => self.take(message),
                        None => seats = None,
                    }
                }
                _ = look.tick() => {}
                changed = moves.changed() => if changed.is_err() { return },
                () = self.ended.cancelled() => {}
            }
        }
    }
}
