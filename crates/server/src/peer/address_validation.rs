//! Address validation (return routability): whether the client is where its datagrams say that it is, so that nobody else is flooded.
//!
//! An ICE-lite server sends to wherever the last check of its client came from, and whoever has a session can write any address upon one: media would
//! then flow to somebody who never asked for them. So after the handshake they go only to an address that is known to be the client's. The one
//! over which all of the handshake went is, since it cannot be done blindly; any other is asked, by a check of the server's own, whose answer takes
//! what was sent there. Until the answer comes, media go on to the address before. Other checks are answered wherever they come from.

use std::time::{Duration, Instant};

use aws_lc_rs::hmac;
use str0m::IceCreds;
use str0m::ice::{StunMessage, TransId};
use str0m::net::Protocol;

use crate::peer::route::Route;

/// How soon an address is asked again, at first. Each further time is twice as long.
const MIN_RETRY_PAUSE: Duration = Duration::from_millis(200);

/// How seldom it is asked at least, as long as media would go there.
const MAX_RETRY_PAUSE: Duration = Duration::from_secs(2);

/// Bytes of a check, whose names may have 256 characters each.
const MAX_CHECK_SIZE: usize = 1024;

/// The priority of the server's own candidate of a client's, as checks must have one (RFC 8445, section 7.1.1).
const PRIORITY: u32 = 110 << 24;

/// The knowledge of where the client is.
#[derive(Debug, Default)]
pub struct AddressValidation {
    /// The names and passwords of both ends, this one first; there from the answer on.
    ends: Option<(IceCreds, IceCreds)>,
    /// The routes over which the handshake went: the first, and whether there were others.
    handshake: Option<(Route, bool)>,
    connected: bool,
    /// The route that is known to lead to the client.
    known: Option<Route>,
    /// The route that is being asked.
    asked: Option<Asked>,
}

#[derive(Debug)]
struct Asked {
    route: Route,
    id: TransId,
    next: Instant,
    pause: Duration,
}

impl AddressValidation {
    /// The client has answered: these are the names and passwords of both ends, the server's first.
    pub fn answered(&mut self, own: IceCreds, client: Option<IceCreds>) {
        self.ends = client.map(|client| (own, client));
    }

    /// The handshake is done.
    pub fn connected(&mut self) {
        if !std::mem::replace(&mut self.connected, true)
            && let Some((route, false)) = self.handshake
        {
            self.known.get_or_insert(route);
        }
    }

    /// The route that a datagram takes which is about to be sent by this one; none where it goes nowhere yet.
    pub fn direct(&mut self, route: Route, datagram: &[u8], now: Instant) -> Option<Route> {
        // Answers to checks are no larger than these (RFC 7983).
        if datagram.first().is_some_and(|first| *first <= 3) {
            return Some(route);
        }
        if !self.connected {
            let (first, others) = self.handshake.get_or_insert((route, false));
            *others |= !is_same_client(*first, route);
            return Some(route);
        }
        if route.protocol == Protocol::Tcp || self.known.is_some_and(|known| is_same_client(known, route)) {
            // A stream comes about with the client only.
            self.known = Some(route);
            self.asked = None;
            return Some(route);
        }
        if self.asked.as_ref().is_none_or(|asked| asked.route != route) {
            self.asked = Some(Asked {
                route,
                id: TransId::new(),
                next: now,
                pause: MIN_RETRY_PAUSE,
            });
        }
        self.known
    }

    /// The next check to be sent, and its route.
    pub fn poll(&mut self, now: Instant) -> Option<(Route, Vec<u8>)> {
        let (own, client) = self.ends.as_ref()?;
        let asked = self.asked.as_mut().filter(|asked| asked.next <= now)?;
        asked.next = now + asked.pause;
        asked.pause = (asked.pause * 2).min(MAX_RETRY_PAUSE);
        let user = format!("{}:{}", client.ufrag, own.ufrag);
        let check = StunMessage::binding_request(&user, asked.id, false, 0, PRIORITY, false);
        let mut bytes = vec![0; MAX_CHECK_SIZE];
        let size = check.to_bytes(Some(client.pass.as_bytes()), &mut bytes, sha1).ok()?;
        bytes.truncate(size);
        Some((asked.route, bytes))
    }

    /// When the next check is to be sent.
    pub fn deadline(&self) -> Option<Instant> {
        self.ends.as_ref().and(self.asked.as_ref()).map(|asked| asked.next)
    }

    /// Takes a datagram that came by this route, if it is the answer to a check.
    pub fn take(&mut self, route: Route, datagram: &[u8]) -> bool {
        let (Some((_, client)), Some(asked)) = (&self.ends, &self.asked) else {
            return false;
        };
        if datagram.first() != Some(&1) || asked.route != route {
            return false;
        }
        let Ok(message) = StunMessage::parse(datagram) else {
            return false;
        };
        let is_answer = message.is_successful_binding_response()
            && message.trans_id() == asked.id
            && message.verify(client.pass.as_bytes(), sha1);
        if is_answer {
            self.known = Some(route);
            self.asked = None;
        }
        is_answer
    }
}

/// Whether two routes lead to one address.
fn is_same_client(one: Route, other: Route) -> bool {
    (one.protocol, one.client) == (other.protocol, other.client)
}

/// The HMAC by which STUN messages are signed (RFC 8489, section 14.5).
fn sha1(key: &[u8], parts: &[&[u8]]) -> [u8; 20] {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key));
    for part in parts {
        context.update(part);
    }
    let mut signature = [0; 20];
    signature.copy_from_slice(context.sign().as_ref());
    signature
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEDIA: &[u8] = &[0x80, 96, 1, 2];

    fn ends() -> (IceCreds, IceCreds) {
        let end = |name: &str| IceCreds {
            ufrag: format!("{name}-fragment"),
            pass: format!("{name}-password-of-some-length"),
        };
        (end("server"), end("client"))
    }

    fn route(client: u16) -> Route {
        Route::udp(([192, 0, 2, 1], client).into(), ([203, 0, 113, 7], 3478).into())
    }

    /// A session whose handshake went over these routes.
    fn validation(handshake: &[Route], now: Instant) -> AddressValidation {
        let mut validation = AddressValidation::default();
        let (server, client) = ends();
        validation.answered(server, Some(client));
        for route in handshake {
            assert_eq!(validation.direct(*route, &[22, 1], now), Some(*route));
        }
        validation.connected();
        validation
    }

    /// The client's answer to a check that has come to it.
    fn answer(check: &[u8], route: Route) -> Vec<u8> {
        let (server, client) = ends();
        let check = StunMessage::parse(check).unwrap();
        assert_eq!(check.split_username(), Some((&*client.ufrag, &*server.ufrag)));
        assert!(check.is_binding_request() && check.verify(client.pass.as_bytes(), sha1));
        let mut bytes = vec![0; MAX_CHECK_SIZE];
        let reply = StunMessage::binding_reply(check.trans_id(), route.server);
        let size = reply.to_bytes(Some(client.pass.as_bytes()), &mut bytes, sha1).unwrap();
        bytes.truncate(size);
        bytes
    }

    #[test]
    fn media_go_where_the_handshake_went_and_to_no_other_address_before_it_has_answered() {
        let now = Instant::now();
        let mut validation = validation(&[route(1), route(1)], now);
        assert_eq!(validation.direct(route(1), MEDIA, now), Some(route(1)));
        assert_eq!(validation.poll(now), None);
        // A check comes under another address, from now on the connection would send there.
        assert_eq!(validation.direct(route(2), MEDIA, now), Some(route(1)));
        let (asked, check) = validation.poll(now).unwrap();
        assert_eq!(asked, route(2));
        assert_eq!(validation.direct(route(2), MEDIA, now), Some(route(1)));
        assert_eq!(
            validation.direct(route(2), &[1, 1], now),
            Some(route(2)),
            "an answer to a check"
        );
        let good = answer(&check, route(2));
        assert!(!validation.take(route(1), &good), "from elsewhere");
        let mut forged = good.clone();
        forged[30] ^= 1;
        for wrong in [&forged[..], &[], &[1], MEDIA, &check] {
            assert!(!validation.take(route(2), wrong));
        }
        assert_eq!(validation.direct(route(2), MEDIA, now), Some(route(1)));
        assert!(validation.take(route(2), &good));
        assert_eq!(validation.direct(route(2), MEDIA, now), Some(route(2)));
        assert_eq!(validation.deadline(), None);
        assert!(!validation.take(route(2), &good), "once");
    }

    #[test]
    fn an_address_is_asked_again_and_seldom_in_the_end() {
        let mut now = Instant::now();
        let mut validation = validation(&[route(1)], now);
        let mut asked = 0;
        for _ in 0..600 {
            assert_eq!(validation.direct(route(2), MEDIA, now), Some(route(1)));
            asked += usize::from(validation.poll(now).is_some());
            now += Duration::from_millis(100);
        }
        assert!((30..40).contains(&asked), "{asked} in a minute");
    }

    #[test]
    fn a_handshake_over_several_addresses_proves_none_of_them() {
        let now = Instant::now();
        let mut validation = validation(&[route(1), route(2), route(1)], now);
        assert_eq!(validation.direct(route(1), MEDIA, now), None);
        let (asked, check) = validation.poll(now).unwrap();
        assert!(validation.take(asked, &answer(&check, asked)));
        assert_eq!(validation.direct(route(1), MEDIA, now), Some(route(1)));
    }

    #[test]
    fn a_stream_is_the_clients_own() {
        let now = Instant::now();
        let mut validation = validation(&[route(1)], now);
        let stream = Route {
            protocol: Protocol::Tcp,
            ..route(2)
        };
        assert_eq!(validation.direct(stream, MEDIA, now), Some(stream));
        assert_eq!(
            validation.direct(route(1), MEDIA, now),
            Some(stream),
            "until it has answered again"
        );
    }
}
