//! The server's SDP offer: complete, so that no call needs to hand candidates to the client.

use std::time::{Duration, Instant};

use api::VideoEncoding;
use str0m::change::SdpPendingOffer;
use str0m::channel::ChannelId;
use str0m::error::IceError;
use str0m::media::{Direction, MediaKind, Mid};
use str0m::net::{Protocol, TcpType};
use str0m::{Candidate, Rtc, RtcConfig};
use thiserror::Error;

use crate::peer::cryptography::certificate;
use crate::peer::route::HostCandidate;

/// H.264 constrained baseline, level 3.1 (RFC 6184): decoded by everything that decodes H.264 at all.
const CONSTRAINED_BASELINE: u32 = 0x0042_e01f;

/// Payload types of H.264 and its retransmissions; free as long as str0m's own codecs are not enabled beside VP8 and Opus.
const H264_PAYLOAD: (u8, u8) = (108, 109);

/// How often the receiver is told the sender's clock: lips and sound are in step from the first such report on.
const REPORT_INTERVAL: Duration = Duration::from_millis(1000);

/// How often the statistics of the link are looked at.
const STATISTICS_INTERVAL: Duration = Duration::from_millis(500);

/// Packets of the visitor's sound that are held for one that is missing: 60 ms. The library's default of 15 would delay every turn.
const REORDER_BUFFER: usize = 3;

/// Why no offer could be made.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("no offer could be made: {0}")]
pub struct OfferError(String);

/// A peer that has made its offer.
pub struct Offered {
    /// The peer.
    pub rtc: Rtc,
    /// The offer as SDP.
    pub sdp: String,
    /// All that is needed to accept the answer.
    pub pending: SdpPendingOffer,
    /// The section of sound.
    pub sound: Mid,
    /// The section of pictures.
    pub video: Mid,
    /// The channel for events.
    pub channel: ChannelId,
}

/// Makes an offer of the codecs in this order, reachable at these candidates.
///
/// # Errors
/// Where an address makes no candidate.
pub fn offer(codecs: &[VideoEncoding], candidates: &[HostCandidate], now: Instant) -> Result<Offered, OfferError> {
    let mut config = RtcConfig::new()
        // Clients reach the server, never the other way round: no check goes to an address that a client names.
        .set_ice_lite(true)
        .clear_codecs()
        .enable_opus(true, false)
        .set_reordering_size_audio(REORDER_BUFFER)
        .set_rtcp_report_interval_audio(REPORT_INTERVAL)
        .set_rtcp_report_interval_video(REPORT_INTERVAL)
        .set_stats_interval(Some(STATISTICS_INTERVAL));
    if let Some(certificate) = certificate(now) {
        config = config.set_dtls_cert(certificate);
    }
    for codec in codecs {
        match codec {
            VideoEncoding::VP8 => config.codec_config().enable_vp8(true),
            VideoEncoding::H264 => {
                let (payload, retransmission) = H264_PAYLOAD;
                config
                    .codec_config()
                    .add_h264(payload.into(), Some(retransmission.into()), true, CONSTRAINED_BASELINE);
            }
        }
    }
    let mut rtc = config.build(now);
    for candidate in candidates {
        let candidate = local_candidate(*candidate).map_err(|error| OfferError(error.to_string()))?;
        rtc.add_local_candidate(candidate);
    }
    let mut changes = rtc.sdp_api();
    // One stream for both, so that the browser plays them in step.
    let stream = || Some("avatar".to_owned());
    let sound = changes.add_media(
        MediaKind::Audio,
        Direction::SendRecv,
        stream(),
        Some("avatar-sound".into()),
        None,
    );
    let video = changes.add_media(
        MediaKind::Video,
        Direction::SendOnly,
        stream(),
        Some("avatar-video".into()),
        None,
    );
    let channel = changes.add_channel("events".into());
    let Some((offer, pending)) = changes.apply() else {
        return Err(OfferError("there is nothing to negotiate".into()));
    };
    let sdp = complete(&offer.to_sdp_string());
    Ok(Offered {
        rtc,
        sdp,
        pending,
        sound,
        video,
        channel,
    })
}

/// A candidate as the library has it. By TCP, it is the client that connects.
fn local_candidate(host: HostCandidate) -> Result<Candidate, IceError> {
    match host.protocol {
        Protocol::Tcp => {
            let candidate = Candidate::builder().tcp().host(host.address);
            candidate.tcptype(TcpType::Passive).build()
        }
        protocol => Candidate::host(host.address, protocol),
    }
}

/// Says that no more candidates follow (RFC 8840), in every section that has any.
fn complete(sdp: &str) -> String {
    let mut lines: Vec<&str> = sdp.lines().collect();
    let ends: Vec<usize> = (0..lines.len())
        .filter(|at| {
            let is_candidate = |at: usize| lines.get(at).is_some_and(|line| line.starts_with("a=candidate:"));
            is_candidate(*at) && !is_candidate(at + 1)
        })
        .collect();
    for end in ends.into_iter().rev() {
        lines.insert(end + 1, "a=end-of-candidates");
    }
    let mut sdp = lines.join("\r\n");
    sdp.push_str("\r\n");
    sdp
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(codecs: &[VideoEncoding]) -> String {
        let candidates = [
            HostCandidate::udp("127.0.0.1:5000".parse().unwrap()),
            HostCandidate::udp("192.0.2.7:5001".parse().unwrap()),
            HostCandidate::tcp("192.0.2.7:5002".parse().unwrap()),
        ];
        crate::peer::cryptography::install_cryptography();
        offer(codecs, &candidates, Instant::now()).unwrap().sdp
    }

    #[test]
    fn an_offer_is_complete_and_in_one_bundle() {
        let sdp = made(&[VideoEncoding::VP8, VideoEncoding::H264]);
        for part in [
            "m=audio",
            "m=video",
            "m=application",
            "a=group:BUNDLE",
            "a=sendrecv",
            "a=sendonly",
            "a=ice-lite",
            "opus/48000/2",
            "127.0.0.1 5000 typ host",
            "192.0.2.7 5001 typ host",
            "192.0.2.7 5002 typ host tcptype passive",
            "profile-level-id=42e01f",
            "packetization-mode=1",
        ] {
            assert!(sdp.contains(part), "no {part} in\n{sdp}");
        }
        for section in sdp.split("\r\nm=").skip(1) {
            if let Some(last) = section.rfind("a=candidate:") {
                let rest = section.get(last..).unwrap().lines().nth(1);
                assert_eq!(rest, Some("a=end-of-candidates"), "{sdp}");
            }
        }
        assert!(sdp.contains("a=end-of-candidates"));
        assert!(
            sdp.lines().filter(|line| line.starts_with("a=msid:avatar ")).count() == 2,
            "{sdp}"
        );
    }

    #[test]
    fn the_preferred_codec_comes_first() {
        let vp8_first = made(&[VideoEncoding::VP8, VideoEncoding::H264]);
        let h264_first = made(&[VideoEncoding::H264, VideoEncoding::VP8]);
        let first = |sdp: &str| sdp.find("VP8/90000").unwrap() < sdp.find("H264/90000").unwrap();
        assert!(first(&vp8_first) && !first(&h264_first), "{vp8_first}\n{h264_first}");
        assert!(!made(&[VideoEncoding::H264]).contains("VP8"));
    }
}
