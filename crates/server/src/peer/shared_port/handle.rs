//! A session's handle on the shared port.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use str0m::net::Protocol;
use tokio::sync::mpsc;

use super::stream::Outlet;
use super::{MAX_WAITING, Shared};
use crate::peer::route::{Arrived, HostCandidate, Route};

/// Streams of one session: a client has one for each pair of addresses. With more, the one that was silent longest is closed.
pub(super) const MAX_STREAMS: usize = 8;

/// A session's handle on the shared port. Dropped, nothing comes to the session any more.
#[derive(Debug)]
pub struct PortHandle {
    shared: Arc<Shared>,
    ufrag: Option<Arc<str>>,
    /// Kept, so that the queue never ends.
    sender: mpsc::Sender<Arrived>,
    pub(super) inbox: mpsc::Receiver<Arrived>,
    streams: HashMap<Route, Stream>,
}

/// A stream of the session.
#[derive(Debug)]
struct Stream {
    outlet: Outlet,
    /// When something came by it.
    heard: Instant,
}

impl PortHandle {
    /// A handle to which nothing comes yet.
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        let (sender, inbox) = mpsc::channel(MAX_WAITING);
        Self {
            shared,
            ufrag: None,
            sender,
            inbox,
            streams: HashMap::new(),
        }
    }

    /// Where clients reach it.
    pub fn candidates(&self) -> Vec<HostCandidate> {
        self.shared.candidates()
    }

    /// Takes what names this ICE user name fragment from now on.
    pub fn register(&mut self, ufrag: &str) {
        let ufrag: Arc<str> = ufrag.into();
        self.shared
            .demultiplexer()
            .register(Arc::clone(&ufrag), self.sender.clone());
        self.ufrag = Some(ufrag);
    }

    /// Waits for the next datagram. Cancelling the wait loses nothing.
    pub async fn receive(&mut self) -> Arrived {
        match self.inbox.recv().await {
            Some(arrived) => {
                if let Some(stream) = self.streams.get_mut(&arrived.route) {
                    stream.heard = Instant::now();
                }
                arrived
            }
            // Never: its own sender is open.
            None => std::future::pending().await,
        }
    }

    /// Adds the route of a datagram to the session's own: it is a check, which has been verified. A stream that is not added is closed.
    pub fn add_route(&mut self, arrived: Arrived) {
        match (arrived.outlet, &self.ufrag) {
            (Some(outlet), _) => {
                self.streams.retain(|_, stream| !stream.outlet.is_closed());
                if self.streams.len() >= MAX_STREAMS {
                    // A client that has gone on to another network does not close those of the old one.
                    let silent = self.streams.iter().min_by_key(|(_, stream)| stream.heard);
                    if let Some(route) = silent.map(|(route, _)| *route) {
                        self.streams.remove(&route);
                    }
                }
                let heard = Instant::now();
                self.streams.insert(arrived.route, Stream { outlet, heard });
            }
            (None, Some(ufrag)) => {
                let now = Instant::now();
                self.shared.demultiplexer().add_route(ufrag, arrived.route, now);
            }
            (None, None) => {}
        }
    }

    /// Sends a datagram; whether that went well.
    pub fn send(&self, route: Route, datagram: &[u8]) -> bool {
        if route.protocol == Protocol::Udp {
            return self.shared.send(route, datagram);
        }
        let stream = self.streams.get(&route);
        stream.is_some_and(|stream| stream.outlet.try_send(datagram.to_vec()).is_ok())
    }
}

impl Drop for PortHandle {
    fn drop(&mut self) {
        if let Some(ufrag) = &self.ufrag {
            self.shared.demultiplexer().remove(ufrag);
        }
    }
}
