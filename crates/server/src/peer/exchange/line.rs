//! A session's end of the exchange.

use std::collections::HashMap;
use std::sync::Arc;

use str0m::net::Protocol;
use tokio::sync::mpsc;

use super::stream::Outlet;
use super::{MOST_WAITING, Shared};
use crate::peer::way::{Arrived, Contact, Way};

/// Streams of one session: a client has one for each pair of addresses.
const MOST_STREAMS: usize = 8;

/// The line of a session. Dropped, nothing is handed to it any more.
#[derive(Debug)]
pub struct Line {
    shared: Arc<Shared>,
    name: Option<Arc<str>>,
    /// Kept, so that the queue never ends.
    outlet: mpsc::Sender<Arrived>,
    pub(super) inbox: mpsc::Receiver<Arrived>,
    streams: HashMap<Way, Outlet>,
}

impl Line {
    /// A line that nobody calls yet.
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        let (outlet, inbox) = mpsc::channel(MOST_WAITING);
        Self {
            shared,
            name: None,
            outlet,
            inbox,
            streams: HashMap::new(),
        }
    }

    /// Where clients reach it.
    pub fn contacts(&self) -> Vec<Contact> {
        self.shared.contacts()
    }

    /// Takes what names this ICE user name fragment from now on.
    pub fn listen(&mut self, fragment: &str) {
        let name: Arc<str> = fragment.into();
        self.shared.table().enter(Arc::clone(&name), self.outlet.clone());
        self.name = Some(name);
    }

    /// Waits for the next datagram. Cancelling the wait loses nothing.
    pub async fn receive(&mut self) -> Arrived {
        match self.inbox.recv().await {
            Some(arrived) => arrived,
            // Never: its own outlet is open.
            None => std::future::pending().await,
        }
    }

    /// Calls the way of a datagram its own: it is a check, which has been verified. A stream that nobody claims is closed.
    pub fn claim(&mut self, arrived: Arrived) {
        match (arrived.outlet, &self.name) {
            (Some(outlet), _) => {
                self.streams.retain(|_, outlet| !outlet.is_closed());
                if self.streams.len() < MOST_STREAMS {
                    self.streams.insert(arrived.way, outlet);
                }
            }
            (None, Some(name)) => self.shared.table().claim(name, arrived.way),
            (None, None) => {}
        }
    }

    /// Sends a datagram; whether that went well.
    pub fn send(&self, way: Way, datagram: &[u8]) -> bool {
        if way.protocol == Protocol::Udp {
            return self.shared.send(way, datagram);
        }
        let outlet = self.streams.get(&way);
        outlet.is_some_and(|outlet| outlet.try_send(datagram.to_vec()).is_ok())
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            self.shared.table().leave(name);
        }
    }
}
