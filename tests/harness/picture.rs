//! A screenshot and the colours in it.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use png::{ColorType, Decoder, Transformations};

use crate::Failure;

/// A screenshot of a part of the page.
#[derive(Debug, Clone)]
pub struct Picture {
    bytes: Vec<u8>,
    /// Red, green, blue; row after row.
    pixels: Vec<[u8; 3]>,
    width: usize,
    height: usize,
}

impl Picture {
    /// Reads a PNG of 8 bits a channel, the format of browsers' screenshots.
    pub fn read(bytes: Vec<u8>) -> Result<Self, Failure> {
        let failed = |reason: String| Failure::Browser(format!("its picture cannot be read: {reason}"));
        let mut decoder = Decoder::new(Cursor::new(&bytes));
        decoder.set_transformations(Transformations::STRIP_16 | Transformations::EXPAND);
        let mut reader = decoder.read_info().map_err(|error| failed(error.to_string()))?;
        let size = reader
            .output_buffer_size()
            .ok_or_else(|| failed("it is too large".to_owned()))?;
        let mut buffer = vec![0; size];
        let frame = reader
            .next_frame(&mut buffer)
            .map_err(|error| failed(error.to_string()))?;
        let channels = match frame.color_type {
            ColorType::Rgb => 3,
            ColorType::Rgba => 4,
            other => return Err(failed(format!("it has {other:?}"))),
        };
        let pixels = buffer
            .chunks_exact(channels)
            .filter_map(|pixel| pixel.first_chunk::<3>().copied())
            .collect();
        Ok(Self {
            pixels,
            width: frame.width as usize,
            height: frame.height as usize,
            bytes,
        })
    }

    /// The share of pixels, 0 to 1, whose colour is `wanted`.
    pub fn share(&self, wanted: impl Fn([u8; 3]) -> bool) -> f64 {
        let count = self.pixels.iter().filter(|pixel| wanted(**pixel)).count();
        count as f64 / self.pixels.len().max(1) as f64
    }

    /// Pixels across and down.
    pub fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    /// Saves it.
    pub fn keep(&self, path: &Path) -> Result<(), Failure> {
        fs::write(path, &self.bytes).map_err(|error| Failure::File {
            path: path.display().to_string(),
            reason: error.to_string(),
        })
    }
}

/// The green screen behind an avatar, as a decoder returns it.
pub fn is_green([red, green, blue]: [u8; 3]) -> bool {
    green > 160 && red < 100 && blue < 100
}

/// The avatars' skin, in light and in shade.
pub fn is_skin([red, green, blue]: [u8; 3]) -> bool {
    red > 110 && red > green && green > blue && (20..130).contains(&(red - blue))
}
