//! One whole life: a page (or several, one after the other) with its session machine, a user who presses anything at any time,
//! a network that delays, loses, doubles and refuses, and a server. All of it follows from a seed.

mod action;
mod admission;
mod kiosk_limits;
mod listening;
mod media;
mod network;
mod plan;
mod server;
mod user;
mod visit;
mod visits;
mod week;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use api::ErrorKind;
use streaming_avatar_session::{Command, Connection, Input, Moment, PeerId, TextId};

use action::{Action, Entry};
use plan::Plan;
use server::{Reply, Server};
use simulation::Dice;
use visit::Visit;

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
    /// The refusal of every `streaming.new` for a while.
    refusing: Option<ErrorKind>,
    trace: bool,
}

/// The result of a life.
pub struct Life {
    /// Whether a session became Live before the last visit.
    pub reached_live: bool,
}

/// Lives the life of a seed.
///
/// # Errors
/// The law that was broken.
pub fn live(seed: u64, trace: bool) -> Result<Life, String> {
    let mut dice = Dice::new(seed);
    let plan = Plan::new(&mut dice);
    let mut world = World::new(dice, plan, trace);
    let visits = world.dice.range(1, 3);
    for last in (0..visits).rev() {
        world.visit(last == 0)?;
    }
    let reached_live = world.visits.iter().any(|visit| visit.reached_live);
    world.last_visit()?;
    Ok(Life { reached_live })
}

/// Lives a kiosk's week.
///
/// # Errors
/// The law that was broken.
pub fn week(seed: u64, trace: bool) -> Result<Life, String> {
    let mut dice = Dice::new(seed);
    let plan = Plan::week(&mut dice);
    let mut world = World::new(dice, plan, trace);
    world.week()?;
    let reached_live = world.visits.iter().any(|visit| visit.reached_live);
    Ok(Life { reached_live })
}

impl World {
    fn new(dice: Dice, plan: Plan, trace: bool) -> Self {
        Self {
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
            refusing: None,
            trace,
        }
    }

    fn at(&mut self, after: u64, action: Action) {
        self.count += 1;
        self.actions.push(Reverse(Entry(self.now + after, self.count, action)));
    }

    fn current(&self) -> usize {
        self.visits.len() - 1
    }

    /// Lets time pass up to a moment, or up to the user's being done.
    fn run(&mut self, end: u64, to_finish: bool) -> Result<(), String> {
        const STEPS: u32 = 2_000_000;
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
            Command::AwaitEarly { call, .. } => self.await_early(visit, call),
            Command::FetchToken { token } => self.fetch_token(visit, token),
            Command::Negotiate { peer, .. } => self.negotiate(visit, peer),
            Command::Clean { id, text } => self.clean(visit, id, text),
            Command::Capture | Command::Reopen { .. } => self.capture(visit),
            Command::Register { session_id } if !self.storage.contains(&session_id) => self.storage.push(session_id),
            Command::Unregister { session_id } => {
                let known = self.storage.contains(&session_id);
                let open = self.server.find(&session_id).is_some_and(|session| session.open);
                self.storage.retain(|id| *id != session_id);
                if open {
                    self.visits[visit].break_law(format!("{session_id} is unregistered but open"));
                } else if !known {
                    self.visits[visit].break_law(format!("{session_id} is unregistered but was not registered"));
                }
            }
            _ => {}
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
            Action::Token { visit, token, result } => {
                if visit == current {
                    self.give(Input::Token { token, result });
                }
            }
            Action::Tell { visit, peer, input } => {
                let page = &self.visits[visit];
                let open = peer.is_none_or(|peer| page.peers.iter().any(|open| open.id == peer));
                if visit == current && open {
                    self.give(input);
                }
            }
            Action::Begin { place, turn } => self.begin(place, turn),
            Action::End { place, turn } => self.end(place, turn),
            Action::Review { place } => self.reviewed(place),
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
            Action::Visitor => self.visitor(),
            Action::Network(up) => self.set_network(up),
            Action::Refuse(kind) => self.refusing = kind,
            Action::Hide(hidden) => self.give(Input::Hidden(hidden)),
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
}
