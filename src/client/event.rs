//! Events that a client tells its user.

use session::Event;

/// Something to tell.
#[derive(Clone, Debug, PartialEq)]
pub enum ClientEvent {
    /// The session came further.
    Session(Event),
    /// How the media fared in the last second.
    Statistics(Statistics),
}

/// How the media fared in the last second. Whole numbers in everyday units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// To the service and back, in ms; none before it was measured.
    pub round_trip_ms: Option<u32>,
    /// Variation in the arrival of packets, in ms: the worse of picture and sound.
    pub jitter_ms: u32,
    /// Packets lost of a thousand that were sent.
    pub lost_per_thousand: u32,
    /// Pictures decoded in this second.
    pub frames_per_second: u32,
    /// Pictures decoded since the connection began.
    pub frames_decoded: u32,
    /// How often the picture froze for a moment since the connection began, as the browser counts it.
    pub freezes: u32,
    /// Bit rate of the picture, in kbit/s.
    pub video_kilobits: u32,
    /// Bit rate of the sound, in kbit/s.
    pub audio_kilobits: u32,
    /// Width of the picture, in pixels.
    pub width: u32,
    /// Height of the picture, in pixels.
    pub height: u32,
    /// The picture's codec, such as `VP8`; empty before it is known.
    pub video_codec: String,
    /// The sound's codec, such as `opus`; empty before it is known.
    pub audio_codec: String,
    /// The kind of route at this end: `host`, `srflx`, `prflx` or `relay`; empty before there is one.
    pub local_candidate: String,
    /// The kind of route at the far end.
    pub remote_candidate: String,
    /// `udp` or `tcp`.
    pub protocol: String,
}
