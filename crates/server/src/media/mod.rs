//! Media: video (pictures) and audio (sound), encoded as a peer takes them.

mod active_map;
mod clock;
mod codec;
mod congestion_control;
#[cfg(feature = "h264")]
mod h264;
mod key_frames;
mod picture;
mod rates;
mod sound;
mod stagger;
mod video;
#[cfg(libvpx)]
mod vp8;

pub use active_map::ActiveMap;
pub use clock::{Clock, Due};
pub use codec::{AVAILABLE, choose, preference};
pub use congestion_control::{CongestionControl, Report};
pub use key_frames::KeyFrames;
pub use picture::{EncoderError, Planes, VideoFormat};
pub use rates::{PACKETS_PER_SECOND, PICTURES_PER_SECOND, SAMPLES_PER_PACKET, SOUND_TICKS, VIDEO_TICKS};
pub use sound::Sound;
pub use stagger::{Stagger, Turn};
pub use video::Video;
