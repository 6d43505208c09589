//! H.264 through openh264.

use openh264::encoder::{
    BitRate, Complexity, Encoder, EncoderConfig, FrameRate, FrameType, IntraFramePeriod, Profile, RateControlMode,
    UsageType,
};
use openh264::formats::YUVSlices;
use openh264::{OpenH264API, Timestamp};

use crate::media::picture::{Encoded, EncoderError, Planes, VideoFormat};
use crate::media::rates::PICTURES_PER_SECOND;

/// A change of the bit rate by less than one part in so many is left out: each costs a key frame.
const LITTLE: u32 = 5;

/// An encoder for one stream of pictures of one size.
pub struct H264 {
    encoder: Encoder,
    format: VideoFormat,
    pictures: u64,
}

impl H264 {
    /// Starts an encoder.
    pub fn new(format: VideoFormat) -> Result<Self, EncoderError> {
        Ok(Self {
            encoder: encoder(format)?,
            format,
            pictures: 0,
        })
    }

    /// Sends about this many kilobits a second from the next picture on, which is a key frame then: the library has no way to change the rate
    /// of an encoder, so there is a new one.
    pub fn set_rate(&mut self, kilobits: u32) -> Result<(), EncoderError> {
        if kilobits.abs_diff(self.format.kilobits) * LITTLE < self.format.kilobits {
            return Ok(());
        }
        self.format.kilobits = kilobits;
        self.encoder = encoder(self.format)?;
        Ok(())
    }

    /// Encodes the next picture as Annex B.
    ///
    /// Absent where the rate control dropped the picture.
    pub fn encode(&mut self, picture: &Planes<'_>, key: bool) -> Result<Option<Encoded>, EncoderError> {
        picture.check(self.format)?;
        if key {
            self.encoder.force_intra_frame();
        }
        let planes = YUVSlices::new(
            (picture.y, picture.u, picture.v),
            (self.format.width as usize, self.format.height as usize),
            (
                picture.y_stride as usize,
                picture.chroma_stride as usize,
                picture.chroma_stride as usize,
            ),
        );
        let millis = self.pictures * 1000 / u64::from(PICTURES_PER_SECOND);
        self.pictures += 1;
        let stream = self
            .encoder
            .encode_at(&planes, Timestamp::from_millis(millis))
            .map_err(failed)?;
        let key = matches!(stream.frame_type(), FrameType::IDR);
        let bytes = stream.to_vec();
        Ok((!bytes.is_empty()).then(|| Encoded {
            bytes: bytes.into(),
            key,
            fine: false,
        }))
    }
}

fn encoder(format: VideoFormat) -> Result<Encoder, EncoderError> {
    let config = EncoderConfig::new()
        .bitrate(BitRate::from_bps(format.kilobits * 1000))
        .max_frame_rate(FrameRate::from_hz(PICTURES_PER_SECOND as f32))
        .rate_control_mode(RateControlMode::Bitrate)
        .usage_type(UsageType::CameraVideoRealTime)
        .complexity(Complexity::Low)
        // The profile that the offer promises: constrained baseline, which every decoder takes.
        .profile(Profile::Baseline)
        // Key frames come when they are asked for, and only then.
        .intra_frame_period(IntraFramePeriod::from_num_frames(0))
        // Analyses that cost more than they save on a drawn face before an even background.
        .scene_change_detect(false)
        .background_detection(false)
        .adaptive_quantization(false)
        .num_threads(1)
        // Without it the encoder prints a line about its rate control to stderr.
        .skip_frames(true);
    Encoder::with_api_config(OpenH264API::from_source(), config).map_err(failed)
}

fn failed(error: openh264::Error) -> EncoderError {
    EncoderError(format!("openh264: {error}"))
}
