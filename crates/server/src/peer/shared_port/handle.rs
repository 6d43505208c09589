//! A session's handle on the shared port.

use std::collections::HashMap;
use std::sync::Arc;

use str0m::net::Protocol;
use tokio::sync::mpsc;

use super::stream::Outlet;
use super::{MOST_WAITING, Shared};
use crate::peer::route::{Arrived, HostCandidate, Route};

/// Streams of one session: a client has one for each pair of addresses.
const MOST_STREAMS: usize = 8;

/// A session's handle on the shared port. Dropped, nothing comes to the session any more.
#[derive(Debug)]
pub struct PortHandle {
    shared: Arc<Shared>,
    ufrag: Option<Arc<str>>,
    /// Kept, so that the queue never ends.
    sender: mpsc::Sender<Arrived>,
    pub(super) inbox: mpsc::Receiver<Arrived>,
    streams: HashMap<Route, Outlet>,
}

impl PortHandle {
    /// A handle to which nothing comes yet.
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        let (sender, inbox) = mpsc::channel(MOST_WAITING);
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
            Some(arrived) => arrived,
            // Never: its own sender is open.
            None => std::future::pending().await,
        }
    }

    /// Adds the route of a datagram to the session's own: it is a check, which has been verified. A stream that is not added is closed.
    pub fn add_route(&mut self, arrived: Arrived) {
        match (arrived.outlet, &self.ufrag) {
            (Some(outlet), _) => {
                self.streams.retain(|_, outlet| !outlet.is_closed());
                if self.streams.len() < MOST_STREAMS {
                    self.streams.insert(arrived.route, outlet);
                }
            }
            (None, Some(ufrag)) => self.shared.demultiplexer().add_route(ufrag, arrived.route),
            (None, None) => {}
        }
    }

    /// Sends a datagram; whether that went well.
    pub fn send(&self, route: Route, datagram: &[u8]) -> bool {
        if route.protocol == Protocol::Udp {
            return self.shared.send(route, datagram);
        }
        let outlet = self.streams.get(&route);
        outlet.is_some_and(|outlet| outlet.try_send(datagram.to_vec()).is_ok())
    }
}

impl Drop for PortHandle {
    fn drop(&mut self) {
        if let Some(ufrag) = &self.ufrag {
            self.shared.demultiplexer().remove(ufrag);
        }
    }
}
