//! Reads WAV files as speech services send them.
//!
//! Crates that read WAV hold a file to its header. Services that stream do not know the length when they write the header, so
//! it says 0, 0xFFFFFFFF, 0x7FFFFFFF or 2 000 000 000; then the samples go on to the end of the body. Everything else is as in
//! the format's description: chunks of other kinds anywhere, samples of 8 to 64 bits, any number of channels.

use thiserror::Error;

use super::Pcm;

/// A length from which on none is meant: one gigabyte.
const UNKNOWN: u32 = 1 << 30;
/// Samples a second that a voice may have.
const RATES: std::ops::RangeInclusive<u32> = 4_000..=192_000;
/// Channels that are mixed down.
const CHANNELS: std::ops::RangeInclusive<u16> = 1..=8;

/// The kinds of samples, as the format numbers them.
const INTEGERS: u16 = 1;
const FLOATS: u16 = 3;
const EXTENSIBLE: u16 = 0xfffe;

/// Why a body is no sound.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WavError {
    /// It does not begin as a WAV file does.
    #[error("it is no WAV file")]
    NoWav,
    /// It ends before its samples begin.
    #[error("the WAV file ends before its samples")]
    NoSamples,
    /// Its samples are of a kind that is not read.
    #[error("the WAV file has samples of kind {kind} with {bits} bits, which are not read")]
    Samples {
        /// The format's number for their kind.
        kind: u16,
        /// Bits of each.
        bits: u16,
    },
    /// Its rate or its channels are not those of a voice.
    #[error("the WAV file has {channels} channels of {rate} samples a second, which is no voice")]
    Shape {
        /// How many channels.
        channels: u16,
        /// Samples a second of each.
        rate: u32,
    },
    /// Samples are missing.
    #[error("the WAV file was cut off: {missing} bytes are missing")]
    Cut {
        /// How many bytes its header promises beyond what came.
        missing: usize,
    },
}

/// How samples are written.
#[derive(Clone, Copy, Debug)]
struct Format {
    kind: u16,
    channels: u16,
    rate: u32,
    bits: u16,
}

/// Whether a body begins as a WAV file does.
pub fn is_wav(body: &[u8]) -> bool {
    let is = |at: usize, words: &[&[u8]]| body.get(at..at + 4).is_some_and(|found| words.contains(&found));
    is(0, &[b"RIFF", b"RF64"]) && is(8, &[b"WAVE"])
}

/// The sound of a whole body, its channels mixed down to one.
///
/// # Errors
/// Where it is no WAV file, was cut off, or has samples of an unknown kind.
pub fn read(body: &[u8]) -> Result<Pcm, WavError> {
    if !is_wav(body) {
        return Err(WavError::NoWav);
    }
    let mut format = None;
    let mut rest = body.get(12..).unwrap_or_default();
    loop {
        let Some((head, content)) = rest.split_at_checked(8) else {
            return Err(WavError::NoSamples);
        };
        let size = number(head, 4);
        match (head.get(..4), format) {
            (Some(b"fmt "), _) => format = Some(Format::read(content, size)?),
            (Some(b"data"), Some(format)) => return samples(format, content, size),
            _ => {}
        }
        // Chunks begin at even places.
        let size = (size as usize).saturating_add(size as usize % 2);
        rest = content.get(size..).ok_or(WavError::NoSamples)?;
    }
}

impl Format {
    fn read(content: &[u8], size: u32) -> Result<Self, WavError> {
        let content = content.get(..size as usize).ok_or(WavError::NoSamples)?;
        if content.len() < 16 {
            return Err(WavError::NoSamples);
        }
        let short = |at: usize| {
            content
                .get(at..at + 2)
                .map_or(0, |two| u16::from_le_bytes([two[0], two[1]]))
        };
        let format = Self {
            // The extensible form has the kind of its samples further on.
            kind: if short(0) == EXTENSIBLE { short(24) } else { short(0) },
            channels: short(2),
            rate: number(content, 4),
            bits: short(14),
        };
        let is_read = match format.kind {
            INTEGERS => matches!(format.bits, 8 | 16 | 24 | 32),
            FLOATS => matches!(format.bits, 32 | 64),
            _ => false,
        };
        if !is_read {
            let Self { kind, bits, .. } = format;
            return Err(WavError::Samples { kind, bits });
        }
        if !CHANNELS.contains(&format.channels) || !RATES.contains(&format.rate) {
            let Self { channels, rate, .. } = format;
            return Err(WavError::Shape { channels, rate });
        }
        Ok(format)
    }
}

fn samples(format: Format, content: &[u8], size: u32) -> Result<Pcm, WavError> {
    let bytes = match size {
        0 | UNKNOWN.. => content,
        size => content.get(..size as usize).ok_or_else(|| WavError::Cut {
            missing: size as usize - content.len(),
        })?,
    };
    let width = usize::from(format.bits / 8);
    let channels = usize::from(format.channels);
    let mixed = |frame: &[u8]| {
        let sum: f64 = frame.chunks_exact(width).map(|one| sample(format, one)).sum();
        // A cast saturates: what is too loud is cut and does not wrap.
        (sum / channels as f64).round() as i16
    };
    Ok(Pcm {
        samples: bytes.chunks_exact(width * channels).map(mixed).collect(),
        rate: format.rate,
    })
}

/// A sample on the scale of 16 bits.
fn sample(format: Format, bytes: &[u8]) -> f64 {
    match (format.kind, bytes) {
        (INTEGERS, [one]) => (f64::from(*one) - 128.0) * 256.0,
        (INTEGERS, [low, high]) => f64::from(i16::from_le_bytes([*low, *high])),
        (INTEGERS, [low, middle, high]) => f64::from(i32::from_le_bytes([0, *low, *middle, *high])) / 65_536.0,
        (INTEGERS, [a, b, c, d]) => f64::from(i32::from_le_bytes([*a, *b, *c, *d])) / 65_536.0,
        (_, [a, b, c, d]) => finite(f64::from(f32::from_le_bytes([*a, *b, *c, *d])) * 32_767.0),
        (_, [a, b, c, d, e, f, g, h]) => finite(f64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, *h]) * 32_767.0),
        _ => 0.0,
    }
}

/// A float sample within bounds: silence where it is no number, full scale where it is too loud.
fn finite(sample: f64) -> f64 {
    if sample.is_nan() {
        0.0
    } else {
        sample.clamp(-32_768.0, 32_767.0)
    }
}

/// The four bytes at a place, as a number; 0 where there are none.
fn number(bytes: &[u8], at: usize) -> u32 {
    bytes
        .get(at..at + 4)
        .map_or(0, |four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}
