//! One peer connection with all that belongs to it.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use api::{Background, ChannelMessage, IceCandidate, IceServer};
use gloo_events::EventListener;
use session::{Connection, Input, PeerId, PeerProblem};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    MediaStream, MediaStreamTrack, RtcConfiguration, RtcDataChannel, RtcDataChannelEvent, RtcDataChannelState,
    RtcDataChannelType, RtcIceTransportPolicy, RtcPeerConnection, RtcPeerConnectionIceEvent, RtcPeerConnectionState,
    RtcRtpTransceiver, RtcRtpTransceiverDirection, RtcSdpType, RtcSessionDescriptionInit, RtcTrackEvent,
};

use super::jitter::{JitterTarget, set_jitter_target};
use super::monitor::Monitor;
use super::screen::Screen;
use crate::client::browser::console::left_out;
use crate::client::browser::task::spawn;
use crate::client::browser::{JsError, property};
use crate::client::http::{Service, wire};
use crate::client::inbox::Inbox;

/// A peer connection. Dropping it removes its listeners, then closes it.
pub(in crate::client) struct Peer {
    id: PeerId,
    inbox: Inbox,
    screen: Rc<Screen>,
    connection: RtcPeerConnection,
    stream: MediaStream,
    listeners: Vec<EventListener>,
    channel: RefCell<Option<Channel>>,
    hushed: Cell<bool>,
    /// The ground that the server has not been told, because the channel is not open.
    background: Cell<Option<Background>>,
    _monitor: Monitor,
}

/// The data channel that the server opens.
struct Channel {
    channel: RtcDataChannel,
    listeners: Vec<EventListener>,
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.listeners.clear();
        self.channel.close();
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.listeners.clear();
        self.channel.borrow_mut().take();
        self.connection.close();
    }
}

impl Peer {
    /// Makes the connection, certificate and all, before there is an offer; every listener is attached here, before any
    /// description is set.
    pub(in crate::client) fn open(
        id: PeerId,
        inbox: &Inbox,
        screen: &Rc<Screen>,
        service: &Service,
        relay_only: bool,
    ) -> Result<Rc<Self>, PeerProblem> {
        let unsupported = |_| PeerProblem::Unsupported;
        let connection = match service.page() {
            Some(page) => page.open(),
            None => RtcPeerConnection::new_with_configuration(&configuration(relay_only, &[])).map_err(unsupported)?,
        };
        let stream = MediaStream::new().map_err(unsupported)?;
        Ok(Rc::new_cyclic(|weak| Self {
            id,
            inbox: inbox.clone(),
            screen: Rc::clone(screen),
            listeners: listen(&connection, weak, inbox, id, relay_only),
            _monitor: Monitor::start(id, connection.clone(), inbox.clone(), Rc::clone(screen)),
            connection,
            stream,
            channel: RefCell::new(None),
            hushed: Cell::new(false),
            background: Cell::new(None),
        }))
    }

    pub(in crate::client) fn connection(&self) -> &RtcPeerConnection {
        &self.connection
    }

    /// Shows what it plays, if it is the one to be shown and has tracks.
    pub(in crate::client) fn show(&self) {
        if self.stream.get_tracks().length() > 0 {
            self.screen.show(self.id, &self.stream);
        }
    }

    /// Silences its sound, or lets it be heard.
    pub(in crate::client) fn hush(&self, hushed: bool) {
        self.hushed.set(hushed);
        for track in self.stream.get_audio_tracks().iter() {
            track.unchecked_ref::<MediaStreamTrack>().set_enabled(!hushed);
        }
    }

    /// Sends this track's sound, or none. Where the answer left no room for it, nothing is sent.
    pub(in crate::client) fn feed(&self, track: Option<&MediaStreamTrack>) {
        for line in sound_lines(&self.connection) {
            let replaced = line.sender().replace_track(track);
            // A connection that was closed meanwhile refuses.
            spawn(async move {
                let _ = JsFuture::from(replaced).await;
            });
        }
    }

    /// Sends a text over the data channel, as JSON, where that is open.
    pub(in crate::client) fn send(&self, text: &str) {
        if let Some(Channel { channel, .. }) = &*self.channel.borrow() {
            // No text has a character that JSON writes in another way.
            let _ = channel.send_with_str(&["\"", text, "\""].concat());
        }
    }

    /// Has the server put the avatar before a ground, as soon as the channel is open.
    pub(in crate::client) fn place_before(&self, background: Background) {
        self.background.set(Some(background));
        self.tell_background();
    }

    fn tell_background(&self) {
        let channel = self.channel.borrow();
        let open = channel.as_ref().map(|channel| &channel.channel);
        if let Some(channel) = open.filter(|channel| channel.ready_state() == RtcDataChannelState::Open)
            && let Some(background) = self.background.take()
        {
            // A text as JSON.
            let text = ["\"background:", background.name(), "\""].concat();
            let _ = channel.send_with_str(&text);
        }
    }

    fn adopt_track(&self, event: &RtcTrackEvent) {
        let track = event.track();
        if track.kind() == "audio" {
            track.set_enabled(!self.hushed.get());
        }
        set_jitter_target(&event.receiver(), JitterTarget::LOWEST);
        self.stream.add_track(&track);
        self.show();
    }

    fn adopt_channel(&self, channel: RtcDataChannel) {
        let peer = self.id;
        channel.set_binary_type(RtcDataChannelType::Arraybuffer);
        let opened = channel.ready_state() == RtcDataChannelState::Open;
        let told = |kind: &'static str, open: bool| {
            let inbox = self.inbox.clone();
            EventListener::new(&channel, kind, move |_| inbox.input(Input::Channel { peer, open }))
        };
        let mut listeners = vec![told("close", false)];
        if !opened {
            listeners.push(told("open", true));
        }
        let inbox = self.inbox.clone();
        listeners.push(EventListener::new(&channel, "message", move |event| {
            if let Some(message) = read(&event.unchecked_ref::<web_sys::MessageEvent>().data()) {
                inbox.input(Input::Message { peer, message });
            }
        }));
        let before = self.channel.replace(Some(Channel { channel, listeners }));
        drop(before);
        self.tell_background();
        if opened {
            self.inbox.input(Input::Channel { peer, open: true });
        }
    }
}

/// Answers an offer and sets the answer as local description. With `microphone`, it leaves room for the visitor's sound, without asking for
/// it: what is sent there later needs no further negotiation.
///
/// # Errors
/// The browser's objection to the offer or the ICE servers.
pub(in crate::client) async fn answer(
    connection: RtcPeerConnection,
    relay_only: bool,
    offer: &str,
    ice_servers: &[IceServer],
    microphone: bool,
) -> Result<String, PeerProblem> {
    let refused = |error: JsValue| PeerProblem::Negotiation(JsError::from(error).into_text());
    configure(&connection, relay_only, ice_servers).map_err(refused)?;
    let description = RtcSessionDescriptionInit::new(RtcSdpType::Offer);
    description.set_sdp(offer);
    JsFuture::from(connection.set_remote_description(&description))
        .await
        .map_err(refused)?;
    if microphone {
        leave_room(&connection, RtcRtpTransceiverDirection::Sendrecv);
    }
    let answer = match JsFuture::from(connection.create_answer()).await {
        Err(_) if microphone => {
            leave_room(&connection, RtcRtpTransceiverDirection::Recvonly);
            JsFuture::from(connection.create_answer()).await
        }
        answer => answer,
    };
    let answer: RtcSessionDescriptionInit = answer.map_err(refused)?.unchecked_into();
    JsFuture::from(connection.set_local_description(&answer))
        .await
        .map_err(refused)?;
    Ok(answer.get_sdp().unwrap_or_default())
}

/// The sections of the connection that bring sound.
fn sound_lines(connection: &RtcPeerConnection) -> impl Iterator<Item = RtcRtpTransceiver> {
    let all = connection.get_transceivers();
    let lines = all
        .to_vec()
        .into_iter()
        .map(JsCast::unchecked_into::<RtcRtpTransceiver>);
    lines.filter(|line| line.receiver().track().kind() == "audio")
}

fn leave_room(connection: &RtcPeerConnection, direction: RtcRtpTransceiverDirection) {
    for line in sound_lines(connection) {
        line.set_direction(direction);
    }
}

/// Sets the ICE servers. A browser refuses the whole list for one address that it does not take: that one is left out and told.
fn configure(connection: &RtcPeerConnection, relay_only: bool, ice_servers: &[IceServer]) -> Result<(), JsValue> {
    let set =
        |servers: &[IceServer]| connection.set_configuration_with_configuration(&configuration(relay_only, servers));
    if set(ice_servers).is_ok() {
        return Ok(());
    }
    let mut taken = Vec::new();
    for server in ice_servers {
        let mut kept = server.clone();
        kept.urls.retain(|url| {
            let alone = IceServer {
                urls: vec![url.clone()],
                ..server.clone()
            };
            let takes = set(&[alone]);
            if let Err(error) = &takes {
                left_out(&["a STUN or TURN server. ", &JsError::from(error.clone()).into_text()].concat());
            }
            takes.is_ok()
        });
        if !kept.urls.is_empty() {
            taken.push(kept);
        }
    }
    set(&taken)
}

fn configuration(relay_only: bool, ice_servers: &[IceServer]) -> RtcConfiguration {
    let configuration = RtcConfiguration::new();
    // All media share one transport, as the API's offers do: fewer candidates, fewer calls.
    let _ = js_sys::Reflect::set(&configuration, &"bundlePolicy".into(), &"max-bundle".into());
    if relay_only {
        configuration.set_ice_transport_policy(RtcIceTransportPolicy::Relay);
    }
    configuration.set_ice_servers(&wire::write::write(&wire::write::ice_servers(ice_servers)));
    configuration
}

/// The answer of a TURN server to a wrong user name or password (RFC 8656, section 7).
const UNAUTHORIZED: f64 = 401.0;

// The name of an event says its type: no cast is checked.
fn listen(
    connection: &RtcPeerConnection,
    weak: &Weak<Peer>,
    inbox: &Inbox,
    peer: PeerId,
    relay_only: bool,
) -> Vec<EventListener> {
    let mut listeners = Vec::with_capacity(6);
    let on_track = weak.clone();
    listeners.push(EventListener::new(connection, "track", move |event| {
        if let Some(peer) = on_track.upgrade() {
            peer.adopt_track(event.unchecked_ref::<RtcTrackEvent>());
        }
    }));
    let on_channel = weak.clone();
    listeners.push(EventListener::new(connection, "datachannel", move |event| {
        if let Some(peer) = on_channel.upgrade() {
            peer.adopt_channel(event.unchecked_ref::<RtcDataChannelEvent>().channel());
        }
    }));
    let on_candidate = inbox.clone();
    let any = Cell::new(false);
    listeners.push(EventListener::new(connection, "icecandidate", move |event| {
        let candidate = event.unchecked_ref::<RtcPeerConnectionIceEvent>().candidate();
        let candidate = candidate.map(|candidate| IceCandidate {
            candidate: candidate.candidate(),
            sdp_mid: candidate.sdp_mid(),
            sdp_m_line_index: candidate.sdp_m_line_index(),
            username_fragment: property::text(&candidate, "usernameFragment"),
        });
        // An absent or empty candidate marks the end of candidates, of which the API does not want to hear.
        match candidate {
            Some(candidate) if !candidate.candidate.is_empty() => {
                any.set(true);
                on_candidate.input(Input::Candidate { peer, candidate });
            }
            // Without a relay there is no other way, and nothing to wait for.
            None if relay_only && !any.get() => {
                let connection = Connection::Failed;
                on_candidate.input(Input::Peer { peer, connection });
            }
            _ => {}
        }
    }));
    let on_refusal = inbox.clone();
    listeners.push(EventListener::new(connection, "icecandidateerror", move |event| {
        if property::number(event, "errorCode") == Some(UNAUTHORIZED) {
            on_refusal.input(Input::RelayRefused { peer });
        }
    }));
    let on_state = inbox.clone();
    listeners.push(EventListener::new(connection, "connectionstatechange", move |event| {
        let target = event.target().map(JsCast::unchecked_into::<RtcPeerConnection>);
        if let Some(connection) = target.map(|target| target.connection_state()).and_then(connection_from) {
            on_state.input(Input::Peer { peer, connection });
        }
    }));
    // Firefox has dropped connections to whose ICE state nobody listened.
    listeners.push(EventListener::new(connection, "iceconnectionstatechange", |_| {}));
    listeners
}

fn connection_from(state: RtcPeerConnectionState) -> Option<Connection> {
    match state {
        RtcPeerConnectionState::Connecting => Some(Connection::Connecting),
        RtcPeerConnectionState::Connected => Some(Connection::Connected),
        RtcPeerConnectionState::Disconnected => Some(Connection::Disconnected),
        RtcPeerConnectionState::Failed => Some(Connection::Failed),
        RtcPeerConnectionState::Closed => Some(Connection::Closed),
        _ => None,
    }
}

/// A message of the data channel; none where it is malformed.
fn read(data: &JsValue) -> Option<ChannelMessage> {
    let text = match data.dyn_ref::<js_sys::ArrayBuffer>() {
        Some(buffer) => String::from_utf8(js_sys::Uint8Array::new(buffer).to_vec()).ok()?,
        None => data.as_string()?,
    };
    wire::read::channel_message(&js_sys::JSON::parse(&text).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn channel_messages_are_read_as_bytes_and_as_text() {
        let text = r#"{"type":"avatar_stop_talking","task_id":"t","duration_ms":1200}"#;
        let wanted = ChannelMessage::StopTalking {
            task_id: "t".into(),
            duration_ms: 1200,
            unsaid: None,
        };
        assert_eq!(read(&text.into()), Some(wanted.clone()));
        let bytes = js_sys::Uint8Array::from(text.as_bytes());
        assert_eq!(read(&bytes.buffer()), Some(wanted));
    }

    #[wasm_bindgen_test]
    fn a_server_that_the_browser_does_not_take_is_left_out() {
        let server = |urls: &[&str], credential: Option<&str>| IceServer {
            urls: urls.iter().map(|url| (*url).to_owned()).collect(),
            username: credential.map(str::to_owned),
            credential: credential.map(str::to_owned),
            credential_type: None,
        };
        let list = [
            server(&["stun:a.test"], None),
            server(&["http://b.test"], None),
            server(&["turn:c.test"], None),
            server(&["turn:d.test", "", "turn:d.test:99999"], Some("x")),
        ];
        let connection = RtcPeerConnection::new_with_configuration(&configuration(false, &[])).unwrap();
        configure(&connection, false, &list).unwrap();
        let set = js_sys::JSON::stringify(&property::value(&connection.get_configuration(), "iceServers")).unwrap();
        let set = String::from(set);
        assert!(set.contains("stun:a.test") && set.contains("turn:d.test"), "{set}");
        assert!(
            !set.contains("b.test") && !set.contains("c.test") && !set.contains("99999"),
            "{set}"
        );
        connection.close();
    }

    /// An offer as servers make it: sound in both directions.
    async fn offer() -> (RtcPeerConnection, String) {
        let connection = RtcPeerConnection::new_with_configuration(&configuration(false, &[])).unwrap();
        connection.add_transceiver_with_str("audio");
        let offer = JsFuture::from(connection.create_offer()).await.unwrap();
        let offer: RtcSessionDescriptionInit = offer.unchecked_into();
        JsFuture::from(connection.set_local_description(&offer)).await.unwrap();
        (connection, offer.get_sdp().unwrap())
    }

    #[wasm_bindgen_test]
    async fn the_answer_leaves_room_for_the_visitors_sound_where_it_may_be_wanted() {
        for (microphone, direction) in [(true, "a=sendrecv"), (false, "a=recvonly")] {
            let (server, offer) = offer().await;
            let connection = RtcPeerConnection::new_with_configuration(&configuration(false, &[])).unwrap();
            let answer = answer(connection.clone(), false, &offer, &[], microphone)
                .await
                .unwrap();
            assert!(answer.lines().any(|line| line == direction), "{answer}");
            assert!(sound_lines(&connection).all(|line| line.sender().track().is_none()));
            server.close();
            connection.close();
        }
    }

    #[wasm_bindgen_test]
    fn malformed_channel_messages_are_nothing() {
        let bytes = js_sys::Uint8Array::from([0xff_u8, 0xfe].as_slice());
        let cases = [
            JsValue::from_str("{"),
            JsValue::from_str("[]"),
            bytes.buffer().into(),
            JsValue::NULL,
            7.into(),
        ];
        assert!(cases.iter().all(|case| read(case).is_none()));
    }
}
