//! Voice activity detection (VAD): how probable it is that somebody speaks.

/// Samples in a frame: 32 ms.
pub const FRAME: usize = dialogue::FRAME as usize;

/// A frame of the visitor's sound, at [`dialogue::SAMPLE_RATE`].
pub type Frame = [i16; FRAME];

/// Tells speech from other sound, frame by frame.
pub trait VoiceActivity: Send {
    /// The probability that there is a voice in the next frame, from 0 to 1.
    fn speech(&mut self, frame: &Frame) -> f32;

    /// The frames that follow have nothing to do with those before.
    fn reset(&mut self);
}
