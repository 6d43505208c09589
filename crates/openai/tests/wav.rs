//! WAV files in every form that speech services send: what was written is read, and nothing makes the reader fail otherwise
//! than in words.
#![allow(clippy::unwrap_used, reason = "a test's panic is the failure it reports")]

use proptest::prelude::*;
use streaming_avatar_openai::speech::Pcm;
use streaming_avatar_openai::speech::wav::{WavError, read};

/// How samples are written in a file.
#[derive(Clone, Copy, Debug)]
enum Kind {
    U8,
    I16,
    I24,
    I32,
    F32,
    F64,
}

/// The form of a file.
#[derive(Clone, Debug)]
struct Form {
    kind: Kind,
    extensible: bool,
    channels: u16,
    rate: u32,
    /// The length in its header, where it is not the true one.
    size: Option<u32>,
    /// Chunks of other kinds before the samples.
    others: Vec<Vec<u8>>,
}

impl Kind {
    fn bits(self) -> u16 {
        match self {
            Self::U8 => 8,
            Self::I16 => 16,
            Self::I24 => 24,
            Self::I32 | Self::F32 => 32,
            Self::F64 => 64,
        }
    }

    fn bytes(self, sample: i16) -> Vec<u8> {
        let whole = i32::from(sample) << 16;
        match self {
            Self::U8 => vec![((i32::from(sample) >> 8) + 128) as u8],
            Self::I16 => sample.to_le_bytes().to_vec(),
            Self::I24 => whole.to_le_bytes()[1..].to_vec(),
            Self::I32 => whole.to_le_bytes().to_vec(),
            Self::F32 => (f32::from(sample) / 32_767.0).to_le_bytes().to_vec(),
            Self::F64 => (f64::from(sample) / 32_767.0).to_le_bytes().to_vec(),
        }
    }

    /// How far a sample may be from what was written.
    fn tolerance(self) -> u16 {
        match self {
            Self::U8 => 255,
            _ => 1,
        }
    }
}

fn chunk(name: &[u8; 4], content: &[u8], size: u32) -> Vec<u8> {
    let mut out = name.to_vec();
    out.extend(size.to_le_bytes());
    out.extend(content);
    if content.len() % 2 == 1 {
        out.push(0);
    }
    out
}

impl Form {
    /// A file in this form; every channel has the same samples.
    fn file(&self, samples: &[i16]) -> Vec<u8> {
        let (bits, block) = (self.kind.bits(), self.channels * self.kind.bits() / 8);
        let number: u16 = if matches!(self.kind, Kind::F32 | Kind::F64) {
            3
        } else {
            1
        };
        let mut format = Vec::new();
        format.extend(if self.extensible { 0xfffe_u16 } else { number }.to_le_bytes());
        format.extend(self.channels.to_le_bytes());
        format.extend(self.rate.to_le_bytes());
        format.extend((self.rate * u32::from(block)).to_le_bytes());
        format.extend(block.to_le_bytes());
        format.extend(bits.to_le_bytes());
        if self.extensible {
            format.extend(22_u16.to_le_bytes());
            format.extend(bits.to_le_bytes());
            format.extend(3_u32.to_le_bytes());
            format.extend(number.to_le_bytes());
            format.extend(*b"\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71");
        }
        let data: Vec<u8> = samples
            .iter()
            .flat_map(|sample| self.kind.bytes(*sample).repeat(usize::from(self.channels)))
            .collect();
        let mut out = b"RIFF\xff\xff\xff\xffWAVE".to_vec();
        let size = |content: &[u8]| u32::try_from(content.len()).unwrap();
        for other in &self.others {
            out.extend(chunk(b"LIST", other, size(other)));
        }
        out.extend(chunk(b"fmt ", &format, size(&format)));
        for other in &self.others {
            out.extend(chunk(b"fact", other, size(other)));
        }
        let mut data_chunk = chunk(b"data", &data, self.size.unwrap_or(size(&data)));
        data_chunk.truncate(8 + data.len());
        out.extend(data_chunk);
        out
    }
}

fn form() -> impl Strategy<Value = Form> {
    let kind = prop::sample::select(vec![Kind::U8, Kind::I16, Kind::I24, Kind::I32, Kind::F32, Kind::F64]);
    // True, and as services that stream write it.
    let size = prop::sample::select(vec![
        None,
        Some(0),
        Some(u32::MAX),
        Some(0x7fff_ffff),
        Some(2_000_000_000),
    ]);
    let rate = prop::sample::select(vec![8_000, 16_000, 22_050, 24_000, 44_100, 48_000]);
    let others = prop::collection::vec(prop::collection::vec(any::<u8>(), 0..9), 0..3);
    (kind, any::<bool>(), 1_u16..3, rate, size, others).prop_map(|(kind, extensible, channels, rate, size, others)| {
        Form {
            kind,
            extensible,
            channels,
            rate,
            size,
            others,
        }
    })
}

proptest! {
    #[test]
    fn every_form_is_read(form in form(), samples in prop::collection::vec(any::<i16>(), 0..50)) {
        let Pcm { samples: read, rate } = read(&form.file(&samples)).unwrap();
        prop_assert_eq!((rate, read.len()), (form.rate, samples.len()));
        for (read, written) in read.iter().zip(&samples) {
            prop_assert!(read.abs_diff(*written) <= form.kind.tolerance(), "{} for {}", read, written);
        }
    }

    #[test]
    fn a_file_that_is_cut_off_is_told_from_a_whole_one(form in form(), samples in prop::collection::vec(any::<i16>(), 1..50), cut in 1_usize..400) {
        let form = Form { size: None, ..form };
        let file = form.file(&samples);
        let cut = cut.min(file.len() - 1);
        let read = read(&file[..file.len() - cut]);
        let is_told = matches!(read, Err(WavError::Cut { .. } | WavError::NoSamples | WavError::NoWav));
        prop_assert!(is_told, "{:?}", read);
    }

    #[test]
    fn a_spoilt_file_is_refused_or_read(form in form(), at in 0_usize..120, byte: u8, samples in prop::collection::vec(any::<i16>(), 0..20)) {
        let mut file = form.file(&samples);
        if let Some(place) = file.get_mut(at) {
            *place = byte;
        }
        if let Ok(sound) = read(&file) {
            prop_assert!((4_000..=192_000).contains(&sound.rate));
        }
    }
}

#[test]
fn channels_are_mixed_and_what_follows_the_samples_is_no_sound() {
    let form = Form {
        kind: Kind::I16,
        extensible: false,
        channels: 2,
        rate: 24_000,
        size: None,
        others: vec![],
    };
    let mut file = form.file(&[0]);
    let at = file.len() - 4;
    file[at..].copy_from_slice(&[100, 0, 44, 1]);
    file.extend(chunk(b"LIST", b"words", 5));
    assert_eq!(read(&file).unwrap().samples, [200]);
}

#[test]
fn floats_that_are_no_numbers_or_too_loud_do_no_harm() {
    let form = Form {
        kind: Kind::F32,
        extensible: false,
        channels: 1,
        rate: 24_000,
        size: Some(0),
        others: vec![],
    };
    let mut file = form.file(&[]);
    for sample in [f32::NAN, f32::INFINITY, -9.0, 0.5] {
        file.extend(sample.to_le_bytes());
    }
    assert_eq!(read(&file).unwrap().samples, [0, 32_767, -32_768, 16_384]);
}

#[test]
fn kinds_that_are_not_read_are_named() {
    let form = Form {
        kind: Kind::U8,
        extensible: false,
        channels: 1,
        rate: 8_000,
        size: None,
        others: vec![],
    };
    let mut file = form.file(&[1, 2]);
    // A-law.
    file[20] = 6;
    let error = read(&file).unwrap_err();
    assert_eq!(error, WavError::Samples { kind: 6, bits: 8 });
    let mut file = form.file(&[1, 2]);
    file[22] = 90;
    assert!(read(&file).unwrap_err().to_string().contains("90 channels"));
    assert_eq!(read(b"ID3"), Err(WavError::NoWav));
}
