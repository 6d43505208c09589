//! SDP answers and ICE candidates that are careless, wrong or ill-meant, and clients that vanish.

use std::time::{Duration, Instant};

use api::Call;
use serde_json::{Value, json};
use str0m::format::Codec;
use tokio::net::UdpSocket;

use crate::binary::started;
use crate::caller::{Caller, options, start, text};
use crate::media::is_key;
use crate::session_lifecycle::until_empty;
use crate::visitor::{Answered, TIMEOUT, Visitor, answer};

const CODECS: [Codec; 2] = [Codec::H264, Codec::Vp8];

/// Opens a session and makes its answer, which nobody has seen yet.
async fn opened(caller: &Caller) -> (String, Answered) {
    let opened = caller.data(Call::New, json!({"quality": "low"})).await;
    let session = text(&opened["session_id"]);
    let answered = answer(&text(&opened["sdp"]["sdp"]), &CODECS).await;
    (session, answered)
}

/// Starts a session with this SDP; gives the status and the envelope.
async fn start_with(caller: &Caller, session: &str, sdp: &str) -> (u16, Value) {
    let body = json!({"session_id": session, "sdp": {"type": "answer", "sdp": sdp}});
    caller.call(Call::Start, body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn careless_answers_connect() {
    let (_running, caller) = start(options()).await;
    let edits: [fn(&str) -> String; 4] = [
        |sdp| sdp.replace("\r\n", "\n").trim_end().to_owned(),
        |sdp| {
            let lines = sdp.split_inclusive("\r\n").map(|line| match line {
                "a=recvonly\r\n" | "a=sendrecv\r\n" => String::new(),
                line if line.starts_with("c=") => format!("i=a title\r\n{line}b=AS:2000\r\nb=TIAS:2000000\r\n"),
                line => line.to_owned(),
            });
            lines.collect()
        },
        |sdp| {
            sdp.replace(
                "a=mid:",
                "a=candidate:1 1 udp 1 fe80::1%en0 9 typ host\r\na=candidate:none\r\na=mid:",
            )
        },
        |sdp| format!("{sdp}m=video 9 UDP/TLS/RTP/SAVPF 120\r\na=mid:more\r\na=rtpmap:120 VP8/90000\r\n"),
    ];
    for edit in edits {
        let (session, answered) = opened(&caller).await;
        let sdp = edit(&answered.sdp);
        let (status, reply) = start_with(&caller, &session, &sdp).await;
        assert_eq!(status, 200, "{reply}\n{sdp}");
        let visitor = Visitor::live(&caller, session, answered);
        visitor
            .until("sound and pictures", |inbox| {
                !inbox.labels.is_empty() && !inbox.pictures.is_empty() && !inbox.packets.is_empty()
            })
            .await;
        visitor.call(Call::Stop).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_refused_can_be_sent_again() {
    let (_running, caller) = start(options()).await;
    let (session, answered) = opened(&caller).await;
    for (wrong, said) in [
        (
            answered.sdp.replace("a=ice-ufrag:", "a=ice-ufrag:a:"),
            "a=ice-ufrag in line",
        ),
        (answered.sdp.replace("a=ice-pwd:", "a=x:"), "no a=ice-pwd line"),
        (
            answered
                .sdp
                .replace("a=fingerprint:sha-256 ", "a=fingerprint:sha-256 00"),
            "a=fingerprint in line",
        ),
        (String::new(), "not an SDP answer"),
    ] {
        let (status, refusal) = start_with(&caller, &session, &wrong).await;
        assert_eq!(status, 400, "{refusal}");
        assert!(text(&refusal["message"]).contains(said), "{refusal}");
    }
    assert_eq!(start_with(&caller, &session, &answered.sdp).await.0, 200);
    let visitor = Visitor::live(&caller, session, answered);
    visitor.until("pictures", |inbox| !inbox.pictures.is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_fragment_of_any_length_ends_no_session() {
    let (_running, caller) = start(options()).await;
    for length in [1, 3, 4, 111, 112, 200, 256, 257, 5000] {
        let (session, answered) = opened(&caller).await;
        let own = answered
            .sdp
            .lines()
            .find_map(|line| line.strip_prefix("a=ice-ufrag:"))
            .unwrap();
        let sdp = answered.sdp.replace(own, &"u".repeat(length));
        let (status, reply) = start_with(&caller, &session, &sdp).await;
        assert_eq!(status == 200, (4..=256).contains(&length), "{length}: {reply}");
        let line = format!(
            "candidate:1 1 udp 2122260223 127.0.0.1 9 typ host ufrag {}",
            "u".repeat(length)
        );
        let body = json!({"session_id": session, "candidate": {"candidate": line, "sdpMid": null}});
        let (candidate_status, reply) = caller.call(Call::Ice, body).await;
        assert_eq!(candidate_status, status, "{length}: {reply}");
        let (status, reply) = caller.call(Call::KeepAlive, json!({"session_id": session})).await;
        assert_eq!(status, 200, "{length}: {reply}");
        assert_eq!(caller.call(Call::Stop, json!({"session_id": session})).await.0, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_candidate_is_told_and_the_session_goes_on() {
    let (_running, caller) = start(options()).await;
    let (session, answered) = opened(&caller).await;
    let host = |address: &str, port: &str| format!("candidate:1 1 udp 2122260223 {address} {port} typ host");
    let good = [
        json!(host("fe80::1%en0", "5000")),
        json!(host("192.0.2.7", "5000").replace("candidate:", "")),
        json!(host("192.0.2.7", "9").replace("udp", "TCP")),
        json!({"candidate": "", "sdpMid": null, "sdpMLineIndex": null, "usernameFragment": null}),
        json!({"candidate": "a=end-of-candidates", "sdpMid": "0"}),
        json!({"candidate": host("169.254.169.254", "80"), "sdpMid": 0, "sdpMLineIndex": "0"}),
        json!(r#"{"candidate":"candidate:1 1 udp 1 192.0.2.7 5000 typ host","sdpMid":"0"}"#),
        json!(null),
    ];
    let wrong = [
        (json!(host("192.0.2.7", "70000")), "port"),
        (json!(host("192.0.2.777", "5000")), "address"),
        (json!("candidate:1 1 udp"), "priority"),
        (
            json!({"candidate": host("192.0.2.7", "5000"), "usernameFragment": "no fragment"}),
            "user name fragment",
        ),
    ];
    let send = |candidate: &Value| caller.call(Call::Ice, json!({"session_id": session, "candidate": candidate}));
    for _ in 0..2 {
        for candidate in &good {
            let (status, reply) = send(candidate).await;
            assert_eq!(status, 200, "{candidate}: {reply}");
        }
        for (candidate, said) in &wrong {
            let (status, refusal) = send(candidate).await;
            assert_eq!(status, 400, "{candidate}");
            let message = text(&refusal["message"]);
            assert!(
                message.contains("not an ICE candidate") && message.contains(said),
                "{message}"
            );
        }
        // Before the answer, and once more after it.
        start_with(&caller, &session, &answered.sdp).await;
    }
    let visitor = Visitor::live(&caller, session, answered);
    visitor.until("pictures", |inbox| !inbox.pictures.is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_to_an_address_that_a_candidate_names() {
    let (_running, caller) = start(options()).await;
    let target = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let port = target.local_addr().unwrap().port();
    let (session, answered) = opened(&caller).await;
    let named = [
        "127.0.0.1",
        "0.0.0.0",
        "::ffff:127.0.0.1",
        "255.255.255.255",
        "224.0.0.1",
    ];
    let lines: Vec<String> = named
        .iter()
        .map(|address| format!("candidate:1 1 udp 2122260223 {address} {port} typ host"))
        .collect();
    for line in &lines {
        let body = json!({"session_id": session, "candidate": line});
        assert_eq!(caller.call(Call::Ice, body).await.0, 200);
    }
    let in_sdp: String = lines.iter().map(|line| format!("a={line}\r\n")).collect();
    let sdp = answered.sdp.replacen("a=mid:", &format!("{in_sdp}a=mid:"), 1);
    assert_eq!(start_with(&caller, &session, &sdp).await.0, 200);
    for line in &lines {
        let body = json!({"session_id": session, "candidate": line});
        assert_eq!(caller.call(Call::Ice, body).await.0, 200);
    }
    let mut buffer = [0; 2048];
    // A server that checks does so at once, and again within half a second.
    let heard = tokio::time::timeout(Duration::from_secs(2), target.recv_from(&mut buffer)).await;
    assert!(heard.is_err(), "{heard:?} came from the server");
    // The client itself is answered where it calls from.
    let visitor = Visitor::live(&caller, session, answered);
    visitor.until("pictures", |inbox| !inbox.pictures.is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_requests_for_key_frames_gets_few() {
    let (_running, caller) = start(options()).await;
    let visitor = Visitor::enter(&caller, json!({"quality": "low"}), &CODECS).await;
    visitor.until("pictures", |inbox| inbox.pictures.len() > 5).await;
    let keys = || visitor.see(|inbox| inbox.pictures.iter().filter(|picture| is_key(picture)).count());
    let (before, began) = (keys(), Instant::now());
    for _ in 0..60 {
        visitor.ask_for_key_picture();
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // Each request stands until it is answered: the last one is, at the latest when the interval is over.
    visitor
        .until("the last key frame", |_| began.elapsed() > Duration::from_secs(2))
        .await;
    let most = began.elapsed().as_millis() / 300 + 2;
    let sent = keys() - before;
    assert!(
        (2..=most).contains(&(sent as u128)),
        "{sent} key frames in {:?}",
        began.elapsed()
    );
    visitor.ask_for_key_picture();
    let known = keys();
    visitor
        .until("one more key frame", |inbox| {
            inbox.pictures.iter().filter(|picture| is_key(picture)).count() > known
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_never_connects_says_so() {
    let mut options = options();
    options.connect_timeout = Duration::from_millis(500);
    let (_running, caller) = start(options).await;
    let (session, answered) = opened(&caller).await;
    assert_eq!(start_with(&caller, &session, &answered.sdp).await.0, 200);
    until_empty(&caller).await;
    let (_, refusal) = caller.call(Call::KeepAlive, json!({"session_id": session})).await;
    assert!(
        text(&refusal["message"]).contains("no connection came about"),
        "{refusal}"
    );
}

/// Open files and threads of a process.
#[cfg(target_os = "linux")]
fn held_by(process: u32) -> (usize, usize) {
    let count = |what: &str| std::fs::read_dir(format!("/proc/{process}/{what}")).unwrap().count();
    (count("fd"), count("task"))
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn clients_that_vanish_leave_no_thread_and_no_socket() {
    let arguments = [
        "--start-timeout",
        "1",
        "--connect-timeout",
        "1",
        "--max-duration",
        "4",
        "--max-sessions",
        "30",
        // Nobody reads the log here, and a full pipe would stop the server.
        "--log",
        "error,avatar_server=info",
    ];
    let (program, address, _log) = started(&arguments);
    let caller = Caller::new(&address);
    // The first sessions load voices and start thread pools that stay.
    let (session, _) = opened(&caller).await;
    caller.call(Call::Stop, json!({"session_id": session})).await;
    let visitor = Visitor::enter(&caller, json!({"quality": "low"}), &CODECS).await;
    visitor.call(Call::Stop).await;
    until_empty(&caller).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let before = held_by(program.id());
    for _ in 0..5 {
        // One that never answers, one that answers and never calls, one in the middle of its handshake, one that is connected.
        opened(&caller).await;
        let (session, answered) = opened(&caller).await;
        start_with(&caller, &session, &answered.sdp).await;
        let (session, answered) = opened(&caller).await;
        start_with(&caller, &session, &answered.sdp).await;
        Visitor::live(&caller, session, answered).vanish();
        Visitor::enter(&caller, json!({"quality": "low"}), &CODECS)
            .await
            .vanish();
    }
    let during = held_by(program.id());
    assert!(during.1 > before.1, "sessions have threads: {before:?} {during:?}");
    until_empty(&caller).await;
    let deadline = Instant::now() + TIMEOUT;
    // A few idle connections of the caller's may be kept open.
    while held_by(program.id()).0 > before.0 + 4 || held_by(program.id()).1 > before.1 + 4 {
        assert!(
            Instant::now() < deadline,
            "{before:?}, later {:?}",
            held_by(program.id())
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
