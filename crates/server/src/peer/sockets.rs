//! The sockets of a session: one for each address that the offer names.
//!
//! Each is bound to its own address, never to all of them at once: ICE must know which candidate a datagram came to.

mod failures;

use std::future::poll_fn;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::task::{Context, Poll};

use thiserror::Error;
use tokio::io::ReadBuf;
use tokio::net::UdpSocket;

use uuid::Uuid;

use crate::options::PortRange;
use crate::peer::media_address::MediaAddress;

pub use failures::{Failures, Next};

/// Larger than any datagram that a browser sends over a common network.
pub const MAX_DATAGRAM_SIZE: usize = 2048;

/// Every socket has failed for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("no socket of the session works any more")]
pub struct NoSocketLeft;

/// A source of datagrams: a socket, or in tests a stand-in that fails.
pub trait Source {
    /// The next datagram, as [`UdpSocket::poll_recv_from`] gives it.
    fn poll_datagram(&self, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<SocketAddr>>;
}

impl Source for UdpSocket {
    fn poll_datagram(&self, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<SocketAddr>> {
        self.poll_recv_from(context, buffer)
    }
}

/// The sockets of a session.
#[derive(Debug)]
pub struct Sockets<S = UdpSocket>(Vec<Bound<S>>);

#[derive(Debug)]
struct Bound<S> {
    address: SocketAddr,
    socket: S,
    failures: Failures,
}

impl Bound<UdpSocket> {
    /// Binds a address to one of these ports. Clients are told the address's public address, and datagrams to and from it are named by that.
    async fn new(media: MediaAddress, ports: Option<&PortRange>) -> io::Result<Self> {
        let address = media.local;
        if address.is_unspecified() || address.is_multicast() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "it names no single machine",
            ));
        }
        let socket = match ports {
            None => UdpSocket::bind(SocketAddr::new(address, 0)).await?,
            Some(ports) => {
                let (seed, _) = Uuid::new_v4().as_u64_pair();
                let ports = ports.from((seed % u64::from(u16::MAX)) as u16);
                let addresses: Vec<_> = ports.map(|port| SocketAddr::new(address, port)).collect();
                // Asked one after the other until one is free.
                UdpSocket::bind(&*addresses).await?
            }
        };
        Ok(Self {
            address: SocketAddr::new(media.public, socket.local_addr()?.port()),
            socket,
            failures: Failures::default(),
        })
    }
}

impl Sockets {
    /// Binds a free port of each address, one of these where some are given. One that has gone since the server started is left out, as long
    /// as another is there.
    ///
    /// # Errors
    /// Where none of them is this machine's or has a port left.
    pub async fn bind(addresses: &[MediaAddress], ports: Option<&PortRange>) -> io::Result<Self> {
        let mut sockets = Vec::with_capacity(addresses.len());
        let mut failure = io::Error::new(io::ErrorKind::InvalidInput, "there is no address for media");
        for address in addresses {
            match Bound::new(*address, ports).await {
                Ok(bound) => sockets.push(bound),
                Err(error) => {
                    tracing::debug!(address = %address.local, %error, "no socket for media");
                    failure = error;
                }
            }
        }
        if sockets.is_empty() {
            return Err(failure);
        }
        Ok(Self(sockets))
    }

    /// Where clients reach them.
    pub fn addresses(&self) -> impl Iterator<Item = SocketAddr> {
        self.0.iter().map(|bound| bound.address)
    }

    /// Sends a datagram; whether that went well. One that does not fit into the system's buffer is lost, as any may be.
    pub fn send(&self, source: SocketAddr, destination: SocketAddr, datagram: &[u8]) -> bool {
        let bound = self.0.iter().find(|bound| bound.address == source);
        bound.is_some_and(|bound| bound.socket.try_send_to(datagram, destination).is_ok())
    }
}

impl<S: Source> Sockets<S> {
    /// Waits for the next datagram: its size, its source and its destination. Cancelling the wait loses nothing.
    ///
    /// A socket that fails is asked again after a pause that grows, and given up after many failures in a row.
    ///
    /// # Errors
    /// Where none is left.
    pub async fn receive(&mut self, buffer: &mut [u8]) -> Result<(usize, SocketAddr, SocketAddr), NoSocketLeft> {
        loop {
            let resume = self.0.iter().filter_map(|bound| bound.failures.resumes()).min();
            let datagram = poll_fn(|context| self.poll(context, buffer));
            let received = match resume {
                None => datagram.await,
                // The pause of a socket is over: all are asked again.
                Some(at) => match tokio::time::timeout_at(at.into(), datagram).await {
                    Ok(received) => received,
                    Err(_) => continue,
                },
            };
            match received {
                Received::Datagram(size, source, destination) => return Ok((size, source, destination)),
                Received::Pause => {}
                Received::NoSocketLeft => return Err(NoSocketLeft),
            }
        }
    }

    fn poll(&mut self, context: &mut Context<'_>, buffer: &mut [u8]) -> Poll<Received> {
        let now = tokio::time::Instant::now().into_std();
        let mut has_paused = false;
        for bound in &mut self.0 {
            while bound.failures.may_be_asked(now) {
                let mut buffer = ReadBuf::new(buffer);
                match bound.socket.poll_datagram(context, &mut buffer) {
                    Poll::Ready(Ok(source)) => {
                        bound.failures.worked();
                        return Poll::Ready(Received::Datagram(buffer.filled().len(), source, bound.address));
                    }
                    Poll::Ready(Err(error)) => match bound.failures.failed(now) {
                        Next::Again => {}
                        Next::After(_) => has_paused = true,
                        Next::Never => tracing::warn!(address = %bound.address, %error, "socket given up"),
                    },
                    Poll::Pending => break,
                }
            }
        }
        if self.0.iter().all(|bound| bound.failures.is_given_up()) {
            return Poll::Ready(Received::NoSocketLeft);
        }
        if has_paused {
            return Poll::Ready(Received::Pause);
        }
        Poll::Pending
    }
}

/// The outcome of asking the sockets.
enum Received {
    Datagram(usize, SocketAddr, SocketAddr),
    /// A socket pauses from now on.
    Pause,
    NoSocketLeft,
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

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};
    use std::collections::VecDeque;
    use std::rc::Rc;
    use std::time::Duration;

    use super::*;

    /// A socket that gives these results, and after the last of them that one for ever; counts how often it was asked.
    #[derive(Clone)]
    struct Scripted {
        results: Rc<RefCell<VecDeque<bool>>>,
        ever: Option<bool>,
        asked: Rc<Cell<usize>>,
    }

    impl Scripted {
        fn new(results: &[bool], ever: Option<bool>) -> Self {
            Self {
                results: Rc::new(RefCell::new(results.iter().copied().collect())),
                ever,
                asked: Rc::default(),
            }
        }
    }

    impl Source for Scripted {
        fn poll_datagram(&self, _: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<SocketAddr>> {
            self.asked.set(self.asked.get() + 1);
            match self.results.borrow_mut().pop_front().or(self.ever) {
                Some(true) => {
                    buffer.put_slice(b"datagram");
                    Poll::Ready(Ok(address(9)))
                }
                Some(false) => Poll::Ready(Err(io::ErrorKind::NetworkDown.into())),
                None => Poll::Pending,
            }
        }
    }

    fn address(port: u16) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, port).into()
    }

    fn sockets(scripts: &[Scripted]) -> Sockets<Scripted> {
        let bound = scripts.iter().zip(1..).map(|(socket, port)| Bound {
            address: address(port),
            socket: socket.clone(),
            failures: Failures::default(),
        });
        Sockets(bound.collect())
    }

    #[tokio::test]
    async fn an_address_that_has_gone_is_left_out() {
        let here: IpAddr = Ipv4Addr::LOCALHOST.into();
        // Of the documentation's own (RFC 5737): no machine has it.
        let gone: IpAddr = Ipv4Addr::new(198, 51, 100, 1).into();
        let addresses = |addresses: &[IpAddr]| addresses.iter().copied().map(MediaAddress::from).collect::<Vec<_>>();
        let sockets = Sockets::bind(&addresses(&[gone, here]), None).await.unwrap();
        let bound: Vec<IpAddr> = sockets.addresses().map(|address| address.ip()).collect();
        assert_eq!(bound, [here]);
        for none in [
            &[gone][..],
            &[],
            &[Ipv4Addr::UNSPECIFIED.into()],
            &[Ipv4Addr::new(224, 0, 0, 1).into()],
        ] {
            assert!(Sockets::bind(&addresses(none), None).await.is_err(), "{none:?}");
        }
    }

    #[tokio::test]
    async fn a_session_takes_a_port_of_the_range_and_answers_under_its_public_address() {
        let taken = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = taken.local_addr().unwrap().port();
        let address = MediaAddress {
            local: Ipv4Addr::LOCALHOST.into(),
            // Of the documentation's own (RFC 5737).
            public: Ipv4Addr::new(203, 0, 113, 7).into(),
        };
        let ports: PortRange = format!("{port}-{port}").parse().unwrap();
        assert!(
            Sockets::bind(&[address], Some(&ports)).await.is_err(),
            "its only port is taken"
        );
        drop(taken);
        let mut sockets = Sockets::bind(&[address], Some(&ports)).await.unwrap();
        let public = SocketAddr::new(address.public, port);
        assert_eq!(sockets.addresses().collect::<Vec<_>>(), [public]);
        let client = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        client.send_to(b"to", (Ipv4Addr::LOCALHOST, port)).await.unwrap();
        let from = client.local_addr().unwrap();
        assert_eq!(sockets.receive(&mut [0; 99]).await, Ok((2, from, public)));
        assert!(sockets.send(public, from, b"fro"));
        assert_eq!(client.recv(&mut [0; 99]).await.unwrap(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn an_error_in_between_costs_nothing() {
        let script = Scripted::new(&[false, true, false, false, true], None);
        let mut sockets = sockets(std::slice::from_ref(&script));
        let began = tokio::time::Instant::now();
        for _ in 0..2 {
            assert_eq!(sockets.receive(&mut [0; 99]).await, Ok((8, address(9), address(1))));
        }
        assert_eq!(began.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_socket_that_is_broken_for_good_is_asked_seldom_and_given_up() {
        let script = Scripted::new(&[], Some(false));
        let mut sockets = sockets(std::slice::from_ref(&script));
        let began = tokio::time::Instant::now();
        assert_eq!(sockets.receive(&mut [0; 99]).await, Err(NoSocketLeft));
        assert!(began.elapsed() > Duration::from_secs(2), "{:?}", began.elapsed());
        assert!(script.asked.get() < 100, "asked {} times", script.asked.get());
    }

    #[tokio::test(start_paused = true)]
    async fn the_other_sockets_of_a_session_go_on() {
        let broken = Scripted::new(&[], Some(false));
        let quiet = Scripted::new(&[], None);
        let mut sockets = sockets(&[broken.clone(), quiet.clone()]);
        let waited = tokio::time::timeout(Duration::from_secs(60), sockets.receive(&mut [0; 99])).await;
        assert!(waited.is_err(), "there is a socket left");
        assert!(broken.asked.get() < 100, "asked {} times", broken.asked.get());
        quiet.results.borrow_mut().push_back(true);
        assert_eq!(sockets.receive(&mut [0; 99]).await, Ok((8, address(9), address(2))));
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_that_is_given_up_keeps_the_count() {
        let script = Scripted::new(&[], Some(false));
        let mut sockets = sockets(std::slice::from_ref(&script));
        let mut given_up = false;
        // The session's loop gives the wait up whenever something else comes.
        for _ in 0..10_000 {
            let waited = tokio::time::timeout(Duration::from_millis(5), sockets.receive(&mut [0; 99])).await;
            given_up |= matches!(waited, Ok(Err(NoSocketLeft)));
        }
        assert!(given_up);
        assert!(script.asked.get() < 100, "asked {} times", script.asked.get());
    }
}
