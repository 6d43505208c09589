//! Fuzzing of a session's port by datagrams that it may get from anybody at any time: none makes it panic.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use str0m::change::SdpOffer;
use str0m::net::{Protocol, Receive};
use str0m::{Candidate, Event, Input, Output, Rtc, RtcConfig};

use crate::media::AVAILABLE;
use crate::peer::answer;
use crate::peer::offer::offer;
use crate::peer::route::HostCandidate;

/// The server's end and a client's, with nothing between them.
struct Pair {
    server: Rtc,
    client: Rtc,
    now: Instant,
    /// Datagrams on their way to the server.
    underway: VecDeque<Vec<u8>>,
    connected: bool,
}

fn server_address() -> SocketAddr {
    "127.0.0.1:5000".parse().unwrap()
}

fn client_address() -> SocketAddr {
    "127.0.0.1:6000".parse().unwrap()
}

impl Pair {
    /// An offer and its answer.
    fn new() -> Self {
        crate::peer::cryptography::install_cryptography();
        let now = Instant::now();
        let mut offered = offer(AVAILABLE, &[HostCandidate::udp(server_address())], now).unwrap();
        let config = RtcConfig::new().clear_codecs().enable_opus(true, false);
        let mut client = config.enable_h264(true).enable_vp8(true).build(now);
        client.add_local_candidate(Candidate::host(client_address(), "udp").unwrap());
        let text = client
            .sdp_api()
            .accept_offer(SdpOffer::from_sdp_string(&offered.sdp).unwrap())
            .unwrap();
        let answer = answer::read(&text.to_sdp_string(), &offered.sdp).unwrap();
        let mids = (offered.sound, offered.video);
        answer::accept(&mut offered.rtc, offered.pending, answer.sdp, mids, AVAILABLE).unwrap();
        Self {
            server: offered.rtc,
            client,
            now,
            underway: VecDeque::new(),
            connected: false,
        }
    }

    /// Lets 10 ms pass: what the client sent before arrives, and what the server says to it.
    fn step(&mut self) {
        self.now += Duration::from_millis(10);
        self.client.handle_input(Input::Timeout(self.now)).ok();
        self.server.handle_input(Input::Timeout(self.now)).ok();
        for datagram in std::mem::take(&mut self.underway) {
            self.receive(&datagram, client_address());
        }
        while let Ok(output) = self.server.poll_output() {
            match output {
                Output::Timeout(_) => break,
                Output::Transmit(datagram) => {
                    let source = server_address();
                    let received = Receive::new(Protocol::Udp, source, client_address(), &datagram.contents);
                    self.client
                        .handle_input(Input::Receive(self.now, received.unwrap()))
                        .ok();
                }
                Output::Event(Event::Connected) => self.connected = true,
                Output::Event(_) => {}
            }
        }
        while let Ok(output) = self.client.poll_output() {
            match output {
                Output::Timeout(_) => break,
                Output::Transmit(datagram) => self.underway.push_back(datagram.contents.to_vec()),
                Output::Event(_) => {}
            }
        }
    }

    /// The server gets a datagram, as its socket would hand it over.
    fn receive(&mut self, datagram: &[u8], source: SocketAddr) {
        let Ok(received) = Receive::new(Protocol::Udp, source, server_address(), datagram) else {
            return;
        };
        let input = Input::Receive(self.now, received);
        if self.server.accepts(&input) {
            self.server.handle_input(input).ok();
        }
    }
}

/// A random change to a datagram.
#[derive(Clone, Debug)]
enum Change {
    Byte(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Repeat,
    Extend(Vec<u8>),
    Replace(Vec<u8>),
    Stun(Vec<(u16, Vec<u8>)>),
}

fn change() -> impl Strategy<Value = Change> {
    let bytes = || prop::collection::vec(any::<u8>(), 0..80);
    // Attributes that STUN and ICE know, and others.
    let kind = prop_oneof![
        prop::sample::select(vec![
            1_u16, 6, 8, 9, 0xa, 0xc, 0xd, 0x12, 0x13, 0x14, 0x15, 0x16, 0x19, 0x20, 0x24, 0x25, 0x8022, 0x8028,
            0x8029, 0x802a
        ]),
        any::<u16>(),
    ];
    prop_oneof![
        4 => (any::<prop::sample::Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        2 => any::<prop::sample::Index>().prop_map(Change::Cut),
        1 => Just(Change::Repeat),
        1 => bytes().prop_map(Change::Extend),
        1 => bytes().prop_map(Change::Replace),
        3 => prop::collection::vec((kind, prop::collection::vec(any::<u8>(), 0..24)), 0..6).prop_map(Change::Stun),
    ]
}

fn changed(datagram: &[u8], change: &Change) -> Vec<u8> {
    let mut changed = datagram.to_vec();
    match change {
        Change::Byte(at, byte) if !changed.is_empty() => {
            let at = at.index(changed.len());
            changed[at] = *byte;
        }
        Change::Cut(at) if !changed.is_empty() => changed.truncate(at.index(changed.len())),
        Change::Extend(bytes) => changed.extend(bytes),
        Change::Replace(bytes) => changed = bytes.clone(),
        // A binding request of the right form with attributes of any (RFC 8489, section 5).
        Change::Stun(attributes) => {
            let mut body = Vec::new();
            for (kind, value) in attributes {
                body.extend(kind.to_be_bytes());
                body.extend((value.len() as u16).to_be_bytes());
                body.extend(value);
                body.resize(body.len().next_multiple_of(4), 0);
            }
            changed = vec![0, 1];
            changed.extend((body.len() as u16).to_be_bytes());
            changed.extend([0x21, 0x12, 0xa4, 0x42]);
            changed.extend([7; 12]);
            changed.extend(body);
        }
        Change::Byte(..) | Change::Cut(_) | Change::Repeat => {}
    }
    changed
}

#[test]
fn the_pair_connects() {
    let mut pair = Pair::new();
    for _ in 0..300 {
        pair.step();
    }
    assert!(pair.connected);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_datagram_makes_a_session_panic(
        attacks in prop::collection::vec((0_usize..120, any::<bool>(), change()), 1..40),
    ) {
        let mut pair = Pair::new();
        let stranger: SocketAddr = "127.0.0.1:7000".parse().unwrap();
        for step in 0..120 {
            let seen = pair.underway.back().cloned().unwrap_or_default();
            for (_, is_stranger, change) in attacks.iter().filter(|(at, ..)| *at == step) {
                let source = if *is_stranger { stranger } else { client_address() };
                pair.receive(&changed(&seen, change), source);
            }
            pair.step();
        }
    }
}
