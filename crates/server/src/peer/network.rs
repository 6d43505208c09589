//! The network of a session: ports of its own, or a handle on the port that all share.

use std::io;
use std::sync::Arc;

use crate::options::PortRange;
use crate::peer::media_address::MediaAddress;
use crate::peer::route::{Arrived, HostCandidate, Route};
use crate::peer::shared_port::{PortHandle, SharedPort};
use crate::peer::sockets::{MAX_DATAGRAM_SIZE, NoSocketLeft, Sockets};

/// Addresses and ports for media.
#[derive(Clone, Debug, Default)]
pub struct MediaEndpoints {
    /// The addresses.
    pub addresses: Arc<[MediaAddress]>,
    /// The ports.
    pub ports: Ports,
}

/// The ports over which media flow.
#[derive(Clone, Debug)]
pub enum Ports {
    /// Each session takes one of each address: of this range, or where there is none any that is free.
    Own(Option<PortRange>),
    /// All sessions share one.
    Shared(Arc<SharedPort>),
}

impl Default for Ports {
    fn default() -> Self {
        Self::Own(None)
    }
}

/// How datagrams of a session come and go.
#[derive(Debug)]
pub enum Network {
    /// By ports of its own, and the memory for what comes to them.
    Own(Sockets, Vec<u8>),
    /// By the port that all sessions share.
    Shared(PortHandle),
}

impl Network {
    /// Opens the network of one more session.
    ///
    /// # Errors
    /// Where the system gives no port.
    pub async fn open(endpoints: &MediaEndpoints) -> io::Result<Self> {
        match &endpoints.ports {
            Ports::Shared(shared_port) => Ok(Self::Shared(shared_port.handle())),
            Ports::Own(range) => {
                let sockets = Sockets::bind(&endpoints.addresses, range.as_ref()).await?;
                Ok(Self::Own(sockets, vec![0; MAX_DATAGRAM_SIZE]))
            }
        }
    }

    /// Where clients reach it.
    pub fn candidates(&self) -> Vec<HostCandidate> {
        match self {
            Self::Own(sockets, _) => sockets.addresses().map(HostCandidate::udp).collect(),
            Self::Shared(handle) => handle.candidates(),
        }
    }

    /// The session has this ICE user name fragment, by which it is known where ports are shared.
    pub fn register(&mut self, fragment: &str) {
        if let Self::Shared(handle) = self {
            handle.register(fragment);
        }
    }

    /// Waits for the next datagram. Cancelling the wait loses nothing.
    ///
    /// # Errors
    /// Where none can come any more.
    pub async fn receive(&mut self) -> Result<Arrived, NoSocketLeft> {
        match self {
            Self::Shared(handle) => Ok(handle.receive().await),
            Self::Own(sockets, buffer) => {
                let (size, client, server) = sockets.receive(buffer).await?;
                Ok(Arrived {
                    contents: buffer.get(..size).unwrap_or_default().to_vec(),
                    route: Route::udp(client, server),
                    is_new: false,
                    outlet: None,
                })
            }
        }
    }

    /// The session has verified that the route of this datagram is its own.
    pub fn add_route(&mut self, arrived: Arrived) {
        if let Self::Shared(handle) = self {
            handle.add_route(arrived);
        }
    }

    /// Sends a datagram; whether that went well. One that does not fit into the system's buffer is lost, as any may be.
    pub fn send(&self, route: Route, datagram: &[u8]) -> bool {
        match self {
            Self::Own(sockets, _) => sockets.send(route.server, route.client, datagram),
            Self::Shared(handle) => handle.send(route, datagram),
        }
    }
}
