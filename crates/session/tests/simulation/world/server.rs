//! A model of the server: sessions, their tasks, their limits.

use std::collections::VecDeque;

use api::{ApiError, Description, ErrorKind, Features, NewReply, TaskReply};
use streaming_avatar_session::Request;

use super::plan::Plan;

pub struct Task {
    pub id: String,
    pub text: String,
    pub duration: u64,
}

pub struct ServerSession {
    pub id: String,
    pub open: bool,
    pub started: bool,
    pub opened: u64,
    pub active: u64,
    pub ended: u64,
    pub tasks: VecDeque<Task>,
    /// Whether the first task is being said, and the count of tasks begun or cut off.
    pub saying: bool,
    pub turn: u32,
    /// The visit whose page learnt the id.
    pub told: Option<usize>,
    /// The stops that a client sent for it.
    pub stops: u32,
    /// A stop was refused for good, by a fault.
    pub excused: bool,
    /// The visit and peer connection that answered.
    pub peer: Option<(usize, u32)>,
}

#[derive(Clone, Debug)]
pub enum Reply {
    New(Box<NewReply>),
    Task(TaskReply),
    Nothing,
}

#[derive(Default)]
pub struct Server {
    pub sessions: Vec<ServerSession>,
    pub tasks: u32,
    /// The texts that were said to their end, in order.
    pub said: Vec<String>,
}

pub fn refusal(kind: ErrorKind, retry_after: Option<u32>) -> ApiError {
    let (status, code) = kind.wire();
    ApiError::new(kind, status, Some(code), String::new(), retry_after)
}

impl Server {
    pub fn find(&mut self, id: &str) -> Option<&mut ServerSession> {
        // Ids are "s" and the place.
        let place: usize = id.strip_prefix('s')?.parse().ok()?;
        self.sessions.get_mut(place)
    }

    fn open(&mut self, id: &str) -> Result<&mut ServerSession, ApiError> {
        match self.find(id) {
            None => Err(refusal(ErrorKind::UnknownSession, None)),
            Some(session) if !session.open => Err(refusal(ErrorKind::WrongState, None)),
            Some(session) => Ok(session),
        }
    }

    /// Answers a request. Its later consequences are the world's.
    pub fn answer(&mut self, now: u64, plan: &Plan, request: &Request, without_offer: bool) -> Result<Reply, ApiError> {
        match request {
            Request::New(_) => {
                let counted = self
                    .sessions
                    .iter()
                    .filter(|session| session.open || now < session.ended + plan.counted)
                    .count();
                if counted >= plan.sessions {
                    return Err(refusal(ErrorKind::ConcurrentLimit, None));
                }
                let id = format!("s{}", self.sessions.len());
                self.sessions.push(ServerSession {
                    id: id.clone(),
                    open: true,
                    started: false,
                    opened: now,
                    active: now,
                    ended: 0,
                    tasks: VecDeque::new(),
                    saying: false,
                    turn: 0,
                    told: None,
                    stops: 0,
                    excused: false,
                    peer: None,
                });
                Ok(Reply::New(Box::new(NewReply {
                    session_id: id,
                    sdp: (!without_offer).then(|| Description::offer("o")),
                    session_duration_limit: plan.cap.map(|cap| cap as u32),
                    features: plan.features.then_some(Features {
                        listen: plan.listens,
                        ..Features::default()
                    }),
                    ..NewReply::default()
                })))
            }
            Request::Start(start) => {
                let session = self.open(&start.session_id)?;
                if session.started {
                    return Err(refusal(ErrorKind::WrongState, None));
                }
                session.started = true;
                Ok(Reply::Nothing)
            }
            Request::Ice(ice) => self.open(&ice.session_id).map(|_| Reply::Nothing),
            Request::Task(task) => {
                let number = self.tasks;
                self.tasks += 1;
                let session = self.open(&task.session_id)?;
                if !session.started {
                    return Err(refusal(ErrorKind::WrongState, None));
                }
                session.active = now;
                let id = if plan.names {
                    format!("t{number}")
                } else {
                    String::new()
                };
                let duration = 200 + 40 * task.text.len() as u64;
                session.tasks.push_back(Task {
                    id: id.clone(),
                    text: task.text.clone(),
                    duration,
                });
                let duration_ms = if plan.durations { duration } else { 0 };
                Ok(Reply::Task(TaskReply {
                    duration_ms,
                    task_id: id,
                    unsaid: None,
                }))
            }
            Request::Listen(listen) => {
                let session = self.open(&listen.session_id)?;
                if !session.started || !plan.listens {
                    return Err(refusal(ErrorKind::PlanLimit, None));
                }
                session.active = now;
                Ok(Reply::Nothing)
            }
            Request::Interrupt(id) | Request::StopListening(id) => self.open(id).map(|_| Reply::Nothing),
            Request::KeepAlive(id) => {
                self.open(id)?.active = now;
                Ok(Reply::Nothing)
            }
            Request::Stop(id) => {
                let session = self.open(id)?;
                session.open = false;
                session.ended = now;
                Ok(Reply::Nothing)
            }
        }
    }
}
