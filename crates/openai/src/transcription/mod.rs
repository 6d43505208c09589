//! Speech to text: `POST {base}/audio/transcriptions`.

mod client;
mod failure_message;
mod multipart;
mod reply;
mod request;
mod wav;

pub use failure_message::FailureMessage;
pub use reply::transcript;
pub use request::TranscriptionRequest;
pub use wav::wav_file;
