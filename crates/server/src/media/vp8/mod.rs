//! VP8 through the system's libvpx.

use std::os::raw::{c_int, c_uint};
use std::ptr::NonNull;

use crate::media::active_map::AFTER_KEY;
use crate::media::picture::{Encoded, EncoderError, Planes, VideoFormat};
use crate::media::rates::PICTURES_PER_SECOND;

/// The shim's encoder; only ever seen behind a pointer.
#[repr(C)]
struct Opaque {
    _private: [u8; 0],
}

unsafe extern "C" {
    fn avatar_vp8_open(
        width: c_uint,
        height: c_uint,
        kilobits: c_uint,
        pictures_per_second: c_uint,
        settling: c_uint,
    ) -> *mut Opaque;
    fn avatar_vp8_close(encoder: *mut Opaque);
    fn avatar_vp8_set_rate(encoder: *mut Opaque, kilobits: c_uint, is_narrow: c_int) -> c_int;
    #[allow(clippy::too_many_arguments, reason = "the planes of a picture, one by one")]
    fn avatar_vp8_encode(
        encoder: *mut Opaque,
        y: *const u8,
        u: *const u8,
        v: *const u8,
        y_stride: c_uint,
        chroma_stride: c_uint,
        active: *const u8,
        number: i64,
        force_key: c_int,
        data: *mut *const u8,
        key: *mut c_int,
        fine: *mut c_int,
    ) -> i64;
}

/// An encoder for one stream of pictures of one size.
pub struct Vp8 {
    encoder: NonNull<Opaque>,
    format: VideoFormat,
    pictures: i64,
}

// SAFETY: a libvpx encoder is bound to no thread, and `&mut self` keeps it to one at a time.
unsafe impl Send for Vp8 {}

impl Vp8 {
    /// Starts an encoder.
    pub fn new(format: VideoFormat) -> Result<Self, EncoderError> {
        // SAFETY: plain numbers in, a pointer or null out.
        let encoder = unsafe {
            avatar_vp8_open(
                format.width,
                format.height,
                format.kilobits,
                PICTURES_PER_SECOND,
                AFTER_KEY.into(),
            )
        };
        let encoder = NonNull::new(encoder).ok_or_else(|| EncoderError("libvpx does not start".into()))?;
        Ok(Self {
            encoder,
            format,
            pictures: 0,
        })
    }

    /// Sends this many kilobits a second from the next picture on. Where `is_narrow`, pictures may be poorer than otherwise, and are not
    /// brought to full quality after a key frame.
    pub fn set_rate(&mut self, kilobits: u32, is_narrow: bool) -> Result<(), EncoderError> {
        // SAFETY: opened by `new`; plain numbers in, a plain number out.
        match unsafe { avatar_vp8_set_rate(self.encoder.as_ptr(), kilobits, is_narrow.into()) } {
            0 => Ok(()),
            _ => Err(EncoderError("libvpx refused a bit rate".into())),
        }
    }

    /// Encodes the next picture.
    ///
    /// `active` has a byte for each macroblock, 0 where the picture is as the one before. A map of another size is not used.
    ///
    /// Absent where the rate control dropped the picture.
    pub fn encode(&mut self, picture: &Planes<'_>, active: &[u8], key: bool) -> Result<Option<Encoded>, EncoderError> {
        picture.check(self.format)?;
        let blocks = self.format.width.div_ceil(16) as usize * self.format.height.div_ceil(16) as usize;
        let active = if active.len() == blocks {
            active.as_ptr()
        } else {
            std::ptr::null()
        };
        let number = self.pictures;
        self.pictures += 1;
        let mut data = std::ptr::null();
        let (mut is_key, mut is_fine) = (0, 0);
        // SAFETY: `check` proved that the planes cover the size this encoder was opened with, and the map has as many blocks, or is null.
        let size = unsafe {
            avatar_vp8_encode(
                self.encoder.as_ptr(),
                picture.y.as_ptr(),
                picture.u.as_ptr(),
                picture.v.as_ptr(),
                picture.y_stride,
                picture.chroma_stride,
                active,
                number,
                c_int::from(key),
                &mut data,
                &mut is_key,
                &mut is_fine,
            )
        };
        match usize::try_from(size) {
            Err(_) => Err(EncoderError("libvpx refused a picture".into())),
            Ok(0) => Ok(None),
            Ok(_) if data.is_null() => Ok(None),
            Ok(size) => {
                // SAFETY: the shim says how many bytes it points at; they stay valid until the next call.
                let bytes = unsafe { std::slice::from_raw_parts(data, size) };
                Ok(Some(Encoded {
                    bytes: bytes.into(),
                    key: is_key != 0,
                    fine: is_fine != 0,
                }))
            }
        }
    }
}

impl Drop for Vp8 {
    fn drop(&mut self) {
        // SAFETY: opened by `new`, closed once.
        unsafe { avatar_vp8_close(self.encoder.as_ptr()) }
    }
}
