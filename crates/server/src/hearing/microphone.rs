//! The visitor's sound, decoded: from the Opus packets of the connection to frames at [`dialogue::SAMPLE_RATE`].

use opus_pure::OpusDecoder;
use thiserror::Error;

use crate::hearing::voice_activity::{FRAME, Frame};

const RATE: u64 = dialogue::SAMPLE_RATE;

/// Ticks of the packets' clock for a sample (RFC 7587: 48 000 a second).
const TICKS: u64 = 48_000 / RATE;

/// Samples in the longest packet that Opus has: 120 ms.
const MAX_PACKET: usize = RATE as usize * 120 / 1000;

/// Samples of a gap that the decoder conceals: 60 ms. A longer one is silence.
const CONCEALED: u64 = RATE * 60 / 1000;

/// The longest silence that a gap stands for: what is longer ends every turn anyway.
const MAX_GAP: u64 = RATE;

/// The sound cannot be decoded.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("opus: {0}")]
pub struct DecoderError(String);

/// A frame of sound, and the place of its first sample since the first sound.
pub type Placed = (u64, Frame);

/// Decodes the visitor's packets. Gaps are silence: a browser may send nothing while nobody speaks.
pub struct Microphone {
    decoder: OpusDecoder,
    /// The next packet's time, in ticks, if nothing is missing.
    expected: Option<u64>,
    /// The place of the next sample.
    next: u64,
    /// Samples that make no frame yet.
    pending: Vec<i16>,
}

impl Microphone {
    /// Nothing has been heard.
    ///
    /// # Errors
    /// Where the decoder does not start.
    pub fn new() -> Result<Self, DecoderError> {
        // 16 000 fits.
        let decoder = OpusDecoder::new(RATE as i32, 1).map_err(failed)?;
        Ok(Self {
            decoder,
            expected: None,
            next: 0,
            pending: Vec::with_capacity(FRAME),
        })
    }

    /// The place of the next sample.
    pub fn heard(&self) -> u64 {
        self.next
    }

    /// A packet is left out: the next one follows what was heard before.
    pub fn skip(&mut self) {
        self.expected = None;
    }

    /// Takes a packet with its time in ticks of its clock; adds the frames that are complete to `frames`. Returns whether there is a gap
    /// before it over which nothing is carried. A packet that comes after a later one is dropped.
    ///
    /// # Errors
    /// Where it is no Opus packet. The next one may be.
    pub fn take(&mut self, time: u64, packet: &[u8], frames: &mut Vec<Placed>) -> Result<bool, DecoderError> {
        let missing = match self.expected {
            // Of a stream that begins anew, with a time of its own, the gap is not known.
            Some(expected) if time < expected && expected - time > MAX_GAP * TICKS => MAX_GAP,
            Some(expected) if time < expected => return Ok(false),
            Some(expected) => ((time - expected) / TICKS).min(MAX_GAP),
            None => 0,
        };
        let mut samples = [0; MAX_PACKET];
        let broken = missing > CONCEALED;
        if broken {
            self.decoder.reset_state().map_err(failed)?;
            self.silence(missing, frames);
        } else if missing > 0 {
            let missing = missing as usize;
            let concealed = self.decoder.decode_s16(&[], missing, &mut samples).unwrap_or(0);
            self.append(samples.get(..concealed.min(missing)).unwrap_or_default(), frames);
            self.silence(missing.saturating_sub(concealed) as u64, frames);
        }
        self.expected = Some(time);
        let decoded = self
            .decoder
            .decode_s16(packet, MAX_PACKET, &mut samples)
            .map_err(failed)?;
        self.expected = Some(time.saturating_add(decoded as u64 * TICKS));
        self.append(samples.get(..decoded).unwrap_or_default(), frames);
        Ok(broken)
    }

    fn silence(&mut self, mut samples: u64, frames: &mut Vec<Placed>) {
        while samples > 0 {
            let some = samples.min(FRAME as u64);
            self.append([0; FRAME].get(..some as usize).unwrap_or_default(), frames);
            samples -= some;
        }
    }

    fn append(&mut self, mut samples: &[i16], frames: &mut Vec<Placed>) {
        self.next += samples.len() as u64;
        loop {
            let (some, rest) = samples.split_at(samples.len().min(FRAME - self.pending.len()));
            self.pending.extend(some);
            samples = rest;
            let Ok(frame) = Frame::try_from(self.pending.as_slice()) else {
                return;
            };
            self.pending.clear();
            frames.push((self.next - (samples.len() + FRAME) as u64, frame));
        }
    }
}

fn failed(error: opus_pure::Error) -> DecoderError {
    DecoderError(error.to_string())
}

#[cfg(test)]
mod tests {
    use opus_pure::{Application, OpusEncoder};
    use proptest::prelude::*;

    use super::*;

    /// A tone in packets of 20 ms, each with its time.
    fn packets(count: usize) -> Vec<(u64, Vec<u8>)> {
        let mut encoder = OpusEncoder::new(48_000, 1, Application::Voip).unwrap();
        let packet = |nth: usize| {
            let tone = |at: usize| {
                let time = (nth * 960 + at) as f32 / 48_000.0;
                ((time * 300.0 * std::f32::consts::TAU).sin() * 9_000.0) as i16
            };
            let samples: Vec<i16> = (0..960).map(tone).collect();
            let mut bytes = vec![0; 1_500];
            let size = encoder.encode_s16(&samples, 960, &mut bytes).unwrap();
            (77_777 + nth as u64 * 960, bytes[..size].to_vec())
        };
        (0..count).map(packet).collect()
    }

    fn loudness(frame: &Frame) -> f64 {
        let energy: f64 = frame.iter().map(|sample| f64::from(*sample).powi(2)).sum();
        (energy / FRAME as f64).sqrt()
    }

    #[test]
    fn a_stream_becomes_frames_one_after_the_other() {
        let mut microphone = Microphone::new().unwrap();
        let mut frames = Vec::new();
        for (time, packet) in packets(50) {
            assert_eq!(microphone.take(time, &packet, &mut frames), Ok(false));
        }
        assert_eq!(microphone.heard(), 16_000);
        assert_eq!(frames.len(), 31);
        assert!(frames.iter().zip(0..).all(|((at, _), nth)| *at == nth * FRAME as u64));
        assert!(
            frames[5..]
                .iter()
                .all(|(_, frame)| (4_000.0..9_000.0).contains(&loudness(frame)))
        );
    }

    #[test]
    fn a_gap_is_silence_and_keeps_the_time() {
        let mut microphone = Microphone::new().unwrap();
        let mut frames = Vec::new();
        let packets = packets(60);
        for (nth, (time, packet)) in packets.iter().enumerate() {
            // 20 ms are concealed, 500 ms are not.
            if nth == 10 || (20..45).contains(&nth) {
                continue;
            }
            assert_eq!(microphone.take(*time, packet, &mut frames), Ok(nth == 45));
        }
        assert_eq!(microphone.heard(), 60 * 320);
        let silent = frames
            .iter()
            .filter(|(_, frame)| frame.iter().all(|sample| *sample == 0))
            .count();
        assert!((14..=15).contains(&silent), "{silent}");
    }

    #[test]
    fn a_stream_that_begins_anew_and_packets_that_come_late_are_taken_for_what_they_are() {
        let mut microphone = Microphone::new().unwrap();
        let mut frames = Vec::new();
        let packets = packets(3);
        for nth in [0, 2, 1, 1] {
            microphone.take(packets[nth].0, &packets[nth].1, &mut frames).unwrap();
        }
        assert_eq!(microphone.heard(), 960);
        assert_eq!(microphone.take(5, &packets[0].1, &mut frames), Ok(true));
        assert_eq!(microphone.heard(), 960 + RATE + 320);
        assert_eq!(microphone.take(u64::MAX - 5, &packets[0].1, &mut frames), Ok(true));
        assert_eq!(microphone.heard(), 960 + 2 * RATE + 640);
    }

    proptest! {
        #[test]
        fn no_packet_is_too_strange(packets in prop::collection::vec((any::<u64>(), prop::collection::vec(any::<u8>(), 0..60)), 0..20)) {
            let mut microphone = Microphone::new().unwrap();
            let mut frames = Vec::new();
            for (time, packet) in &packets {
                let before = microphone.heard();
                microphone.take(*time, packet, &mut frames).ok();
                prop_assert!(microphone.heard() - before <= MAX_GAP + MAX_PACKET as u64);
            }
            let heard = frames.iter().enumerate().all(|(nth, (at, _))| *at == (nth * FRAME) as u64);
            prop_assert!(heard && microphone.heard() - (frames.len() * FRAME) as u64 <= FRAME as u64);
        }
    }
}
