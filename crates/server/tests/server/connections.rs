//! Connection limits and timeouts (slowloris): strangers who open connections and send little or nothing.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use api::Call;
use serde_json::json;

use crate::caller::{Caller, options, start};

/// Connections that are open and have sent this.
fn held(address: SocketAddr, count: usize, sent: &str) -> Vec<TcpStream> {
    let mut held = Vec::with_capacity(count);
    for _ in 0..count {
        let Ok(mut stream) = TcpStream::connect(address) else {
            continue;
        };
        stream.write_all(sent.as_bytes()).ok();
        held.push(stream);
    }
    held
}

/// Makes calls over connections of their own, each of which must be answered soon.
async fn is_answered(base: &str, what: &str) {
    for _ in 0..5 {
        let caller = Caller::new(base);
        let asked = Instant::now();
        let (status, _) = caller.call(Call::List, json!({})).await;
        assert_eq!(status, 200, "{what}");
        assert!(
            asked.elapsed() < Duration::from_secs(2),
            "{what}: {:?}",
            asked.elapsed()
        );
    }
}

const HALF_A_HEAD: &str = "POST /v1/streaming.list HTTP/1.1\r\nHost: localhost\r\n";
const HALF_A_BODY: &str = "POST /v1/streaming.new HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{";

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_half_open_connections_leave_calls_answered() {
    use std::process::Command;

    use crate::binary::launched;

    rlimit::increase_nofile_limit(8192).unwrap();
    let mut command = Command::new("sh");
    let program = env!("CARGO_BIN_EXE_avatar-server");
    command.args(["-c", "ulimit -n 1024; exec \"$0\" \"$@\"", program]);
    // Nobody reads the log here, and a full pipe would stop the server.
    let (_program, base, _log) = launched(command, &["--log", "error,avatar_server=info"]);
    let address: SocketAddr = base.strip_prefix("http://").unwrap().parse().unwrap();
    for (what, sent) in [
        ("silent", ""),
        ("half a head", HALF_A_HEAD),
        ("half a body", HALF_A_BODY),
    ] {
        let _held = tokio::task::spawn_blocking(move || held(address, 1100, sent))
            .await
            .unwrap();
        is_answered(&base, what).await;
    }
    // A session can still be opened: what it needs of the system's files is left.
    Caller::new(&base).open().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_is_being_answered_outlasts_a_flood() {
    let mut options = options();
    options.max_connections = 3;
    let (running, caller) = start(options).await;
    let address = running.address();
    let id = caller.open().await;
    // A client that keeps its connection and is idle has its place taken, and comes back.
    for _ in 0..3 {
        let _held = tokio::task::spawn_blocking(move || held(address, 20, HALF_A_HEAD))
            .await
            .unwrap();
        assert_eq!(caller.call(Call::KeepAlive, json!({"session_id": id})).await.0, 200);
    }
    is_answered(&caller.base, "three places").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shutdown_does_not_wait_for_connections_that_say_nothing() {
    let (running, caller) = start(options()).await;
    let address = running.address();
    caller.open().await;
    let mut held = tokio::task::spawn_blocking(move || {
        let mut all = held(address, 20, HALF_A_HEAD);
        all.extend(held(address, 20, ""));
        all
    })
    .await
    .unwrap();
    let asked = Instant::now();
    running.shutdown().await;
    assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
    for stream in &mut held {
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let mut rest = Vec::new();
        // Closed, in whichever way.
        if let Err(error) = stream.read_to_end(&mut rest) {
            assert_ne!(error.kind(), std::io::ErrorKind::WouldBlock, "it is still open");
        }
    }
}
