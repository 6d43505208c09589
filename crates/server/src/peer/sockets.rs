//! The sockets of a session: one for each address that the offer names.
//!
//! Each is bound to its own address, never to all of them at once: ICE must know which candidate a datagram came to.

use std::future::poll_fn;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::task::Poll;

use tokio::io::ReadBuf;
use tokio::net::UdpSocket;

/// Larger than any datagram that a browser sends over a common network.
pub const LARGEST: usize = 2048;

/// The sockets of a session.
#[derive(Debug)]
pub struct Sockets(Vec<(SocketAddr, UdpSocket)>);

impl Sockets {
    /// Binds a free port of each address.
    ///
    /// # Errors
    /// Where one of them is not this machine's, or has no port left.
    pub async fn bind(addresses: &[IpAddr]) -> io::Result<Self> {
        let mut sockets = Vec::with_capacity(addresses.len());
        for address in addresses {
            let socket = UdpSocket::bind(SocketAddr::new(*address, 0)).await?;
            sockets.push((socket.local_addr()?, socket));
        }
        Ok(Self(sockets))
    }

    /// Where they are bound.
    pub fn addresses(&self) -> impl Iterator<Item = SocketAddr> {
        self.0.iter().map(|(address, _)| *address)
    }

    /// Waits for the next datagram: its size, whence it came and whereto.
    pub async fn receive(&self, buffer: &mut [u8]) -> (usize, SocketAddr, SocketAddr) {
        poll_fn(|context| {
            for (address, socket) in &self.0 {
                let mut buffer = ReadBuf::new(buffer);
                match socket.poll_recv_from(context, &mut buffer) {
                    Poll::Ready(Ok(source)) => return Poll::Ready((buffer.filled().len(), source, *address)),
                    // An error that an earlier datagram met on its way. It says nothing about the next one.
                    Poll::Ready(Err(_)) => context.waker().wake_by_ref(),
                    Poll::Pending => {}
                }
            }
            Poll::Pending
        })
        .await
    }

    /// Sends a datagram. One that does not fit into the system's buffer is lost, as any may be.
    pub fn send(&self, source: SocketAddr, destination: SocketAddr, datagram: &[u8]) {
        if let Some((_, socket)) = self.0.iter().find(|(address, _)| *address == source) {
            socket.try_send_to(datagram, destination).ok();
        }
    }
}

/// The addresses that candidates are made of where none are set: loopback, and that of the default interface, because Firefox
/// refuses loopback.
pub fn default_addresses() -> Vec<IpAddr> {
    let mut addresses = vec![IpAddr::V4(Ipv4Addr::LOCALHOST)];
    addresses.extend(default_interface().filter(|address| !address.is_loopback() && !address.is_unspecified()));
    addresses
}

/// The address from which this machine would reach the world. Connecting a datagram socket sends nothing.
fn default_interface() -> Option<IpAddr> {
    let socket = std::net::UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // An address of the documentation's own (RFC 5737): it stands for anywhere.
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    Some(socket.local_addr().ok()?.ip())
}
