//! The player as a pure model: no browser, no clock, no I/O.
//!
//! [`Player::handle`] takes what happened and when: events of the session, presses and typing of the visitor. [`Player::view_model`] gives what a
//! view renders, [`Player::commands`] what the view does with the session and the page. All views of the product render this one model, so
//! that they decide alike.
//!
//! ```
//! use streaming_avatar_player::{Command, Control, Input, ControlSet, Player};
//!
//! let mut player = Player::new(ControlSet::of("repeat mute"));
//! player.handle(0, Input::Typed("Good morning!".into()));
//! // Enter before a session: it starts one, and the text is said once the session is on its way.
//! player.handle(0, Input::Press(Control::Send));
//! assert_eq!(player.commands(), [Command::Start]);
//! player.handle(5, Input::State(session::State::Creating));
//! assert_eq!(player.commands(), [Command::Speak("Good morning!".into())]);
//! assert_eq!(player.view_model().status.key, "states.creating");
//! ```

#![warn(missing_docs)]

mod clicks;
mod composer;
mod control;
mod control_set;
mod decimal;
mod focus;
mod input;
mod keys;
mod limit;
mod player;
mod session_events;
mod status;
mod transcript;
mod transcript_entry;
mod trouble;
mod view_model;
mod words;

pub use clicks::{Area, Click, is_stray};
pub use composer::Composer;
pub use control::Control;
pub use control_set::ControlSet;
pub use decimal::decimal;
pub use focus::{At, Look, Place};
pub use input::{Command, End, Ending, Input, TextKey};
pub use keys::{Act, Key};
pub use limit::Limit;
pub use player::Player;
pub use transcript_entry::{Status, TranscriptEntry};
pub use trouble::{Card, Trouble};
pub use view_model::{ControlState, ViewModel};
pub use words::{Phrase, Words};
