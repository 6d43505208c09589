//! Streams that have not named their session yet: how many there may be, in all and of one client.

use std::collections::HashMap;
use std::net::IpAddr;

use crate::keys::subscriber;

/// As many in all.
const MOST: usize = 256;

/// As many of one client. Browsers open one for each address of the server.
const MOST_OF_ONE: usize = 16;

/// The streams that have not named their session, by client.
#[derive(Debug, Default)]
pub struct PendingStreams(HashMap<IpAddr, usize>);

impl PendingStreams {
    /// One more comes from this address; whether there is room for it.
    pub fn admit(&mut self, client: IpAddr) -> bool {
        if self.0.values().sum::<usize>() >= MOST {
            return false;
        }
        let count = self.0.entry(subscriber(client)).or_default();
        let has_room = *count < MOST_OF_ONE;
        *count += usize::from(has_room);
        has_room
    }

    /// One has named its session, or is closed.
    pub fn remove(&mut self, client: IpAddr) {
        let client = subscriber(client);
        if let Some(count) = self.0.get_mut(&client) {
            *count -= 1;
            if *count == 0 {
                self.0.remove(&client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn client(number: usize) -> IpAddr {
        Ipv4Addr::new(192, 0, 2, number as u8).into()
    }

    #[test]
    fn one_client_keeps_no_other_out_and_all_together_are_bounded() {
        let mut pending = PendingStreams::default();
        let of_one = (0..100).filter(|_| pending.admit(client(0))).count();
        assert_eq!(of_one, MOST_OF_ONE);
        assert!(pending.admit(client(1)));
        pending.remove(client(0));
        assert!(pending.admit(client(0)) && !pending.admit(client(0)));
        let mut all = MOST_OF_ONE + 1;
        for number in 2..100 {
            all += usize::from(pending.admit(client(number)));
        }
        for number in 2..100 {
            all += (0..100).filter(|_| pending.admit(client(number))).count();
        }
        assert_eq!(all, MOST);
        for number in 0..100 {
            for _ in 0..MOST_OF_ONE {
                pending.remove(client(number));
            }
        }
        assert!(pending.0.is_empty());
    }
}
