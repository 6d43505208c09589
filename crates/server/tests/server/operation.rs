//! The server as its operator sees it: the configuration file, signals, the end.

#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::ChildStderr;

use api::Call;
use serde_json::json;
use str0m::format::Codec;

use crate::binary::{command, started};
use crate::caller::{Caller, text};
use crate::visitor::Visitor;

/// Waits until the server opens no more sessions; gives its refusal.
pub async fn takes_no_more(caller: &Caller) -> reqwest::Response {
    loop {
        let response = caller.request(Call::New).json(&json!({})).send().await.unwrap();
        if response.status() == 503 {
            return response;
        }
        let opened: serde_json::Value = response.json().await.unwrap();
        if let Some(session) = opened["data"]["session_id"].as_str() {
            caller.call(Call::Stop, json!({"session_id": session})).await;
        }
    }
}

/// Reads a log until a line has these words; gives that line.
fn until(log: &mut BufReader<ChildStderr>, words: &str) -> String {
    let mut line = String::new();
    while !line.contains(words) {
        line.clear();
        assert_ne!(log.read_line(&mut line).unwrap(), 0, "the log ended before {words:?}");
    }
    line
}

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_lets_open_sessions_go_on_refuses_new_ones_and_ends_with_the_last() {
    let (mut program, address, mut log) = started(&[]);
    let caller = Caller::new(&address);
    let visitor = Visitor::enter(&caller, json!({"quality": "low"}), &[Codec::H264, Codec::Vp8]).await;
    program.signal("-TERM");
    let refused = takes_no_more(&caller).await;
    assert!(
        refused.headers()["retry-after"]
            .to_str()
            .unwrap()
            .parse::<u32>()
            .unwrap()
            > 0
    );
    let refused: serde_json::Value = refused.json().await.unwrap();
    assert!(text(&refused["message"]).contains("no new sessions"), "{refused}");
    let (task, _) = visitor.say("Still here.").await;
    visitor.said(&task).await;
    assert_eq!(caller.sessions().await.len(), 1);
    assert_eq!(visitor.call(Call::Stop).await.0, 200);
    assert_eq!(program.wait(), Some(0));
    assert!(until(&mut log, "draining").contains("open="));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_drain_timeout_it_ends_all_the_same() {
    let (mut program, address, _log) = started(&["--drain-timeout", "1"]);
    let visitor = Visitor::enter(
        &Caller::new(&address),
        json!({"quality": "low"}),
        &[Codec::H264, Codec::Vp8],
    )
    .await;
    program.signal("-TERM");
    assert_eq!(program.wait(), Some(0));
    visitor.until("the end", |inbox| inbox.closed).await;
}

#[test]
fn without_sessions_sigterm_ends_it() {
    let (mut program, _, mut log) = started(&[]);
    program.signal("-TERM");
    assert_eq!(program.wait(), Some(0));
    let mut rest = String::new();
    log.read_to_string(&mut rest).unwrap();
    assert!(!rest.contains("draining"), "{rest}");
}

fn write(path: &Path, keys: &[(&str, &str)]) {
    let keys: Vec<String> = keys
        .iter()
        .map(|(name, secret)| format!("[[key]]\nname = '{name}'\nsecret = '{secret}'\n"))
        .collect();
    fs::write(path, keys.concat()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn sighup_has_the_keys_read_again_and_a_broken_file_keeps_the_old_ones() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("avatar-server.toml");
    write(&file, &[("shop", "hush-one"), ("blog", "hush-two")]);
    let (program, address, mut log) = started(&["--config", file.to_str().unwrap()]);
    let [one, two, three] = ["hush-one", "hush-two", "hush-three"].map(|key| Caller::new(&address).with_key(key));
    let session = two.open().await;
    let token = text(&one.data(Call::CreateToken, json!({})).await["token"]);
    // The key of the open session comes first now, with another secret; the other key has gone.
    write(&file, &[("blog", "hush-three")]);
    program.signal("-HUP");
    until(&mut log, "the keys have been read again");
    for (caller, status) in [(&one, 401), (&two, 401), (&three, 200)] {
        assert_eq!(caller.call(Call::List, json!({})).await.0, status);
    }
    assert_eq!(
        three.sessions().await[0].0,
        session,
        "a session belongs to its key's name"
    );
    let (status, refused) = Caller::new(&address)
        .with_token(&token)
        .call(Call::New, json!({}))
        .await;
    assert_eq!(status, 401, "{refused}");
    assert!(text(&refused["message"]).contains("good no more"), "{refused}");
    for (broken, said) in [
        (
            "[[key]]\nname = 'blog'\nsecrets = 'hush-four'",
            "did you mean `secret`?",
        ),
        ("[[key]\n", "line 1"),
        ("max-sessions = 3", "no key left"),
    ] {
        fs::write(&file, broken).unwrap();
        program.signal("-HUP");
        let line = until(&mut log, "stay as they were");
        assert!(line.contains(said) && !line.contains("hush"), "{broken}: {line}");
        assert_eq!(three.call(Call::List, json!({})).await.0, 200);
    }
}

#[test]
fn a_wrong_configuration_is_refused_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("avatar-server.toml");
    fs::write(&file, "max_sesions = 4\n").unwrap();
    let output = command().args(["--config", file.to_str().unwrap()]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("avatar-server.toml") && said.contains("did you mean `max-sessions`?"),
        "{said}"
    );
}

#[test]
fn the_environment_goes_before_the_file_and_the_command_line_before_both() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("avatar-server.toml");
    // Each value is refused in words that show it, so that it is seen which one was taken.
    fs::write(&file, "site = '/nowhere-file'\n").unwrap();
    let said = |variable: Option<&str>, flag: Option<&str>| {
        let mut command = command();
        command.args(["--port", "0", "--config", file.to_str().unwrap()]);
        command.envs(variable.map(|value| ("AVATAR_SERVER_SITE", value)));
        command.args(flag.map(|value| format!("--site={value}")));
        String::from_utf8(command.output().unwrap().stderr).unwrap()
    };
    assert!(said(None, None).contains("/nowhere-file"));
    assert!(said(Some("/nowhere-variable"), None).contains("/nowhere-variable"));
    assert!(said(Some("/nowhere-variable"), Some("/nowhere-flag")).contains("/nowhere-flag"));
}
