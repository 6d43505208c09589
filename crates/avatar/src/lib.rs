//! Text → speech with mouth shapes → pictures. No network.
//!
//! `speech` turns a text into [`Utterance`]s; `portrait` draws a face in a pose; `performance` puts both on one clock and
//! hands out pictures and sound as a session needs them.

pub mod utterance;
pub mod viseme;

pub use utterance::{SAMPLE_RATE, Utterance};
pub use viseme::{Viseme, VisemeSpan};
