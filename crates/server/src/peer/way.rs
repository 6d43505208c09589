//! The way of datagrams between a client and this server.

use std::net::SocketAddr;

use str0m::net::Protocol;
use tokio::sync::mpsc;

/// The way that datagrams take: the transport and both ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Way {
    /// The transport.
    pub protocol: Protocol,
    /// The client's end, as the server sees it.
    pub client: SocketAddr,
    /// The server's end, as clients are told of it.
    pub server: SocketAddr,
}

impl Way {
    /// A way by UDP.
    pub fn udp(client: SocketAddr, server: SocketAddr) -> Self {
        Self {
            protocol: Protocol::Udp,
            client,
            server,
        }
    }
}

/// An address that the offer names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The transport.
    pub protocol: Protocol,
    /// The address.
    pub address: SocketAddr,
}

impl Contact {
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
    /// The way it came.
    pub way: Way,
    /// Whether the way is not known to be this session's yet.
    pub is_new: bool,
    /// How to answer, where it opens a stream.
    pub outlet: Option<mpsc::Sender<Vec<u8>>>,
}
