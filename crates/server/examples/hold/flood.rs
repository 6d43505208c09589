//! More half-open connections than the server may have files: calls are answered all the same.

use std::time::{Duration, Instant};

use api::Call;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::measurement::Measurement;
use crate::program::Program;

/// Connections that send half a request and nothing more.
const STRANGERS: usize = 1100;

/// Files that the server may have open.
const FILES: usize = 1024;

/// Within this time a call is answered.
const BOUND: Duration = Duration::from_secs(2);

/// Calls that are made while the connections are held.
const CALLS: usize = 12;

/// Half a request.
const HALF: &[u8] = b"POST /v1/streaming.new HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\nx-slow: ";

pub async fn measure(server: String) -> Vec<Measurement> {
    let program = Program::start(&server, FILES, &[]);
    let mut dialling = JoinSet::new();
    for _ in 0..STRANGERS {
        let address = program.address.clone();
        dialling.spawn(async move {
            let stream = tokio::time::timeout(Duration::from_secs(5), TcpStream::connect(address)).await;
            let mut stream = stream.ok()?.ok()?;
            stream.write_all(HALF).await.ok()?;
            Some(stream)
        });
    }
    let held: Vec<TcpStream> = dialling.join_all().await.into_iter().flatten().collect();
    let mut slowest = Duration::ZERO;
    let mut failed = 0;
    for number in 0..CALLS {
        let asked = Instant::now();
        let answered = tokio::time::timeout(BOUND * 2, call(&program, number)).await;
        slowest = slowest.max(asked.elapsed());
        failed += usize::from(!matches!(answered, Ok(true)));
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let files = program.files();
    let measurement = Measurement {
        what: "calls during half-open connections".into(),
        measured: format!(
            "{} connections were made, the server has {files} of {FILES} files open; {CALLS} calls, {failed} failed, the slowest \
             took {} ms",
            held.len(),
            slowest.as_millis()
        ),
        bound: format!("none fails, each within {} ms", BOUND.as_millis()),
        holds: failed == 0 && slowest <= BOUND && held.len() > FILES,
    };
    vec![measurement]
}

/// Makes a call over a connection of its own, as a new client does; every third opens a session and stops it.
async fn call(program: &Program, number: usize) -> bool {
    let mut caller = program.caller.clone();
    caller.http = reqwest::Client::new();
    if !number.is_multiple_of(3) {
        return send(&caller, Call::List, Value::Null).await.is_some();
    }
    let Some(opened) = send(&caller, Call::New, json!({})).await else {
        return false;
    };
    let session = opened["data"]["session_id"].clone();
    send(&caller, Call::Stop, json!({"session_id": session}))
        .await
        .is_some()
}

/// The envelope of a success.
async fn send(caller: &crate::caller::Caller, call: Call, body: Value) -> Option<Value> {
    let request = caller.request(call);
    let request = if body.is_null() { request } else { request.json(&body) };
    let response = request.send().await.ok()?;
    let is_success = response.status().is_success();
    let text = response.text().await.ok()?;
    if !is_success {
        eprintln!("{call:?} was refused: {text}");
        return None;
    }
    serde_json::from_str(&text).ok()
}
