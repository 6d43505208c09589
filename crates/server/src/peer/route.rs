//! The route of datagrams between a client and this server: protocol and both addresses (a 5-tuple).

use std::net::SocketAddr;

use str0m::net::{DatagramSend, Protocol, Transmit};
use tokio::sync::mpsc;

/// The route of datagrams, which others call 5-tuple: the transport and both ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Route {
    /// The transport.
    pub protocol: Protocol,
    /// The client's end, as the server sees it.
    pub client: SocketAddr,
    /// The server's end, as clients are told of it.
    pub server: SocketAddr,
}

impl Route {
    /// A route by UDP.
    pub fn udp(client: SocketAddr, server: SocketAddr) -> Self {
        Self {
            protocol: Protocol::Udp,
            client,
            server,
        }
    }

    /// The route of a datagram that is to be sent.
    pub fn of(datagram: &Transmit) -> Self {
        Self {
            protocol: datagram.proto,
            client: datagram.destination,
            server: datagram.source,
        }
    }

    /// A datagram that is to be sent by this route.
    pub fn transmit(self, contents: DatagramSend) -> Transmit {
        Transmit {
            proto: self.protocol,
            source: self.server,
            destination: self.client,
            contents,
        }
    }
}

/// An address that the offer names as a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostCandidate {
    /// The transport.
    pub protocol: Protocol,
    /// The address.
    pub address: SocketAddr,
}

impl HostCandidate {
    /// An address for UDP.
    pub fn udp(address: SocketAddr) -> Self {
        Self {
            protocol: Protocol::Udp,
            address,
        }
    }

    /// An address for TCP.
    pub fn tcp(address: SocketAddr) -> Self {
        Self {
            protocol: Protocol::Tcp,
            address,
        }
    }
}

/// A datagram that has come to a session.
#[derive(Debug)]
pub struct Arrived {
    /// Its contents.
    pub contents: Vec<u8>,
    /// The route by which it came.
    pub route: Route,
    /// Whether the route is not known to be this session's yet.
    pub is_new: bool,
    /// How to answer, where it opens a stream.
    pub outlet: Option<mpsc::Sender<Vec<u8>>>,
}
