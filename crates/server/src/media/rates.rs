//! The rates of audio and video: samples, packets, pictures, RTP ticks.

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
