//! Media: pictures and sound that really arrive.

use std::time::{Duration, Instant};

use api::Call;
use openh264::decoder::Decoder;
use openh264::formats::YUVSource;
use opus_pure::OpusDecoder;
use serde_json::json;
use str0m::format::Codec;

use crate::caller::{options, start, text};
use crate::visitor::{Arrived, Inbox, Visitor, answer};

/// The loudest sample of each packet, with the time at which the packet arrived. All packets are decoded, as a player does.
pub fn loudness(packets: &[Arrived]) -> Vec<(Instant, f32)> {
    let mut decoder = OpusDecoder::new(48_000, 1).unwrap();
    let mut loudest = Vec::new();
    for packet in packets {
        let mut samples = [0.0_f32; 960];
        decoder.decode(&packet.data, 960, &mut samples).unwrap();
        loudest.push((
            packet.at,
            samples.iter().fold(0.0, |most, sample| sample.abs().max(most)),
        ));
    }
    loudest
}

pub fn is_key(picture: &Arrived) -> bool {
    match picture.codec {
        // A unit of type 5 behind a start code (ITU-T H.264, annex B).
        Codec::H264 => picture
            .data
            .windows(4)
            .any(|at| at[..3] == [0, 0, 1] && at[3] & 0x1f == 5),
        // The lowest bit of the first byte (RFC 6386, section 9.1).
        Codec::Vp8 => picture.data[0] & 1 == 0,
        other => panic!("{other:?} was not offered"),
    }
}

/// Width and height in the header of a VP8 key frame (RFC 6386, section 9.1).
fn vp8_size(frame: &[u8]) -> (usize, usize) {
    let number = |at: usize| usize::from(u16::from_le_bytes([frame[at], frame[at + 1]]) & 0x3fff);
    assert_eq!(frame[3..6], [0x9d, 0x01, 0x2a]);
    (number(6), number(8))
}

fn colours(picture: &impl YUVSource) -> usize {
    let mut seen = [false; 256];
    picture.y().iter().for_each(|luma| seen[usize::from(*luma)] = true);
    seen.iter().filter(|seen| **seen).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_arrive_and_decode_in_each_quality() {
    let (_running, caller) = start(options()).await;
    for (quality, size) in [("low", (640, 360)), ("medium", (854, 480)), ("high", (1280, 720))] {
        let body = json!({"quality": quality, "video_encoding": "H264"});
        let visitor = Visitor::enter(&caller, body, &[Codec::H264]).await;
        visitor.until("pictures", |inbox| inbox.pictures.len() > 10).await;
        let pictures = visitor.see(|inbox| inbox.pictures.clone());
        assert!(is_key(&pictures[0]), "the first picture is one to begin with");
        let mut decoder = Decoder::new().unwrap();
        let mut decoded = 0;
        for picture in &pictures {
            if let Some(yuv) = decoder.decode(&picture.data).unwrap() {
                assert_eq!(yuv.dimensions(), size);
                assert!(colours(&yuv) > 40, "a face has many shades");
                decoded += 1;
            }
        }
        assert!(decoded >= pictures.len() - 1);
        assert_eq!(visitor.call(Call::Stop).await.0, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_codec_is_the_preferred_one_where_the_client_takes_it() {
    let (_running, caller) = start(options()).await;
    let both = [Codec::Vp8, Codec::H264];
    let offer = text(&caller.data(Call::New, json!({})).await["sdp"]["sdp"]);
    let has_vp8 = offer.contains("VP8/90000");
    let vp8 = if has_vp8 { Codec::Vp8 } else { Codec::H264 };
    for (asked, takes, sent) in [
        (json!({"quality": "low"}), &both[..], vp8),
        (json!({"quality": "low", "video_encoding": "VP8"}), &both[..], vp8),
        (
            json!({"quality": "low", "video_encoding": "H264"}),
            &both[..],
            Codec::H264,
        ),
        (json!({"quality": "low"}), &both[1..], Codec::H264),
        (
            json!({"quality": "low", "video_encoding": "H264"}),
            &both[..1],
            Codec::Vp8,
        ),
    ] {
        if sent == Codec::Vp8 && !has_vp8 {
            continue;
        }
        let visitor = Visitor::enter(&caller, asked.clone(), takes).await;
        visitor.until("pictures", |inbox| inbox.pictures.len() > 5).await;
        let first = visitor.see(|inbox| inbox.pictures[0].clone());
        assert_eq!(first.codec, sent, "{asked} {takes:?}");
        assert!(is_key(&first));
        if sent == Codec::Vp8 {
            assert_eq!(vp8_size(&first.data), (640, 360));
        }
        visitor.call(Call::Stop).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_takes_no_codec_of_ours_is_told_so() {
    let (_running, caller) = start(options()).await;
    let opened = caller.data(Call::New, json!({})).await;
    let answered = answer(&text(&opened["sdp"]["sdp"]), &[Codec::Vp9]).await;
    let body = json!({"session_id": opened["session_id"], "sdp": {"type": "answer", "sdp": answered.sdp}});
    let (status, refusal) = caller.call(Call::Start, body).await;
    assert_eq!(status, 400);
    assert!(text(&refusal["message"]).contains("video codecs"), "{refusal}");
    crate::session_lifecycle::until_empty(&caller).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_picture_is_sent_when_asked_for() {
    let (_running, caller) = start(options()).await;
    for codec in [Codec::H264, Codec::Vp8] {
        let offer = text(&caller.data(Call::New, json!({})).await["sdp"]["sdp"]);
        if codec == Codec::Vp8 && !offer.contains("VP8") {
            continue;
        }
        let visitor = Visitor::enter(&caller, json!({"quality": "low"}), &[codec]).await;
        visitor.until("pictures", |inbox| inbox.pictures.len() > 5).await;
        let before = visitor.see(|inbox| inbox.pictures.iter().filter(|picture| is_key(picture)).count());
        let asked = Instant::now();
        visitor.ask_for_key_picture();
        let keys = |inbox: &mut Inbox| inbox.pictures.iter().filter(|picture| is_key(picture)).count();
        visitor.until("a key picture", |inbox| keys(inbox) > before).await;
        assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
        visitor.call(Call::Stop).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn speech_is_heard_between_its_two_events_and_only_there() {
    let (_running, caller) = start(options()).await;
    let visitor = Visitor::enter(&caller, json!({"quality": "low"}), &[Codec::H264, Codec::Vp8]).await;
    visitor.hears(25).await;
    let (task, length) = visitor.say("Hello, welcome! I can speak any text that you type.").await;
    assert!(length > 1500, "{length}");
    let begun = visitor.begun(&task).await;
    let (ended, told) = visitor.said(&task).await;
    assert_eq!(told, length);
    visitor.hears(40).await;
    let loudness = loudness(&visitor.see(|inbox| inbox.packets.clone()));
    // The codec looks ahead, so that its sound comes a few milliseconds after the event.
    let slack = Duration::from_millis(150);
    let (mut speech, mut elsewhere) = (0.0_f32, 0.0_f32);
    for (at, loudest) in loudness {
        if at > begun && at < ended {
            speech = speech.max(loudest);
        } else if at + slack < begun || at > ended + slack {
            elsewhere = elsewhere.max(loudest);
        }
    }
    assert!(speech > 0.1, "{speech}");
    assert!(elsewhere < 0.01, "{elsewhere}");
    let heard = ended - begun;
    let expected = Duration::from_millis(length);
    assert!(
        heard + Duration::from_millis(300) > expected && heard < expected + Duration::from_secs(2),
        "{heard:?}"
    );
}
