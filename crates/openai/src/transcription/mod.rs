//! Speech to text: `POST {base}/audio/transcriptions`.

mod multipart;
mod reply;
mod request;
mod told;
mod wav;

pub use reply::transcript;
pub use request::TranscriptionRequest;
pub use told::Told;
pub use wav::wav_file;
