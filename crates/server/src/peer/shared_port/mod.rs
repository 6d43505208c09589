//! The shared port: one UDP port, the same at each media address, that all sessions share, and one TCP port beside it where that is wanted.
//!
//! A task for each address reads what comes and hands it to its session, which has a bounded queue: one that is slow loses its own datagrams
//! and delays no other. Sessions send by themselves.

mod demultiplexer;
mod handle;
mod pending_streams;
mod stream;
mod ufrag;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use socket2::{Domain, Socket, Type};
use str0m::net::Protocol;
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;
use tokio::task::JoinSet;

use crate::metrics::Metrics;
use crate::peer::media_address::MediaAddress;
use crate::peer::route::{Arrived, HostCandidate, Route};
use crate::peer::sockets::{Failures, MAX_DATAGRAM_SIZE, Next};
use demultiplexer::Demultiplexer;
use pending_streams::PendingStreams;

pub use handle::PortHandle;

/// Bytes of the system's buffers that are asked for: all sessions share them. Systems give less where they are set to.
const SOCKET_BUFFER: usize = 4 * 1024 * 1024;

/// Datagrams that wait for one session: over a second of what a client sends.
const MAX_WAITING: usize = 128;

/// How often a free port is looked for that is free at every address.
const MAX_TRIES: usize = 16;

/// Bytes of the system's buffer for what is sent by one stream: at a megabit a second half a second. The rest is left out rather than
/// shown late.
const STREAM_BUFFER: usize = 64 * 1024;

/// Streams that may wait to be accepted.
const BACKLOG: i32 = 256;

/// How long no stream is accepted after the system has refused.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How long a socket that fails again and again is left alone.
const FAILED_SOCKET_PAUSE: Duration = Duration::from_secs(1);

/// Ports that sessions share. Dropped, they take nothing more.
#[derive(Debug)]
pub struct SharedPort {
    shared: Arc<Shared>,
    _receiving: JoinSet<()>,
}

#[derive(Debug)]
struct Shared {
    sockets: Vec<Bound<UdpSocket>>,
    /// Where clients reach it by TCP.
    streams: Vec<SocketAddr>,
    demultiplexer: Mutex<Demultiplexer<mpsc::Sender<Arrived>>>,
    pending: Mutex<PendingStreams>,
    metrics: Metrics,
}

#[derive(Debug)]
struct Bound<S> {
    /// Where clients reach it.
    public: SocketAddr,
    socket: S,
}

/// Why a port cannot be shared.
#[derive(Debug, Error)]
pub enum SharedPortError {
    /// The one for UDP.
    #[error("cannot use UDP port {0} for media: {1}. Choose another --udp-port, or --udp-port 0 for a free one")]
    Udp(u16, io::Error),
    /// The one for TCP.
    #[error("cannot use TCP port {0} for media: {1}. Choose another --tcp-port, or --tcp-port 0 for a free one")]
    Tcp(u16, io::Error),
}

impl SharedPort {
    /// Binds a UDP port of all addresses, and a TCP port where one is given; 0 is any that is free at all of them.
    ///
    /// # Errors
    /// Where one is not free at one of them, and where there is no address.
    pub fn open(
        addresses: &[MediaAddress],
        udp: u16,
        tcp: Option<u16>,
        metrics: Metrics,
    ) -> Result<Self, SharedPortError> {
        let sockets = bind(addresses, udp, udp_socket).map_err(|error| SharedPortError::Udp(udp, error))?;
        let listeners = match tcp {
            Some(port) => bind(addresses, port, tcp_listener).map_err(|error| SharedPortError::Tcp(port, error))?,
            None => Vec::new(),
        };
        let shared = Arc::new(Shared {
            sockets,
            streams: listeners.iter().map(|bound| bound.public).collect(),
            demultiplexer: Mutex::default(),
            pending: Mutex::default(),
            metrics,
        });
        let mut receiving = JoinSet::new();
        for at in 0..shared.sockets.len() {
            receiving.spawn(receive(Arc::clone(&shared), at));
        }
        for listener in listeners {
            receiving.spawn(accept(Arc::clone(&shared), listener));
        }
        Ok(Self {
            shared,
            _receiving: receiving,
        })
    }

    /// A handle for one more session.
    pub fn handle(&self) -> PortHandle {
        PortHandle::new(Arc::clone(&self.shared))
    }
}

impl Shared {
    fn candidates(&self) -> Vec<HostCandidate> {
        let datagrams = self.sockets.iter().map(|bound| HostCandidate::udp(bound.public));
        let streams = self.streams.iter().copied().map(HostCandidate::tcp);
        datagrams.chain(streams).collect()
    }

    // A poisoned lock means that a panic was reported elsewhere; what these guard is whole between statements.
    fn pending(&self) -> MutexGuard<'_, PendingStreams> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn demultiplexer(&self) -> MutexGuard<'_, Demultiplexer<mpsc::Sender<Arrived>>> {
        self.demultiplexer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands a datagram to its session. One of nobody's is dropped, and so is one that its session has no room for.
    fn hand_out(&self, datagram: &[u8], route: Route) {
        let ufrag = ufrag::of(datagram);
        let Some((to, is_new)) = self.demultiplexer().find(route, ufrag, Instant::now()) else {
            return;
        };
        let arrived = Arrived {
            contents: datagram.to_vec(),
            route,
            is_new,
            outlet: None,
        };
        if let Err(TrySendError::Full(_)) = to.try_send(arrived) {
            self.metrics.datagram_dropped();
        }
    }

    /// Sends a datagram; whether that went well. One that does not fit into the system's buffer is lost, as any may be.
    fn send(&self, route: Route, datagram: &[u8]) -> bool {
        let bound = self.sockets.iter().find(|bound| bound.public == route.server);
        bound.is_some_and(|bound| bound.socket.try_send_to(datagram, route.client).is_ok())
    }
}

/// Reads what comes to one address, for ever.
async fn receive(shared: Arc<Shared>, at: usize) {
    let Some(bound) = shared.sockets.get(at) else { return };
    let mut buffer = vec![0; MAX_DATAGRAM_SIZE];
    let mut failures = Failures::default();
    loop {
        match bound.socket.recv_from(&mut buffer).await {
            Ok((size, client)) => {
                failures.worked();
                shared.hand_out(buffer.get(..size).unwrap_or_default(), Route::udp(client, bound.public));
            }
            Err(error) => match failures.failed(Instant::now()) {
                Next::Again => {}
                Next::After(at) => tokio::time::sleep_until(at.into()).await,
                // The address may come back, and the sessions of the others go on.
                Next::Never => {
                    tracing::warn!(address = %bound.public, %error, "the socket for media fails again and again");
                    failures.worked();
                    tokio::time::sleep(FAILED_SOCKET_PAUSE).await;
                }
            },
        }
    }
}

/// Takes the streams that come to one address, for ever.
async fn accept(shared: Arc<Shared>, listener: Bound<TcpListener>) {
    // They end with the shared port.
    let mut streams = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.socket.accept() => accepted,
            Some(_) = streams.join_next() => continue,
        };
        match accepted {
            Ok((stream, client)) => {
                let route = Route {
                    protocol: Protocol::Tcp,
                    client,
                    server: listener.public,
                };
                streams.spawn(serve(Arc::clone(&shared), stream, route));
            }
            // There is no file left, commonly.
            Err(error) => {
                tracing::debug!(address = %listener.public, %error, "a stream for media cannot be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// Carries a stream, which is pending until it has named its session.
async fn serve(shared: Arc<Shared>, stream: TcpStream, route: Route) {
    let (number, given_up) = shared.pending().admit(route.client.ip());
    let pending = PendingStream(Arc::clone(&shared), number);
    stream::carry(shared, stream, route, given_up, || drop(pending)).await;
}

/// A stream that has not named its session.
struct PendingStream(Arc<Shared>, u64);

impl Drop for PendingStream {
    fn drop(&mut self) {
        self.0.pending().remove(self.1);
    }
}

/// Binds a port of all addresses.
fn bind<S>(
    addresses: &[MediaAddress],
    port: u16,
    open: fn(SocketAddr) -> io::Result<(S, u16)>,
) -> io::Result<Vec<Bound<S>>> {
    let mut failure = io::Error::new(io::ErrorKind::InvalidInput, "there is no address for media");
    for _ in 0..if port == 0 { MAX_TRIES } else { 1 } {
        match bind_once(addresses, port, open) {
            Ok(sockets) if sockets.is_empty() => break,
            Ok(sockets) => return Ok(sockets),
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

/// Binds this port of all addresses; 0 is one that is free at the first.
fn bind_once<S>(
    addresses: &[MediaAddress],
    port: u16,
    open: fn(SocketAddr) -> io::Result<(S, u16)>,
) -> io::Result<Vec<Bound<S>>> {
    let mut port = port;
    let mut sockets = Vec::with_capacity(addresses.len());
    for address in addresses {
        let opened = open(SocketAddr::new(address.local, port));
        let failed = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", address.local));
        let (socket, taken) = opened.map_err(failed)?;
        port = taken;
        sockets.push(Bound {
            public: SocketAddr::new(address.public, port),
            socket,
        });
    }
    Ok(sockets)
}

/// A socket with large buffers, and its port.
fn udp_socket(address: SocketAddr) -> io::Result<(UdpSocket, u16)> {
    let socket = Socket::new(Domain::for_address(address), Type::DGRAM, None)?;
    socket.set_nonblocking(true)?;
    for set in [Socket::set_recv_buffer_size, Socket::set_send_buffer_size] {
        if let Err(error) = set(&socket, SOCKET_BUFFER) {
            tracing::debug!(%address, %error, "the socket for media keeps its small buffers");
        }
    }
    socket.bind(&address.into())?;
    let socket = UdpSocket::from_std(socket.into())?;
    let port = socket.local_addr()?.port();
    Ok((socket, port))
}

/// A listener whose streams have small buffers, and its port.
fn tcp_listener(address: SocketAddr) -> io::Result<(TcpListener, u16)> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    socket.set_nonblocking(true)?;
    // As tokio does: a server that starts again finds its port free.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    if let Err(error) = socket.set_send_buffer_size(STREAM_BUFFER) {
        tracing::debug!(%address, %error, "streams for media keep their large buffers");
    }
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    let listener = TcpListener::from_std(socket.into())?;
    let port = listener.local_addr()?.port();
    Ok((listener, port))
}

#[cfg(test)]
mod tests;
