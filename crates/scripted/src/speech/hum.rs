//! The hum that a scripted speech service says instead of words, and the forms in which it is sent.

/// Seconds that the hum lasts for each character of the text.
const SECONDS_PER_CHARACTER: f32 = 0.05;

/// The form in which the hum is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A WAV file of 16 bits with true lengths.
    Wav,
    /// The same with lengths of 0xFFFFFFFF, as services write that stream.
    Endless,
    /// The same with lengths of 0.
    Zero,
    /// The extensible form, 24 bits, with a chunk of text before the samples.
    Extensible,
    /// 32-bit floats in two channels.
    Floats,
    /// Bare samples, whose type tells their rate.
    Pcm,
}

/// A tone of 150 Hz with the overtones of a voice, as long as the text is.
pub fn hum(characters: usize, rate: u32) -> Vec<i16> {
    let length = (characters as f32 * SECONDS_PER_CHARACTER * rate as f32) as usize;
    let step = std::f32::consts::TAU * 150.0 / rate as f32;
    let sample = |nth: usize| {
        let angle = nth as f32 * step;
        ((angle.sin() + 0.5 * (2.0 * angle).sin() + 0.25 * (5.0 * angle).sin()) * 5_000.0) as i16
    };
    (0..length).map(sample).collect()
}

/// The hum in a form.
pub fn encoded(form: Form, rate: u32, samples: &[i16]) -> Vec<u8> {
    let (kind, channels, bits): (u16, u16, u16) = match form {
        Form::Floats => (3, 2, 32),
        Form::Extensible => (0xfffe, 1, 24),
        _ => (1, 1, 16),
    };
    let data: Vec<u8> = samples
        .iter()
        .flat_map(|sample| match form {
            Form::Floats => (f32::from(*sample) / 32_767.0).to_le_bytes().repeat(2),
            Form::Extensible => (i32::from(*sample) << 8).to_le_bytes()[..3].to_vec(),
            _ => sample.to_le_bytes().to_vec(),
        })
        .collect();
    if form == Form::Pcm {
        return data;
    }
    let size = |true_size: usize| match form {
        Form::Endless => u32::MAX,
        Form::Zero => 0,
        _ => u32::try_from(true_size).unwrap_or(u32::MAX),
    };
    let block = channels * bits / 8;
    let mut format = Vec::new();
    format.extend(kind.to_le_bytes());
    format.extend(channels.to_le_bytes());
    format.extend(rate.to_le_bytes());
    format.extend((rate * u32::from(block)).to_le_bytes());
    format.extend(block.to_le_bytes());
    format.extend(bits.to_le_bytes());
    let mut out = b"RIFF".to_vec();
    out.extend(size(data.len() + 36).to_le_bytes());
    out.extend(b"WAVE");
    if form == Form::Extensible {
        format.extend([22, 0, 24, 0, 4, 0, 0, 0, 1, 0]);
        format.extend(*b"\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71");
        out.extend(b"LIST\x05\0\0\0words\0");
    }
    out.extend(b"fmt ");
    out.extend(u32::try_from(format.len()).unwrap_or_default().to_le_bytes());
    out.extend(format);
    out.extend(b"data");
    out.extend(size(data.len()).to_le_bytes());
    out.extend(data);
    out
}
