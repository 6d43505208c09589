//! Lossy WebP by libwebp: the only unsafe code of the portraits.

use std::ptr;

use libwebp_sys::{WebPEncodeRGB, WebPFree};

use crate::picture::FrameSize;

/// From 0 to 100. At 82 one sees blocks in the soft backgrounds on a large screen; at 90 the files are an eighth of PNG's.
const QUALITY: f32 = 90.0;

/// Opaque RGB pixels, row after row without gaps, as a WebP. Nothing where the encoder has no memory, or where `rgb` does
/// not fill the size.
pub(super) fn encode(size: FrameSize, rgb: &[u8]) -> Option<Vec<u8>> {
    let (width, height) = (i32::try_from(size.width).ok()?, i32::try_from(size.height).ok()?);
    let stride = width.checked_mul(3)?;
    let needed = usize::try_from(stride).ok()? * usize::try_from(height).ok()?;
    if rgb.len() < needed {
        return None;
    }
    let mut file = ptr::null_mut();
    // SAFETY: `rgb` holds `height` rows of `stride` bytes, as was just looked at, and `file` may be written to.
    let length = unsafe { WebPEncodeRGB(rgb.as_ptr(), width, height, stride, QUALITY, &raw mut file) };
    if file.is_null() {
        return None;
    }
    // SAFETY: the encoder has put `length` bytes there, which nobody else knows of.
    let copy = unsafe { std::slice::from_raw_parts(file, length) }.to_vec();
    // SAFETY: it is the encoder's own memory, given back once.
    unsafe { WebPFree(file.cast()) };
    Some(copy).filter(|copy| !copy.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_become_a_webp_and_too_few_do_not() {
        let size = FrameSize { width: 32, height: 16 };
        let file = encode(size, &[90; 32 * 16 * 3]).unwrap();
        assert_eq!((&file[..4], &file[8..16]), (&b"RIFF"[..], &b"WEBPVP8 "[..]));
        assert_eq!(encode(size, &[90; 32 * 16 * 3 - 1]), None);
    }
}
