//! Audio encoding: sound as Opus packets.

use std::sync::Arc;

use opus_pure::{Application, Bandwidth, MAX_PACKET_BYTES, OpusEncoder};

use crate::media::picture::EncoderError;
use crate::media::rates::SAMPLES_PER_PACKET;

/// Bits a second while the avatar speaks: transparent for speech of either width.
const BITS_PER_SECOND: i32 = 32_000;

/// An Opus encoder fed with mono samples at [`avatar::SAMPLE_RATE`].
pub struct Sound {
    encoder: OpusEncoder,
    packet: Vec<u8>,
}

impl Sound {
    /// Starts an encoder for voices that have something to say above 8 kHz (`wide`), or for the built-in ones, which have not, so
    /// that it need not be looked for.
    ///
    /// # Errors
    /// Where the codec does not take the rate, which it does.
    pub fn new(wide: bool) -> Result<Self, EncoderError> {
        // 24 000 fits.
        let rate = avatar::SAMPLE_RATE as i32;
        let mut encoder = OpusEncoder::new(rate, 1, Application::Voip).map_err(failed)?;
        encoder.bitrate_bps = BITS_PER_SECOND;
        encoder.complexity = 5;
        encoder.max_bandwidth = if wide {
            Bandwidth::Superwideband
        } else {
            Bandwidth::Wideband
        };
        // Silence becomes packets of one byte, which cost next to nothing at either end and keep the stream going.
        encoder.use_dtx = true;
        Ok(Self {
            encoder,
            packet: vec![0; MAX_PACKET_BYTES],
        })
    }

    /// Encodes 20 ms.
    ///
    /// # Errors
    /// Where the codec fails.
    pub fn encode(&mut self, samples: &[i16; SAMPLES_PER_PACKET]) -> Result<Arc<[u8]>, EncoderError> {
        let size = self
            .encoder
            .encode_s16(samples, SAMPLES_PER_PACKET, &mut self.packet)
            .map_err(failed)?;
        Ok(self.packet.get(..size).unwrap_or_default().into())
    }
}

fn failed(error: opus_pure::Error) -> EncoderError {
    EncoderError(format!("opus: {error}"))
}

#[cfg(test)]
mod tests {
    use opus_pure::OpusDecoder;

    use super::*;

    #[test]
    fn a_tone_arrives_and_silence_becomes_tiny() {
        let mut sound = Sound::new(false).unwrap();
        let mut decoder = OpusDecoder::new(48_000, 1).unwrap();
        let mut loudest = 0.0_f32;
        for packet in 0..50 {
            let mut tone = [0; SAMPLES_PER_PACKET];
            for (at, sample) in tone.iter_mut().enumerate() {
                let time = (packet * SAMPLES_PER_PACKET + at) as f32 / avatar::SAMPLE_RATE as f32;
                *sample = ((time * 300.0 * std::f32::consts::TAU).sin() * 8000.0) as i16;
            }
            let packet = sound.encode(&tone).unwrap();
            assert!(packet.len() > 2);
            let mut heard = [0.0; 960];
            decoder.decode(&packet, 960, &mut heard).unwrap();
            loudest = heard.iter().fold(loudest, |loudest, sample| loudest.max(sample.abs()));
        }
        assert!(loudest > 0.15, "{loudest}");
        let tiny = (0..100)
            .filter(|_| sound.encode(&[0; SAMPLES_PER_PACKET]).unwrap().len() <= 2)
            .count();
        assert!(tiny > 80, "{tiny} of 100");
    }
}
