//! SDP answers as clients really write them, as careless ones write them, and as chance does: each is accepted or refused in words.

mod chance;

use std::time::Instant;

use api::VideoEncoding;

use crate::media::AVAILABLE;
use crate::peer::answer::{self, Agreed};
use crate::peer::offer::{Offered, offer};
use crate::peer::route::HostCandidate;

/// Answers of clients to an offer of this server, their sections named SOUND, VIDEO and CHANNELS.
const CLIENTS: [(&str, &str); 5] = [
    ("Chromium", include_str!("../../../tests/answers/chromium.sdp")),
    ("Firefox", include_str!("../../../tests/answers/firefox.sdp")),
    ("Safari", include_str!("../../../tests/answers/safari.sdp")),
    ("aiortc", include_str!("../../../tests/answers/aiortc.sdp")),
    ("pion", include_str!("../../../tests/answers/pion.sdp")),
];

fn offered() -> Offered {
    crate::peer::cryptography::install_cryptography();
    let candidates = [HostCandidate::udp("127.0.0.1:5000".parse().unwrap())];
    offer(AVAILABLE, &candidates, Instant::now()).unwrap()
}

/// The answer of a client to this offer, with line ends as RFC 8866 has them.
fn answer_of(client: &str, offered: &Offered) -> String {
    let (_, text) = CLIENTS.iter().find(|(name, _)| *name == client).unwrap();
    let offer = crate::peer::sdp::read(&offered.sdp);
    let mids: Vec<&str> = offer.mids().collect();
    text.replace("SOUND", mids[0])
        .replace("VIDEO", mids[1])
        .replace("CHANNELS", mids[2])
        .replace('\n', "\r\n")
}

/// Starts a session with an answer: all that `streaming.start` does with its text.
fn start(text: &str, offered: Offered) -> Result<Agreed, String> {
    let Offered {
        mut rtc,
        sdp,
        pending,
        sound,
        video,
        ..
    } = offered;
    let answer = answer::read(text, &sdp).map_err(|refusal| refusal.message().to_owned())?;
    answer::accept(&mut rtc, pending, answer.sdp, (sound, video), AVAILABLE)
        .map_err(|refusal| refusal.message().to_owned())
}

/// Starts a session with what becomes of a client's answer.
fn start_with(client: &str, edit: impl FnOnce(String) -> String) -> Result<Agreed, String> {
    let offered = offered();
    let text = edit(answer_of(client, &offered));
    start(&text, offered)
}

fn takes_everything(started: Result<Agreed, String>, what: &str) {
    match started {
        Ok(agreed) => assert!(agreed.sound.is_some(), "{what}: no sound"),
        Err(refusal) => panic!("{what}: {refusal}"),
    }
}

#[test]
fn every_client_is_understood() {
    for (client, _) in CLIENTS {
        let agreed = start_with(client, |text| text).unwrap_or_else(|refusal| panic!("{client}: {refusal}"));
        let first = if AVAILABLE.contains(&VideoEncoding::VP8) {
            96
        } else {
            108
        };
        assert_eq!(*agreed.video, first, "{client}");
        assert_eq!(agreed.sound.map(|payload| *payload), Some(111), "{client}");
    }
}

#[test]
fn careless_forms_are_understood() {
    type Edit = fn(String) -> String;
    let edits: [(&str, Edit); 32] = [
        ("LF", |text| text.replace("\r\n", "\n")),
        ("CR", |text| text.replace("\r\n", "\r")),
        ("mixed line ends", |text| {
            text.replacen("\r\n", "\n", 9).replacen("\r\n", "\n\n", 3)
        }),
        ("no final line end", |text| text.trim_end().to_owned()),
        ("trailing blanks", |text| text.replace("\r\n", " \t\r\n")),
        ("blanks in front", |text| {
            format!("\n\n{}", text.replace("\r\n", "\r\n  "))
        }),
        ("a byte order mark", |text| format!("\u{feff}{text}")),
        ("escaped twice", |text| text.replace("\r\n", "\\r\\n")),
        ("the whole description as JSON", |text| {
            serde_json::to_string(&api::Description::answer(text)).unwrap()
        }),
        ("two b= lines", |text| {
            text.replace(
                "c=IN IP4 0.0.0.0\r\n",
                "c=IN IP4 0.0.0.0\r\nb=AS:2000\r\nb=TIAS:2000000\r\n",
            )
        }),
        ("an i= line", |text| {
            text.replace("c=IN IP4 0.0.0.0\r\n", "i=a title\r\nc=IN IP4 0.0.0.0\r\n")
        }),
        ("a k= line and two c= lines", |text| {
            text.replace(
                "c=IN IP4 0.0.0.0\r\n",
                "c=IN IP4 0.0.0.0\r\nc=IN IP4 0.0.0.0\r\nk=prompt\r\n",
            )
        }),
        ("no c= lines", |text| text.replace("c=IN IP4 0.0.0.0\r\n", "")),
        ("no direction", |text| text.replace("a=recvonly\r\n", "")),
        ("two directions", |text| {
            text.replace("a=recvonly\r\n", "a=recvonly\r\na=sendrecv\r\n")
        }),
        ("sendrecv to an offer of sendonly", |text| {
            text.replace("a=recvonly", "a=sendrecv")
        }),
        ("upper case", |text| {
            text.replace("a=recvonly", "A=RECVONLY")
                .replace("a=mid:", "a=MID:")
                .replace("a=setup:active", "a=Setup:ACTIVE")
        }),
        ("codecs in another case", |text| {
            text.replace("VP8/90000", "vp8/90000")
                .replace("H264/", "h264/")
                .replace("opus/48000/2", "OPUS/48000/2")
        }),
        ("Opus without its channels", |text| {
            text.replace("opus/48000/2", "opus/48000")
        }),
        ("hashes in another case", |text| {
            text.replace("sha-256", "SHA-256")
                .replace(":C", ":c")
                .replace(":B", ":b")
        }),
        ("no session lines", |text| {
            text.split_once("a=group")
                .map(|(_, rest)| format!("a=group{rest}"))
                .unwrap()
        }),
        ("another time and name", |text| {
            text.replace("t=0 0", "t=2873397496 2873404696")
                .replace("s=-", "s=A session")
        }),
        ("unknown lines and attributes", |text| {
            text.replace(
                "a=rtcp-mux\r\n",
                "a=rtcp-mux\r\na=x-unknown:\u{20ac}\r\nx=what\r\nnot a line\r\na=\r\n=\r\n",
            )
        }),
        ("more sections than were offered", |text| {
            format!(
                "{text}m=video 9 UDP/TLS/RTP/SAVPF 120\r\na=mid:extra\r\na=rtpmap:120 VP8/90000\r\nm=text 9 X Y\r\n"
            )
        }),
        ("no bundle group", |text| {
            text.replace("a=group:BUNDLE", "a=x-group:BUNDLE")
        }),
        ("no mids", |text| {
            text.split_inclusive("\r\n")
                .filter(|line| !line.starts_with("a=mid:"))
                .collect()
        }),
        ("an old data channel section", |text| {
            text.replace("UDP/DTLS/SCTP webrtc-datachannel", "DTLS/SCTP 5000")
                .replace("a=sctp-port:5000", "a=sctpmap:5000 webrtc-datachannel 1024")
        }),
        ("candidates that are none", |text| {
            text.replace(
                "a=rtcp-mux\r\n",
                "a=rtcp-mux\r\na=candidate:hello\r\na=candidate:1 1 udp 1 fe80::1%en0 9 typ host\r\na=candidate\r\n",
            )
        }),
        ("feedback for every payload type", |text| {
            text.split_inclusive("\r\n")
                .filter(|line| !line.starts_with("a=rtcp-fb:"))
                .collect::<String>()
                .replace(
                    "a=rtcp-mux\r\n",
                    "a=rtcp-mux\r\na=rtcp-fb:* nack\r\na=rtcp-fb:* nack pli\r\n",
                )
        }),
        ("extension numbers out of range", |text| {
            text.replace("a=extmap:4 ", "a=extmap:0 ")
                .replace("a=extmap:2 ", "a=extmap:300 ")
                .replace("a=extmap:3 ", "a=extmap:x ")
        }),
        ("a setup of both", |text| {
            text.replace("a=setup:active", "a=setup:actpass")
        }),
        ("no setup", |text| text.replace("a=setup:active\r\n", "")),
    ];
    for (what, edit) in edits {
        takes_everything(start_with("Chromium", edit), what);
    }
}

#[test]
fn what_a_client_rejects_is_left_away() {
    let without = |name: &'static str| {
        move |text: String| -> String {
            let sections: Vec<&str> = text.split("m=").collect();
            let kept = sections.into_iter().filter(|section| !section.starts_with(name));
            kept.collect::<Vec<_>>().join("m=")
        }
    };
    let no_sound = start_with("Chromium", |text| {
        text.replace("m=audio 9", "m=audio 0")
            .replacen("BUNDLE ", "BUNDLE - ", 1)
    });
    assert!(no_sound.is_ok(), "{no_sound:?}");
    let agreed = start_with("Chromium", without("audio")).unwrap();
    assert_eq!(agreed.sound, None, "an answer without m=audio");
    let agreed = start_with("Firefox", without("application")).unwrap();
    assert!(agreed.sound.is_some(), "an answer without m=application");
    let refusal = start_with("Firefox", without("video")).unwrap_err();
    assert!(refusal.contains("no m=video section"), "{refusal}");
    let refusal = start_with("Firefox", |text| text.replace("VP8/90000", "VP9/90000")).unwrap_err();
    assert!(refusal.contains("none of the video codecs"), "{refusal}");
}

#[test]
fn what_cannot_work_is_said_with_its_line() {
    let long = format!("a=ice-ufrag:{}", "a".repeat(257));
    let fragment = |with: &'static str| move |text: String| text.replace("a=ice-ufrag:fZ+q", with);
    for (what, refusal, said) in [
        (
            "nothing",
            start_with("Chromium", |_| String::new()),
            "not an SDP answer",
        ),
        (
            "words",
            start_with("Chromium", |_| "nonsense".into()),
            "no media section",
        ),
        (
            "an HTML page",
            start_with("Chromium", |_| "<!doctype html><p class=m>m</p>".into()),
            "no media section",
        ),
        (
            "no ufrag",
            start_with("Chromium", fragment("a=x:y")),
            "no a=ice-ufrag line",
        ),
        (
            "a short ufrag",
            start_with("Chromium", fragment("a=ice-ufrag:abc")),
            "3 characters",
        ),
        (
            "an empty ufrag",
            start_with("Chromium", fragment("a=ice-ufrag:")),
            "0 characters",
        ),
        (
            "a ufrag with a colon",
            start_with("Chromium", fragment("a=ice-ufrag:ab:cd")),
            "a=ice-ufrag in line",
        ),
        (
            "a ufrag too long",
            start_with("Chromium", |text| text.replace("a=ice-ufrag:fZ+q", &long)),
            "257 characters",
        ),
        (
            "a short password",
            start_with("Chromium", |text| text.replace("xSaYi+34", "")),
            "16 characters",
        ),
        (
            "no password",
            start_with("Firefox", |text| text.replace("a=ice-pwd", "a=x")),
            "no a=ice-pwd line",
        ),
        (
            "no fingerprint",
            start_with("pion", |text| text.replace("a=fingerprint", "a=x")),
            "no a=fingerprint line",
        ),
        (
            "a broken fingerprint",
            start_with("pion", |text| text.replace("sha-256 ", "sha-256 ZZ:")),
            "a=fingerprint in line",
        ),
        (
            "an unknown hash",
            start_with("pion", |text| text.replace("sha-256", "md5")),
            "a=fingerprint in line",
        ),
        (
            "two transports",
            start_with("Chromium", |text| text.replacen("fZ+q", "abcd", 1)),
            "different a=ice-ufrag",
        ),
        (
            "pictures not received",
            start_with("Chromium", |text| text.replace("a=recvonly", "a=inactive")),
            "receives nothing",
        ),
        (
            "a lite client",
            start_with("Firefox", |text| text.replace("t=0 0", "t=0 0\r\na=ice-lite")),
            "a=ice-lite in line",
        ),
    ] {
        let refusal = refusal.expect_err(what);
        assert!(refusal.contains(said), "{what}: {refusal}");
        for foreign in ["Parse error", "Unexpected", "Expected", "0x", "PointerOffset"] {
            assert!(!refusal.contains(foreign), "{what}: {refusal}");
        }
    }
}

#[test]
fn an_offer_that_comes_back_is_recognised() {
    let offered = offered();
    let text = offered.sdp.clone();
    let refusal = start(&text, offered).unwrap_err();
    assert!(refusal.contains("the server's own offer"), "{refusal}");
}

#[test]
fn every_length_of_ufrag_that_the_standard_allows_is_taken() {
    for length in [4, 16, 111, 112, 128, 255, 256] {
        let fragment = "a".repeat(length);
        let started = start_with("Firefox", |text| text.replace("05d3a5cd", &fragment));
        takes_everything(started, &length.to_string());
    }
}

#[test]
fn a_payload_type_names_one_format_only() {
    let edits: [fn(String) -> String; 5] = [
        |text| text.replace("111", "96"),
        |text| {
            text.replace(
                "m=video 9 UDP/TLS/RTP/SAVPF 96",
                "m=video 9 UDP/TLS/RTP/SAVPF 96 96 108 108 97 97",
            )
        },
        |text| text.replace("apt=108", "apt=96"),
        |text| text.replace("rtx/90000", "VP8/90000"),
        |text| {
            text.replace(
                "a=rtpmap:97 rtx/90000",
                "a=rtpmap:97 rtx/90000\r\na=rtpmap:97 VP8/90000\r\na=rtpmap:96 H264/90000",
            )
        },
    ];
    for edit in edits {
        let started = start_with("Chromium", edit);
        assert!(started.is_ok(), "{started:?}");
    }
}
