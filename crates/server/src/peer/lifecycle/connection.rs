//! A session's WebRTC connection, from the server's offer on.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::time::Instant;

use api::VideoEncoding;
use str0m::change::SdpPendingOffer;
use str0m::media::Mid;
use str0m::net::Receive;
use str0m::{Input, Rtc, RtcError};

use crate::peer::answer::{self, Agreed, Answer};
use crate::peer::offer::Offered;
use crate::peer::route::Route;
use crate::refusal::Refusal;

/// Addresses from which one client is answered. A browser has a handful; one that moves through networks gets a new one each time.
const MAX_SOURCES: usize = 256;

/// A connection that was offered.
pub struct Connection {
    rtc: Rtc,
    /// The addresses from which datagrams of this connection have come.
    sources: HashSet<SocketAddr>,
    offer: String,
    codecs: Vec<VideoEncoding>,
    mids: (Mid, Mid),
    /// Gone with the answer.
    pending: Option<SdpPendingOffer>,
}

impl Connection {
    /// A connection by this offer of these codecs.
    pub fn new(offered: Offered, codecs: Vec<VideoEncoding>) -> Self {
        Self {
            rtc: offered.rtc,
            sources: HashSet::new(),
            offer: offered.sdp,
            codecs,
            mids: (offered.sound, offered.video),
            pending: Some(offered.pending),
        }
    }

    /// The offer as SDP.
    pub fn offer(&self) -> &str {
        &self.offer
    }

    /// Its ICE user name fragment.
    pub fn fragment(&mut self) -> String {
        self.rtc.direct_api().local_ice_credentials().ufrag
    }

    /// The sections of sound and of pictures.
    pub fn mids(&self) -> (Mid, Mid) {
        self.mids
    }

    /// The peer.
    pub fn rtc(&mut self) -> &mut Rtc {
        &mut self.rtc
    }

    /// Whether an answer has been accepted, or refused for good.
    pub fn is_answered(&self) -> bool {
        self.pending.is_none()
    }

    /// Reads an answer. A refused one changes nothing: another may come.
    ///
    /// # Errors
    /// A refusal that says what is wrong with it.
    pub fn read(&self, sdp: &str) -> Result<Answer, Refusal> {
        answer::read(sdp, &self.offer)
    }

    /// Accepts an answer.
    ///
    /// # Errors
    /// Where it does not fit the offer, or is the second one. The connection cannot be used after that.
    pub fn accept(&mut self, answer: Answer) -> Result<Agreed, Refusal> {
        let Some(pending) = self.pending.take() else {
            return Err(Refusal::session_over());
        };
        answer::accept(&mut self.rtc, pending, answer.sdp, self.mids, &self.codecs)
    }

    /// Tells the peer the time.
    ///
    /// # Errors
    /// Where the connection has failed.
    pub fn time(&mut self, now: Instant) -> Result<(), RtcError> {
        self.rtc.handle_input(Input::Timeout(now))
    }

    /// Takes a datagram that came by this route at `now`; whether it is of this connection. Anybody may send anything to a port: what is not, is
    /// dropped.
    ///
    /// # Errors
    /// Where the connection has failed.
    pub fn receive(&mut self, datagram: &[u8], route: Route, now: Instant) -> Result<bool, RtcError> {
        let Ok(received) = Receive::new(route.protocol, route.client, route.server, datagram) else {
            return Ok(false);
        };
        let input = Input::Receive(now, received);
        if !self.rtc.accepts(&input) || !self.is_known(route.client) {
            return Ok(false);
        }
        self.rtc.handle_input(input)?;
        Ok(true)
    }

    /// Whether datagrams from there are listened to. Every source is a candidate that ICE keeps, so there are only so many.
    fn is_known(&mut self, source: SocketAddr) -> bool {
        self.sources.contains(&source) || self.sources.len() < MAX_SOURCES && self.sources.insert(source)
    }
}
