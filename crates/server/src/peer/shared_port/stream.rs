//! Streams of clients whose network lets no UDP through: ICE over TCP (RFC 6544), where each datagram follows its length (RFC 4571).
//!
//! The first datagram of a stream is a connectivity check, which names the session; the stream is that session's to its end.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::pending_streams::GivenUp;
use super::{Shared, ufrag};
use crate::peer::route::{Arrived, Route};
use crate::peer::sockets::MAX_DATAGRAM_SIZE;

/// How long a stream may take to name its session, and how long a client may take nothing of what is sent.
///
/// Silence is no reason to close one that is a session's: a client may keep it in reserve, and check it seldom or not at all, until its way by UDP
/// is lost.
pub const STREAM_TIMEOUT: Duration = Duration::from_secs(10);

/// Datagrams that wait to be sent: more than a large picture has. More are lost, as with UDP.
const MAX_OUTGOING: usize = 64;

/// The sending end of a stream. Dropped, the stream is closed.
pub type Outlet = mpsc::Sender<Vec<u8>>;

/// Carries a stream to and from its session until either ends it, or it is given up before it has `named` its session.
pub async fn carry(shared: Arc<Shared>, stream: TcpStream, route: Route, given_up: GivenUp, named: impl FnOnce()) {
    stream.set_nodelay(true).ok();
    let (incoming, outgoing) = stream.into_split();
    let mut incoming = BufReader::new(incoming);
    let first = tokio::select! {
        first = timeout(STREAM_TIMEOUT, datagram(&mut incoming)) => first,
        _ = given_up => return,
    };
    let Ok(Ok(first)) = first else { return };
    let found = ufrag::of(&first).and_then(|ufrag| shared.demultiplexer().find(route, Some(ufrag), Instant::now()));
    let Some((session, _)) = found else { return };
    named();
    let (outlet, queue) = mpsc::channel(MAX_OUTGOING);
    let opening = Arrived {
        contents: first,
        route,
        is_new: true,
        outlet: Some(outlet),
    };
    if session.try_send(opening).is_err() {
        return;
    }
    let read = async {
        while let Ok(contents) = datagram(&mut incoming).await {
            let arrived = Arrived {
                contents,
                route,
                is_new: false,
                outlet: None,
            };
            if session.send(arrived).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        () = read => {}
        () = write(outgoing, queue) => {}
    }
}

/// The next datagram of a stream.
async fn datagram(incoming: &mut (impl AsyncRead + Unpin)) -> io::Result<Vec<u8>> {
    let size = usize::from(incoming.read_u16().await?);
    if size > MAX_DATAGRAM_SIZE {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "too long"));
    }
    let mut contents = vec![0; size];
    incoming.read_exact(&mut contents).await?;
    Ok(contents)
}

/// Sends what is queued, until nobody has more to say or the client takes nothing.
async fn write(mut outgoing: impl AsyncWrite + Unpin, mut queue: mpsc::Receiver<Vec<u8>>) {
    let mut bytes = Vec::new();
    while let Some(first) = queue.recv().await {
        bytes.clear();
        let mut next = Some(first);
        // All that waits goes in one piece.
        while let Some(datagram) = next {
            if let Ok(size) = u16::try_from(datagram.len()) {
                bytes.extend(size.to_be_bytes());
                bytes.extend(datagram);
            }
            next = queue.try_recv().ok();
        }
        if !matches!(timeout(STREAM_TIMEOUT, outgoing.write_all(&bytes)).await, Ok(Ok(()))) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn datagrams_come_out_as_they_went_in() {
        let (near, far) = tokio::io::duplex(100);
        let (outlet, queue) = mpsc::channel(8);
        let sent: Vec<Vec<u8>> = [0, 1, 500, MAX_DATAGRAM_SIZE].map(|size| vec![7; size]).into();
        for datagram in &sent {
            outlet.send(datagram.clone()).await.unwrap();
        }
        drop(outlet);
        let writing = tokio::spawn(write(near, queue));
        let mut far = BufReader::new(far);
        for expected in sent {
            assert_eq!(datagram(&mut far).await.unwrap(), expected);
        }
        writing.await.unwrap();
        assert!(datagram(&mut far).await.is_err(), "the end");
    }

    #[tokio::test]
    async fn one_that_is_too_long_or_broken_off_ends_the_stream() {
        let long = [&[0xff, 0xff][..], &[0; 70_000]].concat();
        assert!(datagram(&mut &*long).await.is_err());
        assert!(datagram(&mut &[0, 4, 1, 2, 3][..]).await.is_err());
        assert!(datagram(&mut &[0][..]).await.is_err());
        assert_eq!(datagram(&mut &[0, 2, 1, 2, 3][..]).await.unwrap(), [1, 2]);
    }
}
