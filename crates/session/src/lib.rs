//! The life of a streaming-avatar session as a pure machine: no I/O, no clock, no browser.
//!
//! [`Session::handle`] takes what happened and when; [`Session::poll`] hands out, until it is empty, what to do next
//! ([`Command`]) and what to tell ([`Event`]); [`Session::deadline`] says when to call again with [`Input::Tick`].
//! Time is an input, chance is a seed: a whole life, with every fault in any order, runs in microseconds and repeats exactly.
//!
//! ```
//! use streaming_avatar_session::{Command, Input, Moment, Options, Output, Session, State};
//!
//! let mut session = Session::new(Options::default(), 7);
//! session.handle(Moment::default(), Input::Start);
//! let outputs: Vec<Output> = std::iter::from_fn(|| session.poll()).collect();
//! // The driver sends these; what comes of them are further inputs.
//! assert!(outputs.iter().any(|output| matches!(output, Output::Command(Command::Send { .. }))));
//! assert_eq!(session.state(), State::Creating);
//! assert!(session.deadline().is_some());
//! ```

mod calls;
mod closings;
mod command;
mod context;
mod deadline;
mod effect;
mod event;
mod ids;
mod input;
mod limits;
mod listening;
mod media;
mod milestones;
mod moment;
mod opening;
mod options;
mod problem;
mod random;
mod retry_after;
mod sentences;
mod session;
mod speech;
mod state;
mod tokens;

pub use command::{Command, Output, Request};
pub use deadline::{Deadline, Reason};
pub use event::{Event, LimitKind, Outcome, Progress, Role};
pub use ids::{CallId, MessageId, PeerId, TextId, TokenId};
pub use input::{Connection, Input};
pub use listening::{Microphone, MicrophoneProblem, Opened};
pub use milestones::Milestones;
pub use moment::Moment;
pub use options::{Deadlines, Options};
pub use problem::{PeerProblem, Problem};
pub use session::Session;
pub use state::{EndReason, State};
