//! One whole life: a page (or several, one after the other) with its session machine, a user who presses anything at any time,
//! a network that delays, loses, doubles and refuses, and a server. All of it follows from a seed.

mod dice;
mod page;
mod plan;
mod server;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use api::{ApiError, ChannelMessage, ErrorKind, IceCandidate, TaskType};
use streaming_avatar_session::{
    CallId, Command, Connection, Input, Moment, Outcome, PeerId, PeerProblem, Progress, Request, Session, State, TextId,
};

use dice::Dice;
use page::Visit;
use plan::Plan;
use server::{Reply, Server, refusal};

/// After how long without any news a stop is known to have got through once the network is well.
const QUIET: u64 = 45 * 60_000;

enum Action {
    /// A request reaches the server.
    Arrive {
        visit: usize,
        call: CallId,
        request: Request,
        fault: Fault,
    },
    /// Its outcome reaches the page.
    Reply {
        visit: usize,
        call: CallId,
        new: bool,
        result: Result<Reply, ApiError>,
    },
    /// Something reaches the page; of a peer connection only while that is open.
    Tell {
        visit: usize,
        peer: Option<u32>,
        input: Input,
    },
    /// The server begins and ends to say a task.
    Begin {
        place: usize,
        turn: u32,
    },
    End {
        place: usize,
        turn: u32,
    },
    /// The server looks whether a session is idle or too old.
    Review {
        place: usize,
    },
    /// The browser gives up a connection if the network is still down.
    GiveUp {
        visit: usize,
        peer: u32,
    },
    /// Something happens to a connection that stands.
    MediaFault {
        visit: usize,
        peer: u32,
    },
    Press,
    Network(bool),
    /// The page is put away, and comes back.
    Freeze {
        visit: usize,
    },
    Thaw {
        visit: usize,
    },
    /// The machine slept.
    Leap(u64),
    /// The user is done with this page.
    Finish,
}

#[derive(Clone, Copy, PartialEq)]
enum Fault {
    None,
    RequestLost,
    ReplyLost,
    Doubled,
    Refused,
}

struct Entry(u64, u64, Action);

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        (self.0, self.1) == (other.0, other.1)
    }
}
impl Eq for Entry {}
impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Entry {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.0, self.1).cmp(&(other.0, other.1))
    }
}

struct World {
    now: u64,
    dice: Dice,
    plan: Plan,
    server: Server,
    visits: Vec<Visit>,
    storage: Vec<String>,
    actions: BinaryHeap<Reverse<Entry>>,
    count: u64,
    network: bool,
    offline_told: bool,
    healed: bool,
    finished: bool,
    words: Vec<(TextId, String)>,
    trace: bool,
}

/// What a life came to.
pub struct Life {
    /// Whether a session became Live before the last visit.
    pub reached_live: bool,
}

/// Lives the life of a seed.
///
/// # Errors
/// What law was broken.
pub fn live(seed: u64, trace: bool) -> Result<Life, String> {
    let mut dice = Dice::new(seed);
    let plan = Plan::new(&mut dice);
    let mut world = World {
        now: 1,
        dice,
        plan,
        server: Server::default(),
        visits: Vec::new(),
        storage: Vec::new(),
        actions: BinaryHeap::new(),
        count: 0,
        network: true,
        offline_told: false,
        healed: false,
        finished: false,
        words: Vec::new(),
        trace,
    };
    let visits = world.dice.range(1, 3);
    for last in (0..visits).rev() {
        world.visit(last == 0)?;
    }
    let reached_live = world.visits.iter().any(|visit| visit.reached_live);
    world.last_visit()?;
    Ok(Life { reached_live })
}

impl World {
    fn at(&mut self, after: u64, action: Action) {
        self.count += 1;
        self.actions.push(Reverse(Entry(self.now + after, self.count, action)));
    }

    fn open_page(&mut self) {
        let seed = self.dice.next();
        let session = Session::new(self.plan.options.clone(), seed);
        self.visits.push(Visit::new(session, self.trace));
        self.offline_told = false;
        self.finished = false;
        if !self.storage.is_empty() {
            let ids = self.storage.clone();
            self.give(Input::Orphans(ids));
        }
    }

    fn current(&self) -> usize {
        self.visits.len() - 1
    }

    /// A page is visited, used, and left in some way. The last one is given the time to put everything in order.
    fn visit(&mut self, last: bool) -> Result<(), String> {
        self.open_page();
        if self.dice.chance(900) {
            self.give(Input::Start);
        }
        for _ in 0..self.plan.presses {
            let after = self.dice.range(0, self.plan.span);
            self.at(after, Action::Press);
        }
        if !self.plan.calm {
            for _ in 0..self.dice.range(0, 2) {
                let down = self.dice.range(0, self.plan.span);
                let lasts = self.dice.pick(&[500, 5_000, 40_000, 120_000]);
                self.at(down, Action::Network(false));
                self.at(down + lasts, Action::Network(true));
            }
            if self.dice.chance(100) {
                let (after, leap) = (
                    self.dice.range(0, self.plan.span),
                    self.dice.pick(&[20_000, 300_000, 7_200_000]),
                );
                self.at(after, Action::Leap(leap));
            }
        }
        let span = self.plan.span + if self.plan.speaks_only { 300_000 } else { 1 };
        self.at(span, Action::Finish);
        self.run(u64::MAX, true)?;
        let visit = self.current();
        let way = self.dice.range(0, 9);
        match way {
            // The browser dies.
            0 if !self.plan.speaks_only => self.visits[visit].alive = false,
            // The tab is closed.
            1..=3 if !self.plan.speaks_only => {
                self.give(Input::Leaving);
                let lingers = self.dice.range(0, 500);
                self.run(self.now + lingers, false)?;
                self.visits[visit].alive = false;
            }
            _ => self.give(Input::Stop),
        }
        if last {
            self.heal();
        }
        let waits = if last {
            QUIET
        } else {
            self.dice.pick(&[0, 1000, 60_000])
        };
        self.run(self.now + waits, false)?;
        if last && self.visits[visit].alive {
            self.check_order(visit)?;
        }
        // Whatever this page is still up to ends with it.
        self.visits[visit].alive = false;
        Ok(())
    }

    /// From here on nothing goes wrong.
    fn heal(&mut self) {
        self.healed = true;
        self.network = true;
        if self.offline_told {
            self.give(Input::Online(true));
        }
    }

    /// After the last page's end and a time of rest: every session whose id the page was told is stopped.
    fn check_order(&mut self, visit: usize) -> Result<(), String> {
        let frozen = self.visits[visit].frozen;
        for session in &self.server.sessions {
            if session.told == Some(visit) && session.open && !session.excused && !frozen {
                return Err(format!("{} is left open", session.id));
            }
            if session.told == Some(visit) && session.stops == 0 && !frozen {
                return Err(format!("{} was never stopped", session.id));
            }
        }
        if self.plan.speaks_only && visit == 0 {
            let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let said = self.server.said.iter().map(|text| bare(text)).collect::<String>();
            let mut told = String::new();
            for (id, progress) in &self.visits[visit].ended_texts {
                if *progress == Progress::Ended(Outcome::Spoken) {
                    let greeting = self.plan.options.greeting.as_str();
                    let words = self.words.iter().find(|(known, _)| known == id);
                    told += &bare(words.map_or(greeting, |(_, words)| words));
                } else if self.visits[visit].reached_live {
                    return Err(format!(
                        "a calm life in which a text was not spoken: {id:?} {progress:?}"
                    ));
                }
            }
            if said != told {
                return Err(format!("said {said:?} but told {told:?}"));
            }
        }
        Ok(())
    }

    /// The next visit, on a good day: it stops what earlier ones left, becomes Live, speaks, and leaves nothing.
    fn last_visit(&mut self) -> Result<(), String> {
        self.actions.clear();
        self.healed = true;
        self.plan.slow = 80;
        self.plan.sessions = 1000;
        self.plan.options.hidden_limit = None;
        self.plan.options.recoveries = 0;
        self.plan.idle = None;
        self.plan.cap = None;
        self.open_page();
        let visit = self.current();
        self.give(Input::Start);
        self.run(self.now + 5_000, false)?;
        if self.visits[visit].session.state() != State::Live {
            return Err("not Live on a good day".into());
        }
        let text = self.visits[visit].new_text();
        self.say(text, "All is well.");
        self.run(self.now + 60_000, false)?;
        let spoken = (text, Progress::Ended(Outcome::Spoken));
        if !self.visits[visit].ended_texts.contains(&spoken) {
            return Err(format!(
                "not spoken on a good day: {:?}",
                self.visits[visit].ended_texts
            ));
        }
        self.give(Input::Stop);
        self.run(self.now + 60_000, false)?;
        if self.visits[visit].session.state() != State::Ended || self.visits[visit].session.deadline().is_some() {
            return Err("not over on a good day".into());
        }
        if !self.storage.is_empty() {
            return Err(format!("still remembered: {:?}", self.storage));
        }
        match self
            .server
            .sessions
            .iter()
            .find(|session| session.told.is_some() && session.open)
        {
            Some(session) => Err(format!("{} is left open by all visits", session.id)),
            None => Ok(()),
        }
    }

    /// Lets time pass up to a moment, or up to the user's being done.
    fn run(&mut self, end: u64, to_finish: bool) -> Result<(), String> {
        const STEPS: u32 = 200_000;
        for _ in 0..STEPS {
            let visit = self.current();
            if let Some(what) = &self.visits[visit].violation {
                return Err(what.clone());
            }
            if to_finish && self.finished {
                return Ok(());
            }
            let next = self.actions.peek().map(|Reverse(Entry(at, ..))| *at);
            let page = &self.visits[visit];
            let deadline = page.session.deadline().map(Moment::as_millis).filter(|_| page.hears());
            match (next, deadline) {
                (next, Some(at)) if at <= end && next.is_none_or(|next| at <= next) => {
                    self.now = self.now.max(at);
                    self.give(Input::Tick);
                }
                (Some(at), _) if at <= end => {
                    self.now = self.now.max(at);
                    if let Some(Reverse(Entry(_, _, action))) = self.actions.pop() {
                        self.act(action);
                    }
                }
                _ => {
                    self.now = self.now.max(end);
                    return Ok(());
                }
            }
        }
        Err("it does not come to rest".into())
    }

    /// Gives the current page an input and does what it commands.
    fn give(&mut self, input: Input) {
        let visit = self.current();
        if !self.visits[visit].hears() {
            return;
        }
        if let Input::Created { result: Ok(reply), .. } = &input
            && let Some(session) = self.server.find(&reply.session_id)
        {
            session.told = Some(visit);
        }
        for command in self.visits[visit].handle(self.now, input) {
            self.command(visit, command);
        }
    }

    fn command(&mut self, visit: usize, command: Command) {
        match command {
            Command::Send { call, request, .. } => self.request(visit, call, request),
            Command::Negotiate { peer, .. } => self.negotiate(visit, peer),
            Command::Remember { session_id } if !self.storage.contains(&session_id) => self.storage.push(session_id),
            Command::Forget { session_id } => {
                let known = self.storage.contains(&session_id);
                let open = self.server.find(&session_id).is_some_and(|session| session.open);
                self.storage.retain(|id| *id != session_id);
                if open {
                    self.visits[visit].break_law(format!("{session_id} is forgotten but open"));
                } else if !known {
                    self.visits[visit].break_law(format!("{session_id} is forgotten but was not remembered"));
                }
            }
            _ => {}
        }
    }

    fn faulty(&mut self, per_mille: u64) -> bool {
        !self.healed && self.dice.chance(per_mille)
    }

    fn latency(&mut self) -> u64 {
        if self.faulty(self.plan.late) {
            return self.dice.range(1_000, 100_000);
        }
        self.dice.range(1, self.plan.slow)
    }

    fn request(&mut self, visit: usize, call: CallId, request: Request) {
        let fault = if self.faulty(self.plan.lost_request) {
            Fault::RequestLost
        } else if self.faulty(self.plan.refused) {
            Fault::Refused
        } else if self.faulty(self.plan.lost_reply) {
            Fault::ReplyLost
        } else if self.faulty(self.plan.doubled) {
            Fault::Doubled
        } else {
            Fault::None
        };
        let after = self.latency();
        self.at(
            after,
            Action::Arrive {
                visit,
                call,
                request,
                fault,
            },
        );
    }

    fn arrive(&mut self, visit: usize, call: CallId, request: Request, fault: Fault) {
        if let Request::Stop(id) = &request
            && let Some(session) = self.server.find(id)
        {
            session.stops += 1;
        }
        let new = matches!(request, Request::New(_));
        let result = match fault {
            _ if !self.network && !self.healed => {
                // A request into a dead network fails soon, or nothing is heard of it.
                if self.dice.chance(300) {
                    return;
                }
                Err(ApiError::unreachable())
            }
            Fault::RequestLost => {
                if self.dice.chance(500) {
                    return;
                }
                Err(ApiError::unreachable())
            }
            Fault::Refused => {
                let kind = self.dice.pick(&ErrorKind::ALL);
                let wait = self.dice.pick(&[None, None, Some(1), Some(5), Some(600)]);
                // A state that was wrong, for a stop, would be a lie: that the session is over.
                let lie = matches!(kind, ErrorKind::WrongState | ErrorKind::UnknownSession);
                let stop = matches!(request, Request::Stop(_));
                if lie && stop {
                    self.serve(&request)
                } else {
                    if let Request::Stop(id) = &request
                        && let Some(session) = self.server.find(id)
                    {
                        session.excused |= matches!(kind, ErrorKind::Unauthorized | ErrorKind::BadRequest);
                    }
                    Err(refusal(kind, wait))
                }
            }
            _ => self.serve(&request),
        };
        let after = self.latency();
        if fault == Fault::ReplyLost {
            if self.dice.chance(500) {
                return;
            }
            let result = Err(ApiError::unreachable());
            return self.at(
                after,
                Action::Reply {
                    visit,
                    call,
                    new,
                    result,
                },
            );
        }
        if fault == Fault::Doubled {
            let again = after + self.latency();
            let result = result.clone();
            self.at(
                again,
                Action::Reply {
                    visit,
                    call,
                    new,
                    result,
                },
            );
        }
        self.at(
            after,
            Action::Reply {
                visit,
                call,
                new,
                result,
            },
        );
    }

    /// The server answers, and what follows from it begins.
    fn serve(&mut self, request: &Request) -> Result<Reply, ApiError> {
        let without_offer = self.faulty(self.plan.missing / 8);
        let interrupted = match request {
            Request::Interrupt(id) => self.server.find(id).map(|session| session.id.clone()),
            _ => None,
        };
        let result = self.server.answer(self.now, &self.plan, request, without_offer)?;
        match request {
            Request::New(_) => {
                let place = self.server.sessions.len() - 1;
                self.review(place);
            }
            Request::Start(start) => {
                let id = start.session_id.clone();
                self.connect(&id);
            }
            Request::Task(task) => {
                if let Some(place) = place_of(&task.session_id) {
                    self.next_task(place);
                }
            }
            Request::Stop(id) => {
                if let Some(place) = place_of(id) {
                    self.hang_up(place);
                }
            }
            Request::Interrupt(_) => {
                if let Some(place) = interrupted.as_deref().and_then(place_of) {
                    self.cut(place);
                }
            }
            _ => {}
        }
        Ok(result)
    }

    fn review(&mut self, place: usize) {
        let session = &self.server.sessions[place];
        let idle = self.plan.idle.map(|idle| session.active + idle * 1000);
        let cap = self.plan.cap.map(|cap| session.opened + cap * 1000);
        if let Some(at) = [idle, cap].into_iter().flatten().min() {
            let after = at.saturating_sub(self.now).max(1);
            self.at(after, Action::Review { place });
        }
    }

    /// The media between the server and the page that answered.
    fn connect(&mut self, id: &str) {
        let visit = self.current();
        let peer = self.visits[visit]
            .peers
            .iter()
            .find(|peer| peer.session.as_deref() == Some(id));
        let Some(peer) = peer.map(|peer| peer.id) else { return };
        if let Some(session) = self.server.find(id) {
            session.peer = Some((visit, peer));
        }
        let named = PeerId(peer);
        let stages = [
            Input::Peer {
                peer: named,
                connection: Connection::Connecting,
            },
            Input::Peer {
                peer: named,
                connection: Connection::Connected,
            },
            Input::Channel {
                peer: named,
                open: true,
            },
            Input::FirstFrame { peer: named },
        ];
        for input in stages {
            let after = 20 + self.dice.range(0, self.plan.slow);
            if !self.faulty(self.plan.missing / 4) {
                self.tell(after, visit, peer, input);
            }
        }
        if self.faulty(self.plan.missing / 4) {
            let after = self.dice.range(0, 15_000);
            self.tell(
                after,
                visit,
                peer,
                Input::Peer {
                    peer: named,
                    connection: Connection::Failed,
                },
            );
        }
        self.plan_fault(visit, peer);
    }

    fn plan_fault(&mut self, visit: usize, peer: u32) {
        if !self.healed && self.plan.media_fault > 0 {
            let after = self.dice.range(1, 2_000_000 / self.plan.media_fault);
            self.at(after, Action::MediaFault { visit, peer });
        }
    }

    fn tell(&mut self, after: u64, visit: usize, peer: u32, input: Input) {
        let peer = Some(peer);
        self.at(after, Action::Tell { visit, peer, input });
    }

    fn negotiate(&mut self, visit: usize, peer: PeerId) {
        let after = self.dice.range(2, 100);
        if !self.faulty(self.plan.missing / 4) {
            let result = if self.faulty(self.plan.missing / 8) {
                Err(PeerProblem::Negotiation("no".into()))
            } else {
                Ok("a".to_owned())
            };
            self.tell(after, visit, peer.0, Input::Answered { peer, result });
        }
        for number in 0..self.dice.range(0, 3) {
            let after = self.dice.range(1, 200);
            let line = if number == 2 {
                String::new()
            } else {
                format!("c{number}")
            };
            let candidate = IceCandidate {
                candidate: line,
                ..IceCandidate::default()
            };
            self.tell(after, visit, peer.0, Input::Candidate { peer, candidate });
        }
    }

    /// What the server says over a session's data channel.
    fn message(&mut self, place: usize, begins: bool, task_id: &str, duration: u64) {
        let Some((visit, peer)) = self.server.sessions[place].peer else {
            return;
        };
        let task_id = task_id.to_owned();
        let message = if begins {
            ChannelMessage::StartTalking { task_id }
        } else {
            ChannelMessage::StopTalking {
                task_id,
                duration_ms: duration,
            }
        };
        let named = PeerId(peer);
        let after = self.dice.range(1, 60);
        if self.plan.audible {
            self.tell(
                after + 50,
                visit,
                peer,
                Input::Audible {
                    peer: named,
                    audible: begins,
                },
            );
        }
        if self.plan.talks && !self.faulty(self.plan.message_lost) {
            self.tell(
                after,
                visit,
                peer,
                Input::Message {
                    peer: named,
                    message: message.clone(),
                },
            );
            if self.faulty(self.plan.message_lost) {
                self.tell(after + 500, visit, peer, Input::Message { peer: named, message });
            }
        }
    }

    fn next_task(&mut self, place: usize) {
        let session = &self.server.sessions[place];
        if !session.saying && !session.tasks.is_empty() && session.open {
            let turn = session.turn;
            let after = self.dice.range(60, 300);
            self.at(after, Action::Begin { place, turn });
        }
    }

    fn begin(&mut self, place: usize, turn: u32) {
        let session = &mut self.server.sessions[place];
        let Some(task) = session
            .tasks
            .front()
            .filter(|_| session.turn == turn && !session.saying && session.open)
        else {
            return;
        };
        let (id, duration) = (task.id.clone(), task.duration);
        session.saying = true;
        session.turn += 1;
        let turn = session.turn;
        self.message(place, true, &id, duration);
        self.at(duration, Action::End { place, turn });
    }

    fn end(&mut self, place: usize, turn: u32) {
        let session = &mut self.server.sessions[place];
        if session.turn != turn || !session.saying || !session.open {
            return;
        }
        let Some(task) = session.tasks.pop_front() else { return };
        session.saying = false;
        session.turn += 1;
        session.active = self.now;
        self.server.said.push(task.text);
        self.message(place, false, &task.id, task.duration);
        self.next_task(place);
    }

    fn cut(&mut self, place: usize) {
        let session = &mut self.server.sessions[place];
        let saying = core::mem::replace(&mut session.saying, false);
        session.turn += 1;
        let first = session.tasks.pop_front();
        session.tasks.clear();
        if let Some(task) = first.filter(|_| saying) {
            self.message(place, false, &task.id, 100);
        }
    }

    /// A session is over on the server; the page notices by its channel, or by silence.
    fn hang_up(&mut self, place: usize) {
        let Some((visit, peer)) = self.server.sessions[place].peer else {
            return;
        };
        let named = PeerId(peer);
        let after = self.dice.range(1, 60);
        if self.dice.chance(800) {
            self.tell(
                after,
                visit,
                peer,
                Input::Channel {
                    peer: named,
                    open: false,
                },
            );
        } else {
            self.tell(
                after + 3000,
                visit,
                peer,
                Input::Peer {
                    peer: named,
                    connection: Connection::Disconnected,
                },
            );
            self.tell(
                after + 15_000,
                visit,
                peer,
                Input::Peer {
                    peer: named,
                    connection: Connection::Failed,
                },
            );
        }
    }

    fn media_fault(&mut self, visit: usize, peer: u32) {
        if self.healed || visit != self.current() || !self.visits[visit].peers.iter().any(|open| open.id == peer) {
            return;
        }
        let named = PeerId(peer);
        let connection = |connection| Input::Peer {
            peer: named,
            connection,
        };
        match self.dice.range(0, 7) {
            0 => self.tell(0, visit, peer, connection(Connection::Failed)),
            1 => self.tell(
                0,
                visit,
                peer,
                Input::Channel {
                    peer: named,
                    open: false,
                },
            ),
            2 => self.tell(0, visit, peer, connection(Connection::Closed)),
            3 | 4 => {
                self.tell(0, visit, peer, connection(Connection::Disconnected));
                let heals = self.dice.range(0, 10_000);
                self.tell(heals, visit, peer, connection(Connection::Connected));
            }
            5 | 6 => {
                self.tell(
                    0,
                    visit,
                    peer,
                    Input::Frozen {
                        peer: named,
                        frozen: true,
                    },
                );
                let thaws = self.dice.range(0, 10_000);
                self.tell(
                    thaws,
                    visit,
                    peer,
                    Input::Frozen {
                        peer: named,
                        frozen: false,
                    },
                );
            }
            // The server dies and forgets everything.
            _ => {
                for place in 0..self.server.sessions.len() {
                    if core::mem::replace(&mut self.server.sessions[place].open, false) {
                        self.server.sessions[place].ended = self.now;
                        self.hang_up(place);
                    }
                }
            }
        }
        self.plan_fault(visit, peer);
    }

    fn say(&mut self, id: TextId, text: &str) {
        self.words.push((id, text.to_owned()));
        let text = text.to_owned();
        let kind = TaskType::Repeat;
        self.give(Input::Speak { id, text, kind });
    }

    fn press(&mut self) {
        let visit = self.current();
        if !self.visits[visit].hears() {
            return;
        }
        let button = if self.plan.speaks_only {
            0
        } else {
            self.dice.range(0, 25)
        };
        match button {
            0..=8 => {
                let id = self.visits[visit].new_text();
                let long =
                    "This sentence is long enough to be cut. Another one follows it at once! And is this the third? ";
                let text = self.dice.pick(&["Hi.", "How are you today?", long, ""]);
                let words = if text.is_empty() && self.plan.speaks_only {
                    "Well."
                } else {
                    text
                };
                self.say(id, words);
            }
            9..=11 => self.give(Input::Start),
            12 | 13 => self.give(Input::Stop),
            14 => {
                self.give(Input::Stop);
                self.give(Input::Start);
            }
            15..=17 => {
                let clear = self.dice.chance(500);
                self.give(Input::Interrupt { clear });
            }
            18 => self.give(Input::KeepAlive),
            19 | 20 => self.give(Input::Renew),
            21 => self.give(Input::Hidden(true)),
            22 => self.give(Input::Hidden(false)),
            23 => {
                let online = self.dice.chance(500);
                self.offline_told = !online;
                self.give(Input::Online(online));
            }
            24 => self.give(Input::SoundBlocked(true)),
            _ => {
                self.give(Input::Leaving);
                let lingers = self.dice.range(0, 300);
                self.at(lingers, Action::Freeze { visit });
            }
        }
    }

    fn act(&mut self, action: Action) {
        let current = self.current();
        match action {
            Action::Arrive {
                visit,
                call,
                request,
                fault,
            } => self.arrive(visit, call, request, fault),
            Action::Reply {
                visit,
                call,
                new,
                result,
            } if visit == current => {
                let input = match result {
                    Ok(Reply::New(reply)) => Input::Created {
                        call,
                        result: Ok(*reply),
                    },
                    Ok(Reply::Task(reply)) => Input::Tasked {
                        call,
                        result: Ok(reply),
                    },
                    Ok(Reply::Nothing) => Input::Done { call, result: Ok(()) },
                    Err(error) if new => Input::Created {
                        call,
                        result: Err(error),
                    },
                    Err(error) => {
                        // A driver knows whether it was a task; the machine must not mind the other.
                        self.give(Input::Tasked {
                            call,
                            result: Err(error.clone()),
                        });
                        Input::Done {
                            call,
                            result: Err(error),
                        }
                    }
                };
                self.give(input);
            }
            Action::Reply { .. } => {}
            Action::Tell { visit, peer, input } => {
                let page = &self.visits[visit];
                let open = peer.is_none_or(|peer| page.peers.iter().any(|open| open.id == peer));
                if visit == current && open {
                    self.give(input);
                }
            }
            Action::Begin { place, turn } => self.begin(place, turn),
            Action::End { place, turn } => self.end(place, turn),
            Action::Review { place } => {
                let session = &self.server.sessions[place];
                let idle = self
                    .plan
                    .idle
                    .is_some_and(|idle| session.active + idle * 1000 <= self.now && !session.saying);
                let old = self.plan.cap.is_some_and(|cap| session.opened + cap * 1000 <= self.now);
                if !session.open {
                    return;
                }
                if idle || old {
                    self.server.sessions[place].open = false;
                    self.server.sessions[place].ended = self.now;
                    self.hang_up(place);
                } else {
                    self.at(1000, Action::Review { place });
                }
            }
            Action::GiveUp { visit, peer } => {
                if !self.network {
                    let connection = Connection::Failed;
                    self.tell(
                        0,
                        visit,
                        peer,
                        Input::Peer {
                            peer: PeerId(peer),
                            connection,
                        },
                    );
                }
            }
            Action::MediaFault { visit, peer } => self.media_fault(visit, peer),
            Action::Press => self.press(),
            Action::Network(up) => self.set_network(up),
            Action::Freeze { visit } => {
                self.visits[visit].frozen = true;
                let lasts = self.dice.range(1, 120_000);
                self.at(lasts, Action::Thaw { visit });
            }
            Action::Thaw { visit } => {
                if visit == current && self.visits[visit].frozen {
                    self.visits[visit].frozen = false;
                    self.give(Input::Returned);
                }
            }
            Action::Leap(span) => self.now += span,
            Action::Finish => self.finished = true,
        }
    }

    fn set_network(&mut self, up: bool) {
        if self.healed {
            return;
        }
        self.network = up;
        let visit = self.current();
        let open: Vec<u32> = self.visits[visit].peers.iter().map(|peer| peer.id).collect();
        for peer in open {
            let named = PeerId(peer);
            if up {
                let connection = Connection::Connected;
                self.tell(
                    200,
                    visit,
                    peer,
                    Input::Peer {
                        peer: named,
                        connection,
                    },
                );
            } else {
                let connection = Connection::Disconnected;
                self.tell(
                    2500,
                    visit,
                    peer,
                    Input::Peer {
                        peer: named,
                        connection,
                    },
                );
                self.at(15_000, Action::GiveUp { visit, peer });
            }
        }
        // Browsers notice some of it.
        if self.dice.chance(500) || (up && self.offline_told) {
            self.offline_told = !up;
            self.give(Input::Online(up));
        }
    }
}

fn place_of(id: &str) -> Option<usize> {
    id.strip_prefix('s')?.parse().ok()
}
