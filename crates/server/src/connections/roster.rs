//! The open HTTP connections: how far each has come with its request, and which is closed (evicted) for a new one.

use std::collections::HashMap;
use std::net::IpAddr;

use tokio::task::AbortHandle;

/// How far a connection has come with its request. In the order in which connections are closed where there are too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConnectionPhase {
    /// It has not sent the head of a request yet.
    HalfOpen,
    /// Its requests are answered, and it waits for another one.
    Idle,
    /// The body of a request is on its way in.
    Receiving,
    /// The body of a reply is on its way out.
    Sending,
    /// A call is being carried out. It is never closed for another.
    Answering,
}

/// A connection's number.
pub type Id = u64;

struct Entry {
    address: IpAddr,
    phase: ConnectionPhase,
    end: Option<AbortHandle>,
}

/// The open connections.
#[derive(Default)]
pub struct Roster {
    last: Id,
    entries: HashMap<Id, Entry>,
}

impl Roster {
    /// How many are open.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// A connection has come from this address.
    pub fn enter(&mut self, address: IpAddr) -> Id {
        self.last += 1;
        let entry = Entry {
            address,
            phase: ConnectionPhase::HalfOpen,
            end: None,
        };
        self.entries.insert(self.last, entry);
        self.last
    }

    /// How a connection can be closed.
    pub fn set_end(&mut self, id: Id, end: AbortHandle) {
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.end = Some(end);
        }
    }

    /// A connection is at this phase from now on.
    pub fn set(&mut self, id: Id, phase: ConnectionPhase) {
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.phase = phase;
        }
    }

    /// The phase of a connection; none where it has left.
    pub fn phase(&self, id: Id) -> Option<ConnectionPhase> {
        self.entries.get(&id).map(|entry| entry.phase)
    }

    /// A connection is closed.
    pub fn leave(&mut self, id: Id) {
        self.entries.remove(&id);
    }

    /// Closes one connection in favour of a new one; whether there was one that may be closed.
    pub fn shed(&mut self) -> bool {
        let Some(id) = self.dispensable() else {
            return false;
        };
        if let Some(end) = self.entries.remove(&id).and_then(|entry| entry.end) {
            end.abort();
        }
        true
    }

    /// The connection that is the least loss: of those that have come least far, one of the address that has the most of them, and of
    /// these the oldest. A client that connects now is thus not closed for others that have been waiting without a word.
    fn dispensable(&self) -> Option<Id> {
        let phase = self.entries.values().map(|entry| entry.phase).min()?;
        if phase == ConnectionPhase::Answering {
            return None;
        }
        let mut by_address = HashMap::<IpAddr, (usize, Id)>::new();
        for (id, entry) in self.entries.iter().filter(|(_, entry)| entry.phase == phase) {
            let (count, oldest) = by_address.entry(entry.address).or_insert((0, *id));
            *count += 1;
            *oldest = (*oldest).min(*id);
        }
        by_address
            .into_values()
            .max_by_key(|(count, oldest)| (*count, std::cmp::Reverse(*oldest)))
            .map(|(_, oldest)| oldest)
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use proptest::prelude::*;

    use super::*;

    fn address(last: u8) -> IpAddr {
        IpAddr::V4(Ipv4Addr::new(192, 0, 2, last))
    }

    #[test]
    fn the_oldest_half_open_connection_of_the_greediest_address_goes_first() {
        let mut roster = Roster::default();
        let answering = roster.enter(address(1));
        let idle = roster.enter(address(1));
        roster.set(answering, ConnectionPhase::Answering);
        roster.set(idle, ConnectionPhase::Idle);
        let modest = roster.enter(address(2));
        let greedy: Vec<_> = (0..3).map(|_| roster.enter(address(3))).collect();
        for expected in [greedy[0], greedy[1], modest, greedy[2], idle] {
            assert_eq!(roster.dispensable(), Some(expected));
            assert!(roster.shed());
        }
        assert!(!roster.shed(), "what is being answered is left alone");
        assert_eq!(roster.len(), 1);
        roster.leave(answering);
        assert_eq!(roster.phase(answering), None);
    }

    proptest! {
        #[test]
        fn a_connection_is_never_closed_before_one_that_has_come_less_far(
            arrivals in prop::collection::vec((0_u8..4, 0_usize..5), 1..40),
        ) {
            const PHASES: [ConnectionPhase; 5] =
                [ConnectionPhase::HalfOpen, ConnectionPhase::Idle, ConnectionPhase::Receiving, ConnectionPhase::Sending, ConnectionPhase::Answering];
            let mut roster = Roster::default();
            for (from, phase) in &arrivals {
                let id = roster.enter(address(*from));
                roster.set(id, PHASES[*phase]);
            }
            let mut last = ConnectionPhase::HalfOpen;
            while let Some(id) = roster.dispensable() {
                let phase = roster.phase(id).unwrap();
                prop_assert!(phase >= last && phase < ConnectionPhase::Answering);
                last = phase;
                roster.shed();
            }
            let answering = arrivals.iter().filter(|(_, phase)| *phase == 4).count();
            prop_assert_eq!(roster.len(), answering);
        }
    }
}
