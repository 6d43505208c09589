//! Pictures (video frames) on their way into an encoder and out of it.

use std::sync::Arc;

use thiserror::Error;

/// Why a picture could not be encoded. The session cannot go on.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the video encoder failed: {0}")]
pub struct EncoderError(pub String);

/// Size and rate of a stream of pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VideoFormat {
    /// Pixels across, even.
    pub width: u32,
    /// Pixels down, even.
    pub height: u32,
    /// Kilobits a second.
    pub kilobits: u32,
}

/// A picture in I420, borrowed.
#[derive(Clone, Copy, Debug)]
pub struct Planes<'a> {
    /// Luma.
    pub y: &'a [u8],
    /// Blue difference, half as wide and high.
    pub u: &'a [u8],
    /// Red difference, as the blue one.
    pub v: &'a [u8],
    /// Bytes from one row of luma to the next.
    pub y_stride: u32,
    /// Bytes from one row of either chroma plane to the next.
    pub chroma_stride: u32,
}

impl Planes<'_> {
    /// Whether the planes hold a picture of this size.
    ///
    /// # Errors
    /// Where a plane is smaller: an encoder would read beyond it.
    pub fn check(&self, format: VideoFormat) -> Result<(), EncoderError> {
        let covers = |plane: &[u8], stride: u32, width: u32, height: u32| {
            stride >= width && plane.len() as u64 >= u64::from(stride) * u64::from(height)
        };
        let (width, height) = (format.width / 2, format.height / 2);
        let whole = covers(self.y, self.y_stride, format.width, format.height)
            && covers(self.u, self.chroma_stride, width, height)
            && covers(self.v, self.chroma_stride, width, height);
        if whole {
            Ok(())
        } else {
            Err(EncoderError("a picture is smaller than its stream".into()))
        }
    }
}

impl<'a> From<&'a avatar::Yuv> for Planes<'a> {
    fn from(picture: &'a avatar::Yuv) -> Self {
        // Strides are a picture's width: far below 2³².
        let stride = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX);
        Self {
            y: picture.y(),
            u: picture.u(),
            v: picture.v(),
            y_stride: stride(picture.y_stride()),
            chroma_stride: stride(picture.chroma_stride()),
        }
    }
}

/// An encoded picture.
#[derive(Clone, Debug)]
pub struct Encoded {
    /// Annex B for H.264, a frame for VP8.
    pub bytes: Arc<[u8]>,
    /// Whether a decoder can begin with it.
    pub key: bool,
    /// Whether it has the finest quality that the encoder gives to any. Never told of H.264.
    pub fine: bool,
}
