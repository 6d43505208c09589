//! Answering the calls that other nodes forward.

use std::sync::Arc;

use async_nats::Message;
use futures_util::StreamExt as _;
use serde::Serialize;
use tokio_util::bytes::Bytes;

use crate::cluster::command::Answer;
use crate::cluster::nats::Nats;
use crate::cluster::nats::refusals::{busy, version_mismatch};
use crate::cluster::nats::wire::{Declined, Placed, Request};
use crate::refusal::Refusal;
use crate::traces::{Kind, Parent, Span, TRACEPARENT};

impl Nats {
    /// Answers what is asked of this node.
    pub(super) async fn serve(self: Arc<Self>) {
        let Ok(mut requests) = self.client.subscribe(self.subjects.node(self.id)).await else {
            return;
        };
        while let Some(Some(message)) = self.ended.run_until_cancelled(requests.next()).await {
            self.take(message);
        }
    }

    /// Answers one request. It may take as long as a text is said, and holds up no other.
    pub(super) fn take(self: &Arc<Self>, message: Message) {
        let Some(reply) = message.reply else { return };
        let own = Arc::clone(self);
        let header = message.headers.as_ref().and_then(|headers| headers.get(TRACEPARENT));
        let trace = Parent::read(header.map(|header| header.as_str()));
        tokio::spawn(async move {
            let span = Span::begin(Kind::Server, "answer", &trace);
            span.set("messaging.system", "nats");
            span.set("avatar.node", own.id.to_string());
            let answer = span.within(own.answer(&message.payload)).await;
            drop(span);
            if let Err(error) = own.client.publish(reply, answer).await {
                tracing::warn!(%error, "another machine cannot be answered");
            }
        });
    }

    async fn answer(&self, payload: &[u8]) -> Bytes {
        let permit = self.permits.try_acquire();
        match serde_json::from_slice(payload) {
            Ok(Request::Ask {
                session,
                owner,
                command,
            }) => {
                let answer = match &permit {
                    Ok(_) => self.ask_here(&session, &owner, command).await,
                    Err(_) => Err(busy()),
                };
                json(&answer)
            }
            Ok(Request::Open { opening, slot }) => {
                let placed: Placed = match &permit {
                    Ok(_) => self.take_in(*opening, slot).await,
                    Err(_) => Err(Declined {
                        by: self.id,
                        elsewhere: true,
                        refusal: busy(),
                    }),
                };
                json(&placed)
            }
            Err(error) => {
                // Without its words: these may quote what was sent.
                tracing::error!(
                    line = error.line(),
                    column = error.column(),
                    "a request of another machine cannot be read; all must run the same version"
                );
                json(&Err::<Answer, Refusal>(version_mismatch()))
            }
        }
    }
}

fn json(value: &impl Serialize) -> Bytes {
    // The types of a call are plain data, which JSON can always hold.
    serde_json::to_vec(value).unwrap_or_default().into()
}
