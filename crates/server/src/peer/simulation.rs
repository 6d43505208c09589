//! Sessions in simulated time: a life and a client, with nothing between them but the time that the test lets pass.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use api::{ChannelMessage, TaskMode, VideoEncoding};
use avatar::FrameSize;
use avatar::speech::Delivery;
use str0m::change::SdpOffer;
use str0m::net::{Protocol, Receive};
use str0m::{Candidate, Event, Input, Output, Rtc, RtcConfig};
use tasks::Queue;
use tokio::sync::oneshot;

use crate::media::VideoFormat;
use crate::peer::bounds::Bounds;
use crate::peer::life::{Due, Life, Narration};
use crate::refusal::Refusal;
use crate::sessions::{Command, Ended, Phase, Terms};

const SECOND: Duration = Duration::from_secs(1);

/// The time that passes in one step.
const TICK: Duration = Duration::from_millis(10);

/// The longest that anything is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

const WORDS: &str = "This sentence takes longer to say than the server has patience for silence.";

/// A session and its client.
struct Simulation {
    life: Life,
    client: Rtc,
    /// Gone without a word, where it is not.
    client_is_there: bool,
    start: Instant,
    now: Instant,
    /// Until when the life wants to wait.
    until: Instant,
    /// Datagrams on their way to the server.
    underway: VecDeque<Vec<u8>>,
    narration: Queue,
    channel_is_open: bool,
    /// What the client has heard, and when.
    messages: Vec<(Duration, ChannelMessage)>,
    ended: Option<(Duration, Ended)>,
}

fn server_address() -> SocketAddr {
    "127.0.0.1:5000".parse().unwrap()
}

fn client_address() -> SocketAddr {
    "127.0.0.1:6000".parse().unwrap()
}

fn bounds() -> Bounds {
    Bounds {
        addresses: [].into(),
        start: 10 * SECOND,
        connect: 20 * SECOND,
        longest: None,
        tasks: tasks::Limits::DEFAULT,
    }
}

/// Whether something happened at that time, or within the few steps that messages take.
fn is_at(happened: Duration, expected: Duration) -> bool {
    (expected..expected + 10 * TICK).contains(&happened)
}

impl Simulation {
    /// A session whose offer has been made.
    fn new(bounds: Bounds, idle: Option<Duration>) -> Self {
        crate::peer::cryptography::install_cryptography();
        let now = Instant::now();
        let FrameSize { width, height } = FrameSize::LOW;
        let terms = Terms {
            avatar_id: avatar::avatars()[0].id.to_owned(),
            format: VideoFormat {
                width,
                height,
                kilobits: 300,
            },
            encoding: VideoEncoding::default(),
            delivery: Delivery::default(),
            talk: None,
            idle,
        };
        let addresses = [server_address()].into_iter();
        let life = Life::new("simulated", terms, bounds, Phase::default(), addresses, now).unwrap();
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
            narration: Queue::default(),
            channel_is_open: false,
            messages: Vec::new(),
            ended: None,
        }
    }

    /// A session whose client is connected.
    fn connected(bounds: Bounds, idle: Option<Duration>) -> Self {
        let mut simulation = Self::new(bounds, idle);
        simulation.answer();
        simulation.until(|simulation| simulation.channel_is_open);
        simulation
    }

    fn answer(&mut self) {
        self.answer_with(|answer| answer);
    }

    /// Answers with what becomes of the client's answer.
    fn answer_with(&mut self, edit: impl FnOnce(String) -> String) {
        let offer = SdpOffer::from_sdp_string(self.life.offer()).unwrap();
        let answer = edit(self.client.sdp_api().accept_offer(offer).unwrap().to_sdp_string());
        self.command(|reply| Command::Answer(answer, reply)).unwrap();
    }

    fn command(
        &mut self,
        command: impl FnOnce(oneshot::Sender<Result<(), Refusal>>) -> Command,
    ) -> Result<(), Refusal> {
        let (reply, mut answer) = oneshot::channel();
        self.life.command(command(reply), self.now);
        answer.try_recv().unwrap()
    }

    fn say(&mut self, id: &str) {
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
    fn time(&self) -> Duration {
        self.now - self.start
    }

    fn pass(&mut self, time: Duration) {
        let until = self.now + time;
        while self.now < until {
            self.step();
        }
    }

    /// Lets time pass until something is the case; returns when it was.
    fn until(&mut self, is: impl Fn(&Self) -> bool) -> Duration {
        let last = self.now + PATIENCE;
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

    fn until_end(&mut self) -> (Duration, Ended) {
        self.until(|simulation| simulation.ended.is_some());
        self.ended.clone().unwrap()
    }

    /// The names of the tasks that began, and of those that ended.
    fn told(&self) -> (Vec<&str>, Vec<&str>) {
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
            self.client.handle_input(Input::Timeout(self.now)).ok();
            self.drain_client();
        }
        for datagram in std::mem::take(&mut self.underway) {
            self.life
                .receive(&datagram, client_address(), server_address(), self.now);
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
                Output::Event(Event::ChannelData(data)) => {
                    let message = serde_json::from_slice(&data.data).unwrap();
                    self.messages.push((self.time(), message));
                }
                Output::Event(_) => {}
            }
        }
    }

    /// Does all that is due, as the session's thread does.
    fn settle(&mut self) {
        loop {
            match self.life.poll(self.now) {
                Due::Send(datagram) => {
                    let contents = &datagram.contents;
                    let received = Receive::new(Protocol::Udp, server_address(), client_address(), contents);
                    if self.client_is_there {
                        let input = Input::Receive(self.now, received.unwrap());
                        self.client.handle_input(input).ok();
                    }
                }
                Due::Narrate(Narration::Say(order)) => self.narration.order(order),
                Due::Narrate(Narration::CallOff) => self.narration.call_off(),
                Due::Narrate(_) | Due::Talk(_) => panic!("nobody talks here"),
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

    /// Ends the session and lets its farewell pass; returns how long that took.
    fn close(&mut self) -> Duration {
        let closed = self.time();
        self.ended = None;
        self.life.close(Ended::Stopped, self.now);
        let (done, why) = self.until_end();
        assert_eq!(why, Ended::Stopped);
        done - closed
    }
}

#[test]
fn a_session_that_nobody_answers_ends_when_the_time_for_that_is_over() {
    let mut session = Simulation::new(bounds(), None);
    let (at, why) = session.until_end();
    assert_eq!(why, Ended::NotStarted(10 * SECOND));
    assert!(is_at(at, 10 * SECOND), "{at:?}");
}

#[test]
fn a_session_that_never_connects_ends_when_the_time_for_that_is_over() {
    let mut session = Simulation::new(bounds(), None);
    session.pass(5 * SECOND);
    session.answer();
    session.client_is_there = false;
    let (at, why) = session.until_end();
    assert_eq!(why, Ended::NotConnected(20 * SECOND));
    assert!(is_at(at, 25 * SECOND), "{at:?}");
}

#[test]
fn a_user_fragment_of_any_length_ends_no_session() {
    for length in [4, 111, 112, 200, 256] {
        let mut session = Simulation::new(bounds(), None);
        session.answer_with(|answer| {
            let own = answer
                .lines()
                .find_map(|line| line.strip_prefix("a=ice-ufrag:"))
                .unwrap();
            answer.replace(own, &"u".repeat(length))
        });
        session.pass(2 * SECOND);
        assert_eq!(session.ended, None, "{length}");
    }
}

#[test]
fn an_idle_session_ends_but_not_while_it_speaks_or_is_kept_alive() {
    let idle = 2 * SECOND;
    let mut session = Simulation::connected(bounds(), Some(idle));
    for _ in 0..3 {
        session.pass(3 * idle / 4);
        session.command(Command::KeepAlive).unwrap();
    }
    assert_eq!(session.ended, None);
    let asked = session.time();
    session.say("one");
    let said = session.until(|session| session.told().1 == ["one"]);
    assert!(
        said - asked > 3 * SECOND,
        "it was not longer than the idle time: {:?}",
        said - asked
    );
    assert_eq!(session.ended, None, "it spoke to its end");
    let (at, why) = session.until_end();
    assert_eq!(why, Ended::Idle(idle));
    // The client hears of the end of a text a moment after the server.
    assert!(is_at(at + 5 * TICK, said + idle), "{said:?} {at:?}");
}

#[test]
fn a_session_without_an_idle_time_goes_on_until_the_longest_that_it_may_last() {
    let longest = 8 * SECOND;
    let bounds = Bounds {
        longest: Some(longest),
        ..bounds()
    };
    let mut session = Simulation::connected(bounds, None);
    let (at, why) = session.until_end();
    assert_eq!(why, Ended::OverTime);
    assert!(is_at(at, longest), "{at:?}");
}

#[test]
fn a_client_that_dies_loses_its_session() {
    let mut session = Simulation::connected(bounds(), None);
    session.client_is_there = false;
    let gone = session.time();
    let (at, why) = session.until_end();
    assert_eq!(why, Ended::Lost);
    let after = at - gone;
    assert!(after > 20 * SECOND && after < 30 * SECOND, "{after:?}");
}

#[test]
fn a_client_that_comes_back_in_time_keeps_its_session() {
    let mut session = Simulation::connected(bounds(), None);
    session.client_is_there = false;
    session.pass(18 * SECOND);
    session.client_is_there = true;
    session.pass(10 * SECOND);
    assert_eq!(session.ended, None);
    session.say("one");
    session.until(|session| session.told().1 == ["one"]);
}

#[test]
fn an_interrupt_ends_the_text_that_is_being_said_and_drops_the_others() {
    let mut session = Simulation::connected(bounds(), None);
    session.say("one");
    session.say("two");
    session.until(|session| session.told().0 == ["one"]);
    session.pass(SECOND);
    let asked = session.time();
    session.command(Command::Interrupt).unwrap();
    let ended = session.until(|session| session.told().1 == ["one"]);
    assert!(ended - asked < Duration::from_millis(100), "{:?}", ended - asked);
    session.pass(2 * SECOND);
    assert_eq!(session.told(), (vec!["one"], vec!["one"]));
    session.say("three");
    session.until(|session| session.told().1 == ["one", "three"]);
}

#[test]
fn a_text_that_is_cut_off_by_the_end_of_its_session_is_not_told_to_have_ended() {
    let mut session = Simulation::connected(bounds(), None);
    session.say("one");
    session.until(|session| session.told().0 == ["one"]);
    session.pass(SECOND / 2);
    session.close();
    session.pass(SECOND);
    assert!(!session.client.is_alive(), "the client was told");
    assert_eq!(session.told(), (vec!["one"], vec![]));
}

#[test]
fn a_farewell_does_not_wait_for_a_client_that_is_gone() {
    let unanswered = Simulation::new(bounds(), None);
    let mut unconnected = Simulation::new(bounds(), None);
    unconnected.answer();
    let connected = Simulation::connected(bounds(), None);
    for mut session in [unanswered, unconnected, connected] {
        session.client_is_there = false;
        let took = session.close();
        assert!(took < SECOND / 10, "{took:?}");
    }
}
