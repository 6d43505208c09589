//! A visitor: a WebRTC peer that answers the server's offer and keeps what arrives.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use api::{Call, ChannelMessage};
use opus_pure::{Application, OpusEncoder};
use serde_json::{Value, json};
use str0m::change::SdpOffer;
use str0m::channel::ChannelId;
use str0m::format::Codec;
use str0m::media::{Frequency, KeyframeRequestKind, MediaKind, MediaTime, Mid};
use str0m::net::{Protocol, Receive};
use str0m::{Candidate, Event, Input, Output, Rtc, RtcConfig};
use tokio::net::UdpSocket;
use tokio::sync::mpsc;

use crate::caller::{Caller, text};

/// How long anything that must happen is waited for. Generous: the machine may be busy.
pub const TIMEOUT: Duration = Duration::from_secs(30);

/// A frame or packet that arrived.
#[derive(Clone)]
pub struct Arrived {
    pub codec: Codec,
    pub at: Instant,
    pub data: Vec<u8>,
}

/// All that has arrived so far.
#[derive(Default)]
pub struct Inbox {
    pub connected: bool,
    pub closed: bool,
    pub labels: Vec<String>,
    pub messages: Vec<(Instant, ChannelMessage)>,
    pub pictures: Vec<Arrived>,
    pub packets: Vec<Arrived>,
    /// Whether media are only counted, as for a crowd over a long time.
    pub counts_only: bool,
    /// How many pictures were counted, and when the last one or a packet of sound came.
    pub counted: u64,
    pub last: Option<Instant>,
}

enum Wish {
    KeyPicture,
    /// 20 ms of the visitor's sound, and their time.
    Sound(u64, Vec<u8>),
    Message(Vec<u8>),
    Move(UdpSocket),
    Close,
    Vanish,
}

/// A visitor in a session.
pub struct Visitor {
    pub caller: Caller,
    pub session: String,
    pub inbox: Arc<Mutex<Inbox>>,
    wishes: mpsc::UnboundedSender<Wish>,
    /// The clock of the visitor's sound.
    ticks: AtomicU64,
}

/// A peer that has answered an offer but told nobody yet.
pub struct Answered {
    pub rtc: Rtc,
    pub socket: UdpSocket,
    pub sdp: String,
    pub candidate: String,
}

/// Answers an offer with these codecs.
pub async fn answer(offer: &str, codecs: &[Codec]) -> Answered {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    answer_from(offer, codecs, socket).await
}

/// The same from this socket.
pub async fn answer_from(offer: &str, codecs: &[Codec], socket: UdpSocket) -> Answered {
    str0m::crypto::from_feature_flags().install_process_default();
    let mut config = RtcConfig::new().clear_codecs().enable_opus(true, false);
    for codec in codecs {
        config = match codec {
            Codec::H264 => config.enable_h264(true),
            Codec::Vp8 => config.enable_vp8(true),
            Codec::Vp9 => config.enable_vp9(true),
            other => panic!("no {other:?} here"),
        };
    }
    let mut rtc = config.build(Instant::now());
    let candidate = Candidate::host(socket.local_addr().unwrap(), "udp").unwrap();
    let line = candidate.to_sdp_string();
    let offer = SdpOffer::from_sdp_string(offer).unwrap();
    let sdp = rtc.sdp_api().accept_offer(offer).unwrap().to_sdp_string();
    rtc.add_local_candidate(candidate);
    Answered {
        rtc,
        socket,
        sdp,
        candidate: line,
    }
}

impl Visitor {
    /// Opens a session as `body` asks, answers it with these codecs, and waits for the connection.
    pub async fn enter(caller: &Caller, body: Value, codecs: &[Codec]) -> Self {
        let opened = caller.data(Call::New, body).await;
        let session = text(&opened["session_id"]);
        let answered = answer(&text(&opened["sdp"]["sdp"]), codecs).await;
        let start = json!({"session_id": session, "sdp": {"type": "answer", "sdp": answered.sdp}});
        caller.data(Call::Start, start).await;
        let visitor = Self::live(caller, session, answered);
        visitor
            .until("a connection", |inbox| inbox.connected && !inbox.labels.is_empty())
            .await;
        visitor
    }

    /// Lets an answered peer live.
    pub fn live(caller: &Caller, session: String, answered: Answered) -> Self {
        let inbox = Arc::new(Mutex::new(Inbox::default()));
        let (wishes, wished) = mpsc::unbounded_channel();
        tokio::spawn(drive(answered.rtc, answered.socket, Arc::clone(&inbox), wished));
        Self {
            caller: caller.clone(),
            session,
            inbox,
            wishes,
            ticks: AtomicU64::new(77_777),
        }
    }

    pub fn see<T>(&self, look: impl FnOnce(&mut Inbox) -> T) -> T {
        look(&mut self.inbox.lock().unwrap())
    }

    /// Waits until something is the case.
    pub async fn until(&self, what: &str, mut is: impl FnMut(&mut Inbox) -> bool) {
        let deadline = Instant::now() + TIMEOUT;
        while !self.see(&mut is) {
            assert!(Instant::now() < deadline, "{what} did not come");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Waits until so many packets of sound more have come, 20 ms each.
    pub async fn hears(&self, packets: usize) {
        let before = self.see(|inbox| inbox.packets.len());
        self.until("more sound", |inbox| inbox.packets.len() >= before + packets)
            .await;
    }

    pub fn ask_for_key_picture(&self) {
        self.wishes.send(Wish::KeyPicture).ok().unwrap();
    }

    /// Speaks into the microphone, in real time: samples at the avatar's rate. Silence goes before and after.
    pub async fn speak(&self, samples: &[i16], silence: Duration) {
        let rate = avatar::SAMPLE_RATE;
        let packet = rate as usize / 50;
        let around = vec![0; packet * usize::try_from(silence.as_millis() / 20).unwrap()];
        let mut all = [&around[..], samples, &around[..]].concat();
        all.resize(all.len().next_multiple_of(packet), 0);
        let mut encoder = OpusEncoder::new(rate as i32, 1, Application::Voip).unwrap();
        let mut clock = tokio::time::interval(Duration::from_millis(20));
        for samples in all.chunks(packet) {
            clock.tick().await;
            let mut bytes = vec![0; 1_500];
            let size = encoder.encode_s16(samples, packet, &mut bytes).unwrap();
            let time = self.ticks.fetch_add(960, Ordering::Relaxed);
            self.wishes
                .send(Wish::Sound(time, bytes[..size].to_vec()))
                .ok()
                .unwrap();
        }
    }

    /// Sends a message over the data channel.
    pub fn message(&self, message: &str) {
        let json = serde_json::to_vec(message).unwrap();
        self.wishes.send(Wish::Message(json)).ok().unwrap();
    }

    /// Waits for a message of the data channel and returns it.
    pub async fn told(&self, what: &str, is: impl Fn(&ChannelMessage) -> bool) -> (Instant, ChannelMessage) {
        let find = |inbox: &mut Inbox| inbox.messages.iter().find(|(_, message)| is(message)).cloned();
        self.until(what, |inbox| find(inbox).is_some()).await;
        self.see(find).unwrap()
    }

    /// Is seen from another address from now on, without knowing, as behind a NAT that forgets.
    pub fn move_to(&self, socket: UdpSocket) {
        self.wishes.send(Wish::Move(socket)).ok().unwrap();
    }

    /// Closes the connection as a browser does.
    pub fn close(&self) {
        self.wishes.send(Wish::Close).ok();
    }

    /// Goes without a word, as a browser that died.
    pub fn vanish(&self) {
        self.wishes.send(Wish::Vanish).ok();
    }

    /// Has a text said; gives its task and length.
    pub async fn say(&self, words: &str) -> (String, u64) {
        let data = self
            .caller
            .data(Call::Task, json!({"session_id": self.session, "text": words}))
            .await;
        (text(&data["task_id"]), data["duration_ms"].as_u64().unwrap())
    }

    pub async fn call(&self, call: Call) -> (u16, Value) {
        self.caller.call(call, json!({"session_id": self.session})).await
    }

    /// When the end of a task was told.
    pub async fn said(&self, task: &str) -> (Instant, u64) {
        let end = |inbox: &mut Inbox| {
            inbox.messages.iter().find_map(|(at, message)| match message {
                ChannelMessage::StopTalking {
                    task_id, duration_ms, ..
                } if task_id == task => Some((*at, *duration_ms)),
                _ => None,
            })
        };
        self.until("the end of a task", |inbox| end(inbox).is_some()).await;
        self.see(end).unwrap()
    }

    /// When the start of a task was told.
    pub async fn begun(&self, task: &str) -> Instant {
        let start = |inbox: &mut Inbox| {
            inbox.messages.iter().find_map(|(at, message)| match message {
                ChannelMessage::StartTalking { task_id } if task_id == task => Some(*at),
                _ => None,
            })
        };
        self.until("the start of a task", |inbox| start(inbox).is_some()).await;
        self.see(start).unwrap()
    }
}

async fn drive(
    mut rtc: Rtc,
    mut socket: UdpSocket,
    inbox: Arc<Mutex<Inbox>>,
    mut wished: mpsc::UnboundedReceiver<Wish>,
) {
    let local = socket.local_addr().unwrap();
    let (mut video, mut sound): (Option<Mid>, Option<Mid>) = (None, None);
    let mut channel: Option<ChannelId> = None;
    let mut buffer = vec![0; 2048];
    loop {
        let wake = loop {
            match rtc.poll_output() {
                Ok(Output::Timeout(wake)) => break wake,
                Ok(Output::Transmit(datagram)) => {
                    socket.try_send_to(&datagram.contents, datagram.destination).ok();
                }
                Ok(Output::Event(event)) => {
                    match &event {
                        Event::MediaAdded(media) if media.kind == MediaKind::Video => video = Some(media.mid),
                        Event::MediaAdded(media) => sound = Some(media.mid),
                        Event::ChannelOpen(id, _) => channel = Some(*id),
                        _ => {}
                    }
                    keep(event, &inbox);
                }
                Err(_) => break Instant::now(),
            }
        };
        if !rtc.is_alive() {
            inbox.lock().unwrap().closed = true;
            return;
        }
        tokio::select! {
            () = tokio::time::sleep_until(wake.into()) => rtc.handle_input(Input::Timeout(Instant::now())).unwrap_or(()),
            received = socket.recv_from(&mut buffer) => {
                if let Ok((size, source)) = received
                    && let Ok(datagram) = Receive::new(Protocol::Udp, source, local, &buffer[..size])
                {
                    rtc.handle_input(Input::Receive(Instant::now(), datagram)).unwrap_or(());
                }
            }
            wish = wished.recv() => match wish {
                Some(Wish::KeyPicture) => {
                    let mut writer = rtc.writer(video.unwrap()).unwrap();
                    writer.request_keyframe(None, KeyframeRequestKind::Pli).unwrap();
                    rtc.handle_input(Input::Timeout(Instant::now())).unwrap_or(());
                }
                Some(Wish::Sound(ticks, packet)) => {
                    let writer = rtc.writer(sound.unwrap()).unwrap();
                    let payload = writer.payload_params().next().unwrap().pt();
                    let time = MediaTime::new(ticks, Frequency::FORTY_EIGHT_KHZ);
                    writer.write(payload, Instant::now(), time, packet).unwrap();
                    rtc.handle_input(Input::Timeout(Instant::now())).unwrap_or(());
                }
                Some(Wish::Message(message)) => {
                    rtc.channel(channel.unwrap()).unwrap().write(false, &message).unwrap();
                    rtc.handle_input(Input::Timeout(Instant::now())).unwrap_or(());
                }
                Some(Wish::Move(other)) => socket = other,
                Some(Wish::Close) => rtc.close().unwrap(),
                Some(Wish::Vanish) | None => return,
            }
        }
    }
}

fn keep(event: Event, inbox: &Mutex<Inbox>) {
    let mut inbox = inbox.lock().unwrap();
    let at = Instant::now();
    match event {
        Event::Connected => inbox.connected = true,
        Event::ChannelOpen(_, label) => inbox.labels.push(label),
        Event::ChannelData(data) => {
            assert!(data.binary, "messages are binary");
            inbox.messages.push((at, serde_json::from_slice(&data.data).unwrap()));
        }
        Event::ChannelClose(_) | Event::Closed => inbox.closed = true,
        Event::MediaData(media) => {
            let codec = media.params.spec().codec;
            inbox.last = Some(at);
            if inbox.counts_only {
                inbox.counted += u64::from(codec != Codec::Opus);
                return;
            }
            let arrived = Arrived {
                codec,
                at,
                data: media.data.to_vec(),
            };
            if codec == Codec::Opus {
                inbox.packets.push(arrived)
            } else {
                inbox.pictures.push(arrived)
            }
        }
        _ => {}
    }
}
