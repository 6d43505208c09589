//! The wire of OpenAI-compatible services (OpenAI, Ollama, llama.cpp, vLLM, LM Studio, OpenRouter and others), as far as a
//! conversation needs it: `POST {base}/chat/completions` with `stream: true`, and `GET {base}/models`; [`speech`] is
//! `POST {base}/audio/speech`, and speech is written down by `POST {base}/audio/transcriptions`.
//!
//! Without the feature `client` nothing here does I/O:
//!
//! - [`ChatRequest`] makes the body of a request;
//! - [`ChatStream`] reads the bytes of a streamed reply, split anywhere, and hands out the words to be said;
//! - [`TranscriptionRequest`] makes the body of a request to write speech down, of a sound that [`wav_file`] has packed, and
//!   [`transcript`] reads the reply;
//! - [`ServiceError`] is what can go wrong, in words that a visitor may read, and [`Failure`] adds the service's own words for
//!   the log.
//!
//! Services differ, so everything is read with tolerance: unknown fields are ignored, absent ones are no error.
//!
//! ```
//! use streaming_avatar_openai::{ChatStream, Event, Finish};
//!
//! let mut stream = ChatStream::default();
//! stream.push(b"data: {\"choices\": [{\"delta\": {\"content\": \"Hello.\"}}]}\n\n");
//! stream.push(b"data: {\"choices\": [{\"delta\": {}, \"finish_reason\": \"stop\"}]}\n\ndata: [DONE]\n\n");
//! stream.end();
//! let events: Vec<Event> = std::iter::from_fn(|| stream.poll()).collect();
//! assert_eq!(events, [Event::Text("Hello.".into()), Event::Finished(Finish::Stop)]);
//! ```

mod base_url;
mod chunk;
#[cfg(feature = "client")]
mod client;
mod error;
mod request;
pub mod speech;
mod sse;
mod stream;
#[cfg(feature = "client")]
mod stream_timeout;
mod surrogates;
mod thinking;
#[cfg(feature = "client")]
mod transcription;

pub use base_url::{BaseUrl, BaseUrlError};
pub use chunk::Finish;
#[cfg(feature = "client")]
pub use client::{Answer, Client, ClientError};
pub use error::{Failure, ServiceError};
pub use request::{ChatRequest, Message, Role, models};
pub use stream::{ChatStream, Event};
pub use surrogates::mended;
pub use transcription::{FailureMessage, TranscriptionRequest, transcript, wav_file};
