//! The streaming-avatar API as it is spoken on the wire: calls, bodies, envelopes, errors, data-channel messages.
//!
//! No I/O. Both ends use these types, so what one writes the other reads. Where deployments of the API disagree, reading
//! accepts every known form and writing uses the one that all of them accept.
//!
//! ```
//! use streaming_avatar_api::{IceRequest, TaskType};
//! let flat = r#"{"session_id":"a","candidate":"candidate:1 1 udp 1 127.0.0.1 9 typ host","sdpMid":"0","sdpMLineIndex":0}"#;
//! let read: IceRequest = serde_json::from_str(flat).unwrap();
//! assert_eq!(read.candidate.sdp_mid.as_deref(), Some("0"));
//! ```

mod avatars;
mod call;
mod channel;
mod description;
mod envelope;
mod error;
mod ice;
#[cfg(feature = "json")]
mod json;
mod lenient;
mod new;
mod sessions;
mod task;
mod token;

pub use avatars::{Avatar, AvatarList, AvatarStatus};
pub use call::{Call, Method};
pub use channel::ChannelMessage;
pub use description::{Description, DescriptionType};
pub use envelope::{Data, Envelope, Verdict, Words};
pub use error::{ApiError, ErrorKind};
pub use ice::{IceCandidate, IceRequest, IceServer};
#[cfg(feature = "json")]
pub use json::{read_reply, read_verdict, write_body};
pub use new::{Background, Emotion, Features, NewReply, NewRequest, Quality, VideoEncoding, Voice};
pub use sessions::{SessionEntry, SessionList, SessionStatus};
pub use task::{
    ListeningMode, ListeningRequest, SessionRequest, StartRequest, TaskMode, TaskReply, TaskRequest, TaskType,
};
pub use token::TokenReply;

/// The code of a success in an envelope.
pub const SUCCESS: i64 = 100;
