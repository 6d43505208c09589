//! Pictures and sound as a peer takes them.

mod choice;
mod clock;
#[cfg(feature = "h264")]
mod h264;
mod key_frames;
mod sound;
mod video;
#[cfg(libvpx)]
mod vp8;

pub use choice::{AVAILABLE, choose, preference};
pub use clock::{Clock, Due};
pub use key_frames::KeyFrames;
pub use sound::Sound;
pub use video::{Encoded, EncoderError, Planes, Video, VideoFormat};

/// Pictures a second.
pub const PICTURES_PER_SECOND: u32 = 30;

/// Ticks of the RTP clock of video in a second (RFC 6184, RFC 7741).
pub const VIDEO_TICKS: u32 = 90_000;

/// Ticks of the RTP clock of Opus in a second, whatever rate it was fed with (RFC 7587).
pub const SOUND_TICKS: u32 = 48_000;

/// Packets of sound a second.
pub const PACKETS_PER_SECOND: u32 = 50;

/// Samples in a packet of sound.
pub const SAMPLES_PER_PACKET: usize = avatar::SAMPLE_RATE as usize / PACKETS_PER_SECOND as usize;
