//! A stream of encoded pictures, whichever codec was agreed on.

use api::VideoEncoding;

#[cfg(feature = "h264")]
use crate::media::h264::H264;
use crate::media::picture::{Encoded, EncoderError, Planes, VideoFormat};
#[cfg(libvpx)]
use crate::media::vp8::Vp8;

/// An encoder of the codec that was agreed on.
///
/// It is told that its pictures follow each other without gaps, at [`PICTURES_PER_SECOND`](crate::media::rates::PICTURES_PER_SECOND).
/// They do while the avatar speaks. Where pictures are left out because nothing moves, less is sent than was allowed; an encoder
/// that knew would save the rest up and send more than is allowed later.
pub enum Video {
    /// H.264.
    #[cfg(feature = "h264")]
    H264(Box<H264>),
    /// VP8.
    #[cfg(libvpx)]
    Vp8(Vp8),
}

impl Video {
    /// Starts an encoder.
    ///
    /// # Errors
    /// Where this build lacks the codec, or the codec does not start.
    pub fn new(encoding: VideoEncoding, format: VideoFormat) -> Result<Self, EncoderError> {
        match encoding {
            #[cfg(feature = "h264")]
            VideoEncoding::H264 => H264::new(format).map(|encoder| Self::H264(Box::new(encoder))),
            #[cfg(libvpx)]
            VideoEncoding::VP8 => Vp8::new(format).map(Self::Vp8),
            #[allow(
                unreachable_patterns,
                reason = "reached only in a build that lacks one of the codecs"
            )]
            missing => Err(EncoderError(format!("this build has no {missing:?}"))),
        }
    }

    /// Sends this many kilobits a second from the next picture on, or about as many. Where `is_narrow`, poor pictures are better than more bits.
    ///
    /// # Errors
    /// Where the codec fails.
    #[cfg_attr(not(libvpx), expect(unused_variables, reason = "OpenH264 has no such bounds"))]
    pub fn set_rate(&mut self, kilobits: u32, is_narrow: bool) -> Result<(), EncoderError> {
        match self {
            #[cfg(feature = "h264")]
            Self::H264(encoder) => encoder.set_rate(kilobits),
            #[cfg(libvpx)]
            Self::Vp8(encoder) => encoder.set_rate(kilobits, is_narrow),
        }
    }

    /// Encodes the next picture; none where the rate control dropped it. `active` is the map of [`ActiveMap`](super::ActiveMap); empty where
    /// nothing is known of the picture. OpenH264 has no use for it: it finds blocks that stayed by itself.
    ///
    /// # Errors
    /// Where the codec fails.
    #[cfg_attr(not(libvpx), expect(unused_variables, reason = "VP8 alone takes the map"))]
    pub fn encode(&mut self, picture: &Planes<'_>, active: &[u8], key: bool) -> Result<Option<Encoded>, EncoderError> {
        match self {
            #[cfg(feature = "h264")]
            Self::H264(encoder) => encoder.encode(picture, key),
            #[cfg(libvpx)]
            Self::Vp8(encoder) => encoder.encode(picture, active, key),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::codec::AVAILABLE;
    use crate::media::rates::PICTURES_PER_SECOND;

    const FORMAT: VideoFormat = VideoFormat {
        width: 64,
        height: 48,
        kilobits: 200,
    };

    /// A ramp that moves with `shift`, so that pictures differ.
    fn ramp(shift: u8) -> Vec<u8> {
        (0..64 * 48)
            .map(|at| (at % 251) as u8)
            .map(|luma| luma.wrapping_add(shift))
            .collect()
    }

    fn planes<'a>(y: &'a [u8], chroma: &'a [u8]) -> Planes<'a> {
        Planes {
            y,
            u: chroma,
            v: chroma,
            y_stride: 64,
            chroma_stride: 32,
        }
    }

    #[test]
    fn the_first_picture_and_each_one_asked_for_is_a_key_frame() {
        let chroma = vec![128; 32 * 24];
        for encoding in AVAILABLE.iter().copied() {
            let mut video = Video::new(encoding, FORMAT).unwrap();
            for at in 0..40_u8 {
                let asked = at == 0 || at == 20;
                let y = ramp(at);
                let encoded = video.encode(&planes(&y, &chroma), &[], asked).unwrap();
                if asked {
                    assert!(encoded.unwrap().key, "{encoding:?} {at}");
                } else if let Some(encoded) = encoded {
                    assert!(!encoded.key, "{encoding:?} {at}");
                    assert!(!encoded.bytes.is_empty());
                }
            }
        }
    }

    #[test]
    fn no_more_is_sent_than_is_allowed() {
        let format = VideoFormat {
            width: 320,
            height: 240,
            kilobits: 300,
        };
        for encoding in AVAILABLE.iter().copied() {
            let mut video = Video::new(encoding, format).unwrap();
            let kilobits = noise_of(&mut video, 0, 300);
            assert!((100..360).contains(&kilobits), "{encoding:?}: {kilobits} kbit/s");
        }
    }

    #[test]
    fn the_rate_follows_what_the_line_bears() {
        let format = VideoFormat {
            width: 320,
            height: 240,
            kilobits: 800,
        };
        for encoding in AVAILABLE.iter().copied() {
            let mut video = Video::new(encoding, format).unwrap();
            let full = noise_of(&mut video, 0, 150);
            video.set_rate(400, true).unwrap();
            // The first pictures after the change pay back what was saved or spent before.
            noise_of(&mut video, 150, 30);
            let low = noise_of(&mut video, 180, 150);
            assert!(
                (200..480).contains(&low) && low * 5 < full * 4,
                "{encoding:?}: {full}, {low} kbit/s"
            );
            video.set_rate(800, false).unwrap();
            noise_of(&mut video, 330, 30);
            let again = noise_of(&mut video, 360, 150);
            assert!(again * 4 > full * 3, "{encoding:?}: {full}, {again} kbit/s");
        }
    }

    /// Encodes so many pictures of noise, beginning with this number; gives their kilobits a second.
    fn noise_of(video: &mut Video, first: u32, count: u32) -> usize {
        let (mut bytes, mut noise) = (0, first + 1);
        for at in first..first + count {
            // Noise is what no codec can foretell: it takes whatever the rate control gives.
            let mut y = vec![0; 320 * 240];
            for luma in &mut y {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *luma = 96 + (noise >> 27) as u8;
            }
            let chroma = vec![128; 160 * 120];
            let picture = Planes {
                y: &y,
                u: &chroma,
                v: &chroma,
                y_stride: 320,
                chroma_stride: 160,
            };
            bytes += video
                .encode(&picture, &[], at == 0)
                .unwrap()
                .map_or(0, |encoded| encoded.bytes.len());
        }
        bytes * 8 * PICTURES_PER_SECOND as usize / count as usize / 1000
    }

    #[cfg(libvpx)]
    #[test]
    fn a_picture_is_fine_where_the_rate_allows_it() {
        let chroma = vec![128; 32 * 24];
        let mut video = Video::new(VideoEncoding::VP8, FORMAT).unwrap();
        let still = ramp(0);
        let mut is_fine = false;
        for at in 0..60 {
            let encoded = video.encode(&planes(&still, &chroma), &[], at == 0).unwrap();
            is_fine = encoded.unwrap().fine;
        }
        assert!(is_fine, "what stays");

        let mut noise = 1_u32;
        let fine = (0..60).filter(|_| {
            let y = still.iter().map(|_| {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (noise >> 24) as u8
            });
            let y: Vec<u8> = y.collect();
            video.encode(&planes(&y, &chroma), &[], false).unwrap().unwrap().fine
        });
        assert!(fine.count() < 10, "what changes all over");
    }

    #[test]
    fn a_picture_that_is_too_small_is_refused_and_not_read() {
        let (y, chroma) = (vec![0; 64 * 48 - 1], vec![128; 32 * 24]);
        for encoding in AVAILABLE.iter().copied() {
            let mut video = Video::new(encoding, FORMAT).unwrap();
            assert!(video.encode(&planes(&y, &chroma), &[], true).is_err());
            assert!(video.encode(&planes(&ramp(0), &chroma[1..]), &[], true).is_err());
        }
    }
}
