//! Sound as a WAV file.

/// Samples of 16 bits, mono, at `rate` a second, as a WAV file (RIFF, PCM).
pub fn wav_file(samples: &[i16], rate: u32) -> Vec<u8> {
    const HEADER: u32 = 44;
    const BYTES: u32 = 2;
    // A visitor's turn has seconds; a file of more than 4 GB ends where its sizes end.
    let size = u32::try_from(samples.len())
        .ok()
        .and_then(|samples| samples.checked_mul(BYTES))
        .filter(|size| *size <= u32::MAX - HEADER)
        .unwrap_or(u32::MAX - HEADER);
    let mut file = Vec::with_capacity(HEADER as usize + samples.len() * BYTES as usize);
    file.extend(b"RIFF");
    file.extend((size + HEADER - 8).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    // PCM, one channel.
    file.extend(1_u16.to_le_bytes());
    file.extend(1_u16.to_le_bytes());
    file.extend(rate.to_le_bytes());
    file.extend((rate.saturating_mul(BYTES)).to_le_bytes());
    file.extend(2_u16.to_le_bytes());
    file.extend(16_u16.to_le_bytes());
    file.extend(b"data");
    file.extend(size.to_le_bytes());
    file.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_that_of_a_wav_file() {
        let file = wav_file(&[1, -2, 3], 16_000);
        let number = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().unwrap());
        assert_eq!(
            (&file[..4], &file[8..16], &file[36..40]),
            (&b"RIFF"[..], &b"WAVEfmt "[..], &b"data"[..])
        );
        assert_eq!((number(4), number(24), number(28), number(40)), (42, 16_000, 32_000, 6));
        assert_eq!(file[44..], [1, 0, 0xfe, 0xff, 3, 0]);
    }
}
