//! One peer connection with all that belongs to it.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use api::{Background, ChannelMessage, IceCandidate};
use gloo_events::EventListener;
use session::{Connection, Input, PeerId, PeerProblem};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    MediaStream, MediaStreamTrack, RtcDataChannel, RtcDataChannelEvent, RtcDataChannelState, RtcDataChannelType,
    RtcPeerConnection, RtcPeerConnectionIceEvent, RtcPeerConnectionState, RtcTrackEvent,
};

use super::jitter_buffer::{JitterTarget, set_jitter_target};
use super::monitor::Monitor;
use super::negotiation::{configuration, sound_lines};
use super::video_output::VideoOutput;
use crate::client::browser::property;
use crate::client::browser::task::spawn;
use crate::client::http::{Service, wire};
use crate::client::inbox::Inbox;

/// A peer connection. Dropping it removes its listeners, then closes it.
pub(in crate::client) struct Peer {
    id: PeerId,
    inbox: Inbox,
    video_output: Rc<VideoOutput>,
    connection: RtcPeerConnection,
    stream: MediaStream,
    listeners: Vec<EventListener>,
    channel: RefCell<Option<Channel>>,
    hushed: Cell<bool>,
    /// The background that the server has not been told, because the channel is not open.
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
        video_output: &Rc<VideoOutput>,
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
            video_output: Rc::clone(video_output),
            listeners: listen(&connection, weak, inbox, id, relay_only),
            _monitor: Monitor::start(id, connection.clone(), inbox.clone(), Rc::clone(video_output)),
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
            self.video_output.show(self.id, &self.stream);
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

    /// Has the server put the avatar before a background, as soon as the channel is open.
    pub(in crate::client) fn set_background(&self, background: Background) {
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
