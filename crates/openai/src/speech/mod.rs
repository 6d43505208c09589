//! `POST {base}/audio/speech`: a sentence in, sound out; and `GET {base}/audio/voices`, which several services have.
//!
//! WAV is what is asked for, because its header tells the sample rate: of raw samples the rate is 24 kHz at one service and
//! the model's own at the next. Services that stream write impossible lengths into that header, so it is read with tolerance
//! ([`wav`]).

#[cfg(feature = "client")]
mod client;
mod error;
mod request;
mod sound;
mod voices;
pub mod wav;

pub use error::{VoiceError, VoiceFailure};
pub use request::{SpeechFormat, SpeechRequest};
pub use sound::Pcm;
pub use voices::voices;
