//! Streams that have not named their session yet: how many there may be, in all and of one client.
//!
//! A stream that comes is always taken. Where there is no room, one that has waited longest is given up for it: of the same client where that has
//! too many, else of the client that has most. So whoever opens streams and says nothing harms itself first, and a client with a session, which
//! names it at once, is let in.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;

use tokio::sync::oneshot;

use crate::keys::subscriber;

/// As many in all.
const MAX_PENDING: usize = 256;

/// As many of one client. Browsers open one for each address of the server.
const MAX_PENDING_PER_CLIENT: usize = 16;

/// Comes to its end once the stream is to be given up.
pub type GivenUp = oneshot::Receiver<()>;

/// The streams that have not named their session, oldest first.
#[derive(Debug, Default)]
pub struct PendingStreams {
    streams: VecDeque<Pending>,
    next: u64,
}

#[derive(Debug)]
struct Pending {
    number: u64,
    client: IpAddr,
    /// Dropped, the stream is given up.
    _kept: oneshot::Sender<()>,
}

impl PendingStreams {
    /// One more comes from this address. Gives its number.
    pub fn admit(&mut self, client: IpAddr) -> (u64, GivenUp) {
        let client = subscriber(client);
        let of_client = self.streams.iter().filter(|stream| stream.client == client).count();
        if of_client >= MAX_PENDING_PER_CLIENT {
            self.give_up(client);
        } else if self.streams.len() >= MAX_PENDING
            && let Some(most) = self.largest()
        {
            self.give_up(most);
        }
        let number = self.next;
        self.next = number.wrapping_add(1);
        let (kept, given_up) = oneshot::channel();
        self.streams.push_back(Pending {
            number,
            client,
            _kept: kept,
        });
        (number, given_up)
    }

    /// This one has named its session, or is closed.
    pub fn remove(&mut self, number: u64) {
        self.streams.retain(|stream| stream.number != number);
    }

    /// Gives up the oldest stream of a client.
    fn give_up(&mut self, client: IpAddr) {
        let oldest = self.streams.iter().position(|stream| stream.client == client);
        oldest.and_then(|at| self.streams.remove(at));
    }

    /// The client that has most streams; the one with the oldest of them where several have as many.
    fn largest(&self) -> Option<IpAddr> {
        let mut counts = HashMap::new();
        for stream in &self.streams {
            *counts.entry(stream.client).or_insert(0_usize) += 1;
        }
        let clients = self.streams.iter().map(|stream| stream.client);
        // Of equals, the last is taken.
        clients.rev().max_by_key(|client| counts.get(client))
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn client(number: usize) -> IpAddr {
        Ipv4Addr::new(192, 0, (number / 256) as u8, number as u8).into()
    }

    fn is_given_up(stream: &mut (u64, GivenUp)) -> bool {
        matches!(stream.1.try_recv(), Err(oneshot::error::TryRecvError::Closed))
    }

    #[test]
    fn a_client_that_has_too_many_loses_its_own_oldest() {
        let mut pending = PendingStreams::default();
        let mut other = pending.admit(client(1));
        let mut own: Vec<_> = (0..MAX_PENDING_PER_CLIENT + 3)
            .map(|_| pending.admit(client(0)))
            .collect();
        let given_up: Vec<_> = own.iter_mut().map(is_given_up).collect();
        assert_eq!(given_up.iter().filter(|given_up| **given_up).count(), 3);
        assert!(given_up[..3].iter().all(|given_up| *given_up), "{given_up:?}");
        assert!(!is_given_up(&mut other));
    }

    #[test]
    fn a_crowd_that_says_nothing_keeps_nobody_out() {
        let mut pending = PendingStreams::default();
        let mut crowd: Vec<_> = (0..MAX_PENDING)
            .map(|number| pending.admit(client(number / 4)))
            .collect();
        let mut late = pending.admit(client(1000));
        assert!(is_given_up(&mut crowd[0]) && !is_given_up(&mut crowd[1]));
        // The one stream of a client is not given up while others have several.
        for number in 0..3 * MAX_PENDING {
            pending.admit(client(number / 4));
        }
        assert!(!is_given_up(&mut late));
        assert_eq!(pending.streams.len(), MAX_PENDING);
        pending.remove(late.0);
        assert_eq!(pending.streams.len(), MAX_PENDING - 1);
    }

    #[test]
    fn addresses_of_one_subscriber_are_one_client() {
        let mut pending = PendingStreams::default();
        let address = |last: u16| IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, last]);
        let mut first = pending.admit(address(0));
        for last in 1..=MAX_PENDING_PER_CLIENT as u16 {
            pending.admit(address(last));
        }
        assert!(is_given_up(&mut first));
    }
}
