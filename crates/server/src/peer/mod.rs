//! One session's connection: a thread of its own drives WebRTC, the avatar and the tasks.

mod answer;
mod candidate;
mod events;
mod life;
mod offer;
mod sockets;
mod stage;

use std::net::IpAddr;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use api::ErrorKind;
use tokio::sync::{mpsc, oneshot};

use crate::http::Refusal;
use crate::sessions::{Ended, Handle, Phase, Seat, Terms};
use life::Life;

pub use sockets::{Sockets, default_addresses};

/// What holds for every session of a server.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// Where media may flow.
    pub addresses: Arc<[IpAddr]>,
    /// Until when `streaming.start` must have come.
    pub start: Duration,
    /// Until when the connection must stand after that.
    pub connect: Duration,
    /// How long a session may last.
    pub longest: Option<Duration>,
    /// How many tasks may wait.
    pub queue: usize,
}

/// Chooses what encrypts; once a process, before the first session.
pub fn install_cryptography() {
    str0m::crypto::from_feature_flags().install_process_default();
}

/// Opens a session in this seat; gives its offer as SDP.
///
/// # Errors
/// Where the machine gives no thread, no socket or no voice.
pub async fn open(terms: Terms, bounds: Bounds, seat: Seat) -> Result<String, Refusal> {
    let (reply, offer) = oneshot::channel();
    let name = format!("session {}", seat.id().get(..8).unwrap_or_default());
    thread::Builder::new()
        .name(name)
        .spawn(move || run(terms, bounds, seat, reply))
        .map_err(|error| unavailable(error.to_string()))?;
    offer.await.map_err(|_| unavailable("its thread ended".into()))?
}

fn run(terms: Terms, bounds: Bounds, mut seat: Seat, reply: oneshot::Sender<Result<String, Refusal>>) {
    let refuse = |reply: oneshot::Sender<Result<String, Refusal>>, seat: &mut Seat, error: String| {
        tracing::error!(session = seat.id(), %error, "session not opened");
        seat.leave(Ended::Failed(error.clone()));
        reply.send(Err(unavailable(error))).ok();
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return refuse(reply, &mut seat, error.to_string()),
    };
    runtime.block_on(async {
        let (commands, inbox) = mpsc::unbounded_channel();
        let phase = Phase::default();
        let (life, sdp) = match Life::begin(terms, bounds, phase.clone(), inbox, seat.id()).await {
            Ok(begun) => begun,
            Err(error) => return refuse(reply, &mut seat, error),
        };
        seat.open(Handle { commands, phase });
        tracing::info!(session = seat.id(), "session opened");
        if reply.send(Ok(sdp)).is_err() {
            // The client has gone before it could learn of the session.
            return seat.leave(Ended::Left);
        }
        life.live(&mut seat).await;
    });
}

fn unavailable(error: String) -> Refusal {
    Refusal::new(
        ErrorKind::Unavailable,
        format!("The session could not be opened: {error}. Try again."),
    )
}
