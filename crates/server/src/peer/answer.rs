//! The client's SDP answer.

use api::{ErrorKind, VideoEncoding};
use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::format::Codec;
use str0m::media::{Mid, Pt};
use str0m::{IceCreds, Rtc};

use crate::media::choose;
use crate::peer::candidate;
use crate::peer::sdp;
use crate::refusal::Refusal;

/// The formats that an accepted answer takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// The codec of the pictures.
    pub encoding: VideoEncoding,
    /// Its payload type.
    pub video: Pt,
    /// The payload type of Opus; none where the client takes no sound.
    pub sound: Option<Pt>,
}

/// An answer that was read.
#[derive(Debug)]
pub struct Answer {
    /// Its reply to the offer, in the form that the WebRTC library reads.
    pub sdp: SdpAnswer,
    /// How many of its candidate lines are none. They are left out; the others stand.
    pub malformed_candidates: usize,
    /// The client's user name fragment and password of ICE.
    pub credentials: Option<IceCreds>,
}

/// Reads an answer to an offer. A refused answer leaves the session as it is: it may be answered again.
///
/// # Errors
/// A refusal that says what is wrong with it, and in which line.
pub fn read(text: &str, offer: &str) -> Result<Answer, Refusal> {
    let wrong = |message: String| Refusal::new(ErrorKind::BadRequest, message);
    let answer = sdp::read(&unwrapped(text));
    let malformed_candidates = answer
        .candidates()
        .filter(|line| candidate::read(&line.value).is_err())
        .count();
    let fitted = sdp::fit(&answer, &sdp::read(offer))
        .map_err(|error| wrong(format!("sdp.sdp is not an SDP answer that can be used: {error}.")))?;
    let sdp = SdpAnswer::from_sdp_string(&fitted).map_err(|error| {
        // The text is our own, so this is a defect of ours.
        tracing::error!(%error, "the answer written anew cannot be read");
        wrong("sdp.sdp is an SDP answer that this server cannot use. Please report it with the server's log.".into())
    })?;
    Ok(Answer {
        sdp,
        malformed_candidates,
        credentials: sdp::credentials(&sdp::read(&fitted)),
    })
}

/// The text itself, also where a client put its whole description into it as JSON.
fn unwrapped(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.trim_start().starts_with('{') {
        return text.into();
    }
    match serde_json::from_str::<api::Description>(text) {
        Ok(description) => description.sdp.into(),
        Err(_) => text.into(),
    }
}

/// Accepts an answer and decides on a codec.
///
/// # Errors
/// Where it takes none of the offer's codecs. The peer cannot be used after that.
pub fn accept(
    rtc: &mut Rtc,
    pending: SdpPendingOffer,
    answer: SdpAnswer,
    (sound, video): (Mid, Mid),
    offered: &[VideoEncoding],
) -> Result<Agreed, Refusal> {
    rtc.sdp_api().accept_answer(pending, answer).map_err(|error| {
        tracing::warn!(%error, "answer not accepted");
        let message = "The SDP answer does not fit the offer. The session is closed: open a new one with streaming.new and \
                       answer its offer.";
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
