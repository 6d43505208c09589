//! One peer connection with all that belongs to it.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use api::{ChannelMessage, IceCandidate, IceServer};
use gloo_events::EventListener;
use session::{Connection, Input, PeerId, PeerProblem};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    MediaStream, MediaStreamTrack, RtcConfiguration, RtcDataChannel, RtcDataChannelEvent, RtcDataChannelState,
    RtcDataChannelType, RtcIceTransportPolicy, RtcPeerConnection, RtcPeerConnectionIceEvent, RtcPeerConnectionState,
    RtcSdpType, RtcSessionDescriptionInit, RtcTrackEvent,
};

use super::JsError;
use super::console::left_out;
use super::jitter::JitterTarget;
use super::monitor::{Monitor, Observations, set_jitter_target};
use super::property;
use super::runner::Runner;
use super::service::Service;
use super::wire;

/// A peer connection. Dropping it removes its listeners, then closes it.
pub(super) struct Peer {
    connection: RtcPeerConnection,
    stream: MediaStream,
    listeners: Vec<EventListener>,
    channel: RefCell<Option<Channel>>,
    hushed: Cell<bool>,
    pub(super) observations: Observations,
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
    pub(super) fn open(
        runner: &Weak<Runner>,
        id: PeerId,
        service: &Service,
        relay_only: bool,
    ) -> Result<Self, PeerProblem> {
        let unsupported = |_| PeerProblem::Unsupported;
        let connection = match service.page() {
            Some(page) => page.open(),
            None => RtcPeerConnection::new_with_configuration(&configuration(relay_only, &[])).map_err(unsupported)?,
        };
        let stream = MediaStream::new().map_err(unsupported)?;
        let listeners = listen(&connection, runner, id, relay_only);
        Ok(Self {
            connection,
            stream,
            listeners,
            channel: RefCell::new(None),
            hushed: Cell::new(false),
            observations: Observations::default(),
            _monitor: Monitor::start(runner, id),
        })
    }

    pub(super) fn connection(&self) -> &RtcPeerConnection {
        &self.connection
    }

    /// What it plays; none before the first track.
    pub(super) fn stream(&self) -> Option<&MediaStream> {
        (self.stream.get_tracks().length() > 0).then_some(&self.stream)
    }

    /// Silences its sound, or lets it be heard.
    pub(super) fn hush(&self, hushed: bool) {
        self.hushed.set(hushed);
        for track in self.stream.get_audio_tracks().iter() {
            track.unchecked_ref::<MediaStreamTrack>().set_enabled(!hushed);
        }
    }

    fn adopt_track(&self, event: &RtcTrackEvent) {
        let track = event.track();
        if track.kind() == "audio" {
            track.set_enabled(!self.hushed.get());
        }
        set_jitter_target(&event.receiver(), JitterTarget::LOWEST);
        self.stream.add_track(&track);
    }

    fn adopt_channel(&self, runner: &Weak<Runner>, id: PeerId, channel: RtcDataChannel) {
        channel.set_binary_type(RtcDataChannelType::Arraybuffer);
        let opened = channel.ready_state() == RtcDataChannelState::Open;
        let told = |kind: &'static str, open: bool| {
            let runner = runner.clone();
            EventListener::new(&channel, kind, move |_| {
                tell(&runner, Input::Channel { peer: id, open })
            })
        };
        let mut listeners = vec![told("close", false)];
        if !opened {
            listeners.push(told("open", true));
        }
        let receiver = runner.clone();
        listeners.push(EventListener::new(&channel, "message", move |event| {
            if let Some(message) = read(&event.unchecked_ref::<web_sys::MessageEvent>().data()) {
                tell(&receiver, Input::Message { peer: id, message });
            }
        }));
        let before = self.channel.replace(Some(Channel { channel, listeners }));
        drop(before);
        if opened {
            tell(runner, Input::Channel { peer: id, open: true });
        }
    }
}

/// Answers an offer and sets the answer as local description.
///
/// # Errors
/// What the browser says against the offer or the ICE servers.
pub(super) async fn answer(
    connection: RtcPeerConnection,
    relay_only: bool,
    offer: &str,
    ice_servers: &[IceServer],
) -> Result<String, PeerProblem> {
    let refused = |error: JsValue| PeerProblem::Negotiation(JsError::from(error).into_text());
    configure(&connection, relay_only, ice_servers).map_err(refused)?;
    let description = RtcSessionDescriptionInit::new(RtcSdpType::Offer);
    description.set_sdp(offer);
    JsFuture::from(connection.set_remote_description(&description))
        .await
        .map_err(refused)?;
    let answer = JsFuture::from(connection.create_answer()).await.map_err(refused)?;
    let answer: RtcSessionDescriptionInit = answer.unchecked_into();
    JsFuture::from(connection.set_local_description(&answer))
        .await
        .map_err(refused)?;
    Ok(answer.get_sdp().unwrap_or_default())
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

/// What a TURN server answers to a wrong user name or password (RFC 8656, section 7).
const UNAUTHORIZED: f64 = 401.0;

// What an event of a peer connection is, its name says: no cast is checked.
fn listen(connection: &RtcPeerConnection, runner: &Weak<Runner>, id: PeerId, relay_only: bool) -> Vec<EventListener> {
    let mut listeners = Vec::with_capacity(6);
    let on_track = runner.clone();
    listeners.push(EventListener::new(connection, "track", move |event| {
        if let Some((runner, peer)) = found(&on_track, id) {
            peer.adopt_track(event.unchecked_ref::<RtcTrackEvent>());
            runner.refresh(id);
        }
    }));
    let on_channel = runner.clone();
    listeners.push(EventListener::new(connection, "datachannel", move |event| {
        if let Some((_, peer)) = found(&on_channel, id) {
            let channel = event.unchecked_ref::<RtcDataChannelEvent>().channel();
            peer.adopt_channel(&on_channel, id, channel);
        }
    }));
    let on_candidate = runner.clone();
    let any = Cell::new(false);
    listeners.push(EventListener::new(connection, "icecandidate", move |event| {
        let candidate = event.unchecked_ref::<RtcPeerConnectionIceEvent>().candidate();
        let candidate = candidate.map(|candidate| IceCandidate {
            candidate: candidate.candidate(),
            sdp_mid: candidate.sdp_mid(),
            sdp_m_line_index: candidate.sdp_m_line_index(),
            username_fragment: property::text(&candidate, "usernameFragment"),
        });
        // None, or an empty one, is the end of candidates, which the API does not want to hear of.
        match candidate {
            Some(candidate) if !candidate.candidate.is_empty() => {
                any.set(true);
                tell(&on_candidate, Input::Candidate { peer: id, candidate });
            }
            // Without a relay there is no other way, and nothing to wait for.
            None if relay_only && !any.get() => {
                let connection = Connection::Failed;
                tell(&on_candidate, Input::Peer { peer: id, connection });
            }
            _ => {}
        }
    }));
    let on_refusal = runner.clone();
    listeners.push(EventListener::new(connection, "icecandidateerror", move |event| {
        if property::number(event, "errorCode") == Some(UNAUTHORIZED) {
            tell(&on_refusal, Input::RelayRefused { peer: id });
        }
    }));
    let on_state = runner.clone();
    listeners.push(EventListener::new(connection, "connectionstatechange", move |event| {
        let target = event.target().map(JsCast::unchecked_into::<RtcPeerConnection>);
        if let Some(connection) = target.map(|target| target.connection_state()).and_then(connection_from) {
            tell(&on_state, Input::Peer { peer: id, connection });
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

fn found(runner: &Weak<Runner>, id: PeerId) -> Option<(Rc<Runner>, Rc<Peer>)> {
    let runner = runner.upgrade()?;
    let peer = runner.peer(id)?;
    Some((runner, peer))
}

fn tell(runner: &Weak<Runner>, input: Input) {
    if let Some(runner) = runner.upgrade() {
        runner.input(input);
    }
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
