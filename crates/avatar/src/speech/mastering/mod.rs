//! Mastering: the equalizer, loudness and limiter after a voice, so that all are as bright and as loud, and none clips.
//!
//! Lips are read before that, from the sound as the engine made it.

mod equalizer;
mod limiter;
#[cfg(not(target_arch = "wasm32"))]
mod loudness;

pub(crate) use equalizer::Equalizer;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use loudness::gain;

/// The finish of a voice's sound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Finish {
    /// The factor that brings the voice to −16 LUFS.
    pub gain: f32,
    /// Of voices that need none, absent.
    pub brightness: Option<Equalizer>,
}

impl Finish {
    /// Finishes samples, [`SAMPLE_RATE`](crate::SAMPLE_RATE) a second.
    pub(crate) fn apply(self, samples: &mut [i16]) {
        let mut sound: Vec<f32> = samples.iter().map(|sample| f32::from(*sample) * self.gain).collect();
        if let Some(brightness) = self.brightness {
            brightness.apply(&mut sound);
        }
        limiter::limit(&mut sound);
        for (sample, finished) in samples.iter_mut().zip(sound) {
            // A cast from float saturates, and drops the fraction towards zero: silence stays silent.
            *sample = finished as i16;
        }
    }
}
