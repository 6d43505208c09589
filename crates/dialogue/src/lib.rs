//! Turn detection, turn-taking and barge-in, whose turn it is in a spoken conversation: a pure machine without I/O and without a clock.
//!
//! [`Dialogue::handle`] takes what happened and when; [`Dialogue::poll`] hands out, until it is empty, what to do and what to tell;
//! [`Dialogue::deadline`] says when to call again with [`Input::Time`]. Times are counted from any one moment, as the session's
//! start. The visitor's sound is counted in samples at [`SAMPLE_RATE`]; of each frame of [`FRAME`] samples the machine learns how
//! probable it is that there is a voice in it.
//!
//! It promises, and `tests/simulation` holds it to that with faults in any order:
//!
//! - each turn of the visitor's begins once and ends once, and is said, empty, failed or dropped once;
//! - all that was said is asked once, in order;
//! - a question is asked only when the answer before it is over;
//! - while the visitor speaks, the avatar is silent; where nothing was said after all, it goes on;
//! - whoever speaks is heard, whatever failed before.
//!
//! ```
//! use std::time::Duration;
//! use streaming_avatar_dialogue::{Dialogue, FRAME, Input, Mode, Output, Values};
//!
//! let mut dialogue = Dialogue::new(Values::default());
//! let mut now = Duration::ZERO;
//! dialogue.handle(now, Input::Listen(Mode::Conversational));
//! let mut outputs = Vec::new();
//! // A second of speech, then a second of silence.
//! for frame in 0..62 {
//!     now += Duration::from_millis(32);
//!     let speech = if frame < 31 { 0.9 } else { 0.1 };
//!     dialogue.handle(now, Input::Frame { at: frame * FRAME, speech });
//!     outputs.extend(std::iter::from_fn(|| dialogue.poll()));
//! }
//! let Some(Output::Transcribe { job, .. }) = outputs.iter().find(|output| matches!(output, Output::Transcribe { .. })) else {
//!     panic!("nothing is transcribed");
//! };
//! dialogue.handle(now, Input::Transcript { job: *job, text: Ok("Hello?".into()) });
//! let asked = std::iter::from_fn(|| dialogue.poll()).any(|output| matches!(output, Output::Ask { text, .. } if text == "Hello?"));
//! assert!(asked);
//! ```

mod deadline;
mod dialogue;
mod ids;
mod input;
mod output;
mod turn_detection;
mod turn_taking;
mod turns;
mod values;

pub use deadline::{Deadline, Reason};
pub use dialogue::Dialogue;
pub use ids::{AnswerId, JobId, TurnId};
pub use input::{AvatarState, Input, Mode, Untranscribed};
pub use output::{Outcome, Output};
pub use values::{FRAME, SAMPLE_RATE, Values};
