//! The client's answer.

use api::{ErrorKind, VideoEncoding};
use str0m::Rtc;
use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::format::Codec;
use str0m::media::{Mid, Pt};

use crate::http::Refusal;
use crate::media::choose;

/// What an accepted answer takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// The codec of the pictures.
    pub encoding: VideoEncoding,
    /// Its payload type.
    pub video: Pt,
    /// The payload type of Opus; none where the client takes no sound.
    pub sound: Option<Pt>,
}

/// Reads an answer. What cannot be read leaves the session as it is: it may be answered again.
///
/// # Errors
/// A refusal that says what is wrong with it.
pub fn read(sdp: &str) -> Result<SdpAnswer, Refusal> {
    SdpAnswer::from_sdp_string(sdp).map_err(|error| {
        let message =
            format!("sdp.sdp is not an SDP answer: {error}. Send the text of the browser's local description.");
        Refusal::new(ErrorKind::BadRequest, message)
    })
}

/// Accepts an answer and decides on a codec.
///
/// # Errors
/// Where it does not fit the offer, or takes none of its codecs. The peer cannot be used after that.
pub fn accept(
    rtc: &mut Rtc,
    pending: SdpPendingOffer,
    answer: SdpAnswer,
    (sound, video): (Mid, Mid),
    offered: &[VideoEncoding],
) -> Result<Agreed, Refusal> {
    rtc.sdp_api().accept_answer(pending, answer).map_err(|error| {
        let message = format!(
            "The SDP answer does not fit the offer: {error}. The session is closed: open a new one with streaming.new and \
             answer its offer."
        );
        Refusal::new(ErrorKind::BadRequest, message)
    })?;
    let taken = payloads(rtc, video);
    let codecs: Vec<_> = taken.iter().filter_map(|(codec, _)| encoding(*codec)).collect();
    let chosen = choose(offered, &codecs).and_then(|chosen| {
        let payload = taken.iter().find(|(codec, _)| encoding(*codec) == Some(chosen))?.1;
        Some((chosen, payload))
    });
    let Some((encoding, video)) = chosen else {
        let names: Vec<_> = offered.iter().map(|encoding| format!("{encoding:?}")).collect();
        let message = format!(
            "The SDP answer takes none of the video codecs that this server has: {}. The session is closed: open a new one in \
             a browser that plays one of them.",
            names.join(", ")
        );
        return Err(Refusal::new(ErrorKind::BadRequest, message));
    };
    let sound = payloads(rtc, sound)
        .iter()
        .find(|(codec, _)| *codec == Codec::Opus)
        .map(|(_, payload)| *payload);
    Ok(Agreed { encoding, video, sound })
}

/// The codecs that the answer takes in a section, in its order.
fn payloads(rtc: &mut Rtc, mid: Mid) -> Vec<(Codec, Pt)> {
    if rtc.media(mid).is_none_or(|media| !media.direction().is_sending()) {
        return Vec::new();
    }
    let Some(writer) = rtc.writer(mid) else {
        return Vec::new();
    };
    writer
        .payload_params()
        .map(|params| (params.spec().codec, params.pt()))
        .collect()
}

fn encoding(codec: Codec) -> Option<VideoEncoding> {
    match codec {
        Codec::H264 => Some(VideoEncoding::H264),
        Codec::Vp8 => Some(VideoEncoding::VP8),
        _ => None,
    }
}
