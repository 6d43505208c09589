//! Speech tasks: the texts that an avatar is given to say, from the call that brings one to the messages about its begin and end.
//!
//! No thread, no clock and no socket, so that the server's threads and the single thread of a Web Worker drive the same code:
//!
//! - [`Terms`] are who speaks and how, agreed on when a session is opened;
//! - [`script`] makes a text ready to be spoken, or refuses it;
//! - [`Tasks`] accepts texts within [`Limits`], knows by the speech clock when each begins and ends, and says by
//!   [`Tasks::poll`] whom to tell; a task may also grow, piece by piece, as an answer does that is still being written
//!   ([`Tasks::open`], [`Queue::piece`]), and speech may be paused ([`Tasks::pause`]);
//! - [`Queue`] holds the texts that wait for synthesis and hands out pieces of [`Work`] of some milliseconds, a bounded while
//!   ahead of what is heard.
//!
//! [`Tasks`] and [`Queue`] know nothing of each other, so that they may run in two threads, or in two modules of a browser.
//!
//! The speech clock ([`avatar::Performance::spoken`]) counts samples at [`avatar::SAMPLE_RATE`] since the session's start, without those
//! of pauses.
//!
//! ```
//! use avatar::{FrameSize, Performance, speech::Delivery};
//! use streaming_avatar_tasks::{Limits, Order, Output, Queue, Tasks, script};
//!
//! let mut performance = Performance::new("clara", FrameSize::LOW, 1)?;
//! let (mut tasks, mut queue) = (Tasks::new(Limits::DEFAULT), Queue::default());
//! let script = script("Good morning.", Limits::DEFAULT.characters, &Delivery::default())?;
//! tasks.accept("first".into(), &script, api::TaskMode::Async, performance.spoken())?;
//! queue.order(Order { id: "first".into(), script });
//! while queue.waits() {
//!     if let Some(narrated) = queue.step() {
//!         tasks.narrated(narrated);
//!         tasks.lay(&mut performance);
//!     }
//! }
//! // 20 ms of sound, which have been played at once.
//! performance.sound(&mut [0; 480]);
//! tasks.advance(performance.spoken());
//! let outputs: Vec<Output> = std::iter::from_fn(|| tasks.poll()).collect();
//! assert!(outputs.iter().any(|output| matches!(output, Output::Reply(id, Ok(_)) if id == "first")));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod failure;
mod limits;
mod order;
mod output;
mod queue;
mod refusal;
mod tasks;
mod terms;
mod timeline;

pub use failure::AnswerFailure;
pub use limits::Limits;
pub use order::{Order, Outline, TaskId, script, sized};
pub use output::{Output, Spoken};
pub use queue::{Narrated, Queue, Work};
pub use refusal::Refusal;
pub use tasks::Tasks;
pub use terms::{Terms, TermsError, idle_timeout};
