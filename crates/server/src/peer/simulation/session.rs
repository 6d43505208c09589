//! A session and its client, with nothing between them but the time that a test lets pass.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use api::{Background, ChannelMessage, TaskMode, VideoEncoding};
use avatar::FrameSize;
use avatar::speech::Delivery;
use str0m::change::SdpOffer;
use str0m::media::{KeyframeRequestKind, MediaData, MediaKind, Mid};
use str0m::net::{Protocol, Receive};
use str0m::{Candidate, Event, Input, Output, Rtc, RtcConfig};
use tasks::Queue;
use tokio::sync::oneshot;

use crate::media::VideoFormat;
use crate::peer::bounds::Bounds;
use crate::peer::lifecycle::{Due, Lifecycle, Narration};
use crate::peer::route::{HostCandidate, Route};
use crate::refusal::Refusal;
use crate::sessions::{Command, EndReason, Phase, Terms};

use super::link::Link;

pub const SECOND: Duration = Duration::from_secs(1);

/// The time that passes in one step.
pub const TICK: Duration = Duration::from_millis(10);

/// The longest that anything is waited for.
const TIMEOUT: Duration = Duration::from_secs(60);

const WORDS: &str = "This sentence takes longer to say than the server has patience for silence.";

/// A session and its client.
pub struct Simulation {
    pub life: Lifecycle,
    pub client: Rtc,
    /// Gone without a word, where it is not.
    pub client_is_there: bool,
    start: Instant,
    now: Instant,
    /// Until when the life wants to wait.
    until: Instant,
    /// Datagrams on their way to the server.
    underway: VecDeque<Vec<u8>>,
    /// The link to the client, where its bandwidth is limited.
    pub link: Option<Link>,
    /// The address that the client writes upon its checks, where that is not its own.
    pub forged: Option<SocketAddr>,
    /// Datagrams that went to another address than the client's, answers to checks left out.
    pub astray: usize,
    /// The section of pictures at the client.
    video: Option<Mid>,
    /// Whether the client waits for a picture that it can begin with.
    pub is_lost: bool,
    /// When it got a picture that it can decode.
    pub shown: Vec<Duration>,
    /// Bytes of media that it got.
    pub bytes: usize,
    narration: Queue,
    pub channel_is_open: bool,
    /// The messages that the client has heard, and when.
    pub messages: Vec<(Duration, ChannelMessage)>,
    pub ended: Option<(Duration, EndReason)>,
}

fn server_address() -> SocketAddr {
    "127.0.0.1:5000".parse().unwrap()
}

fn client_address() -> SocketAddr {
    "127.0.0.1:6000".parse().unwrap()
}

pub fn bounds() -> Bounds {
    Bounds {
        endpoints: crate::peer::network::MediaEndpoints::default(),
        start: 10 * SECOND,
        connect: 20 * SECOND,
        longest: None,
        tasks: tasks::Limits::DEFAULT,
        metrics: crate::metrics::Metrics::new(),
        load: std::sync::Arc::new(crate::load::Load::new(None)),
        stagger: std::sync::Arc::new(crate::media::Stagger::new(Instant::now())),
    }
}

/// Whether something happened at that time, or within the few steps that messages take.
pub fn is_at(happened: Duration, expected: Duration) -> bool {
    (expected..expected + 10 * TICK).contains(&happened)
}

impl Simulation {
    /// A session whose offer has been made.
    pub fn new(bounds: Bounds, idle: Option<Duration>) -> Self {
        crate::peer::cryptography::install_cryptography();
        let now = Instant::now();
        let FrameSize { width, height } = FrameSize::LOW;
        let terms = Terms {
            avatar: avatar::avatars()[0].clone(),
            format: VideoFormat {
                width,
                height,
                kilobits: 300,
            },
            encoding: VideoEncoding::default(),
            background: Background::Studio,
            delivery: Delivery::default(),
            talk: None,
            listening: None,
            idle,
            trace: crate::traces::Parent::default(),
        };
        let candidates = [HostCandidate::udp(server_address())];
        let life = Lifecycle::new("simulated", terms, bounds, Phase::default(), &candidates, now).unwrap();
        let config = RtcConfig::new().clear_codecs().enable_opus(true, false);
        let mut client = config.enable_h264(true).enable_vp8(true).build(now);
        client.add_local_candidate(Candidate::host(client_address(), "udp").unwrap());
        Self {
            life,
            client,
            client_is_there: true,
            start: now,
            now,
            until: now,
            underway: VecDeque::new(),
            link: None,
            forged: None,
            astray: 0,
            video: None,
            is_lost: true,
            shown: Vec::new(),
            bytes: 0,
            narration: Queue::default(),
            channel_is_open: false,
            messages: Vec::new(),
            ended: None,
        }
    }

    /// A session whose client is connected.
    pub fn connected(bounds: Bounds, idle: Option<Duration>) -> Self {
        let mut simulation = Self::new(bounds, idle);
        simulation.answer();
        simulation.until(|simulation| simulation.channel_is_open);
        simulation
    }

    pub fn answer(&mut self) {
        self.answer_with(|answer| answer);
    }

    /// Answers with what becomes of the client's answer.
    pub fn answer_with(&mut self, edit: impl FnOnce(String) -> String) {
        let offer = SdpOffer::from_sdp_string(self.life.offer()).unwrap();
        let answer = edit(self.client.sdp_api().accept_offer(offer).unwrap().to_sdp_string());
        self.command(|reply| Command::Answer(answer, reply)).unwrap();
    }

    pub fn command(
        &mut self,
        command: impl FnOnce(oneshot::Sender<Result<(), Refusal>>) -> Command,
    ) -> Result<(), Refusal> {
        let (reply, mut answer) = oneshot::channel();
        self.life.command(command(reply), self.now);
        answer.try_recv().unwrap()
    }

    pub fn say(&mut self, id: &str) {
        let script = tasks::script(WORDS, WORDS.len(), &Delivery::default()).unwrap();
        let (reply, mut answer) = oneshot::channel();
        let command = Command::Task {
            id: id.to_owned(),
            script,
            mode: TaskMode::default(),
            reply,
        };
        self.life.command(command, self.now);
        if let Ok(Err(refusal)) = answer.try_recv() {
            panic!("{refusal}");
        }
    }

    /// The time since the session began.
    pub fn time(&self) -> Duration {
        self.now - self.start
    }

    pub fn pass(&mut self, time: Duration) {
        let until = self.now + time;
        while self.now < until {
            self.step();
        }
    }

    /// Lets time pass until something is the case; returns when it was.
    pub fn until(&mut self, is: impl Fn(&Self) -> bool) -> Duration {
        let last = self.now + TIMEOUT;
        while !is(self) {
            assert!(
                self.now < last,
                "it did not come: {:?}, {:?}",
                self.messages,
                self.ended
            );
            self.step();
        }
        self.time()
    }

    pub fn until_end(&mut self) -> (Duration, EndReason) {
        self.until(|simulation| simulation.ended.is_some());
        self.ended.clone().unwrap()
    }

    /// The names of the tasks that began, and of those that ended.
    pub fn told(&self) -> (Vec<&str>, Vec<&str>) {
        let (mut begun, mut ended) = (Vec::new(), Vec::new());
        for (_, message) in &self.messages {
            match message {
                ChannelMessage::StartTalking { task_id } => begun.push(task_id.as_str()),
                ChannelMessage::StopTalking { task_id, .. } => ended.push(task_id.as_str()),
                _ => panic!("{message:?} is none of the server's"),
            }
        }
        (begun, ended)
    }

    fn step(&mut self) {
        self.now += TICK;
        if self.client_is_there {
            while let Some(contents) = self.link.as_mut().and_then(|link| link.arrived(self.now)) {
                self.hand_to_client(&contents);
            }
            self.client.handle_input(Input::Timeout(self.now)).ok();
            self.drain_client();
        }
        for datagram in std::mem::take(&mut self.underway) {
            let is_check = datagram.first() == Some(&0);
            let source = self.forged.filter(|_| is_check).unwrap_or(client_address());
            let route = Route::udp(source, server_address());
            self.life.receive(&datagram, route, self.now);
        }
        if self.until <= self.now {
            self.life.time(self.now);
        }
        while let Some(work) = self.narration.take() {
            let generation = work.generation();
            let (work, narrated) = work.step();
            if let Some(narrated) = self.narration.give_back(work, generation, narrated) {
                self.life.narrated(narrated);
            }
        }
        self.settle();
    }

    fn drain_client(&mut self) {
        while let Ok(output) = self.client.poll_output() {
            match output {
                Output::Timeout(_) => break,
                Output::Transmit(datagram) => self.underway.push_back(datagram.contents.to_vec()),
                Output::Event(Event::ChannelOpen(..)) => self.channel_is_open = true,
                Output::Event(Event::MediaAdded(media)) if media.kind == MediaKind::Video => {
                    self.video = Some(media.mid)
                }
                Output::Event(Event::MediaData(media)) => self.took(&media),
                Output::Event(Event::ChannelData(data)) => {
                    let message = serde_json::from_slice(&data.data).unwrap();
                    self.messages.push((self.time(), message));
                }
                Output::Event(_) => {}
            }
        }
    }

    fn hand_to_client(&mut self, contents: &[u8]) {
        let received = Receive::new(Protocol::Udp, server_address(), client_address(), contents);
        if self.client_is_there {
            let input = Input::Receive(self.now, received.unwrap());
            self.client.handle_input(input).ok();
        }
    }

    /// A picture or sound has come. The client shows only what it can decode, and asks for a picture to begin with as browsers do.
    fn took(&mut self, media: &MediaData) {
        self.bytes += media.data.len();
        if media.params.spec().codec.is_audio() {
            return;
        }
        self.is_lost = !media.is_keyframe() && (self.is_lost || !media.contiguous);
        if !self.is_lost {
            self.shown.push(self.time());
        } else if let Some(mut writer) = self.video.and_then(|mid| self.client.writer(mid)) {
            writer.request_keyframe(None, KeyframeRequestKind::Pli).ok();
        }
    }

    /// Does all that is due, as the session's thread does.
    fn settle(&mut self) {
        loop {
            match self.life.poll(self.now) {
                Due::Send(datagram) if datagram.destination != client_address() => {
                    // Checks, and answers to them, begin like this.
                    self.astray += usize::from(datagram.contents.first().is_none_or(|first| *first > 3));
                }
                Due::Send(datagram) => {
                    let contents = &datagram.contents;
                    match &mut self.link {
                        Some(link) => link.send(contents, self.now),
                        None => self.hand_to_client(contents),
                    }
                }
                Due::Narrate(Narration::Say(order)) => self.narration.order(order),
                Due::Narrate(Narration::CallOff) => self.narration.call_off(),
                Due::Narrate(_) | Due::Talk(_) | Due::Listen(_) => panic!("nobody talks here"),
                Due::Wait(until) => {
                    assert!(until > self.now, "it would keep a core busy");
                    self.until = until;
                    self.narration.consume(self.life.consumed());
                    return;
                }
                Due::End(why) => {
                    self.ended.get_or_insert((self.now - self.start, why));
                    return;
                }
            }
        }
    }

    /// Ends the session and lets its graceful close pass; returns how long that took.
    pub fn close(&mut self) -> Duration {
        let closed = self.time();
        self.ended = None;
        self.life.close(EndReason::Stopped, self.now);
        let (done, why) = self.until_end();
        assert_eq!(why, EndReason::Stopped);
        done - closed
    }
}
