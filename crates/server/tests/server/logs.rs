//! The log: JSON lines with request ids, and never a text or a secret.

#![cfg(unix)]

use std::fs;
use std::io::Read;

use api::Call;
use serde_json::{Value, json};

use crate::binary::started;
use crate::caller::{Caller, text};
use crate::confidential_talk::confidential_talk;
use scripted::model::{Model, Reply};

#[tokio::test(flavor = "multi_thread")]
async fn the_log_of_a_whole_session_tells_all_but_texts_and_secrets() {
    let model = Model::start([Reply::answer("A model-answer.")]).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("avatar-server.toml");
    let talk = format!(
        "llm-url = '{}'\nllm-api-key = 'hush-model'\nllm-prompt = 'You are a hushed-prompt.'\n",
        model.url()
    );
    fs::write(&file, talk + "[[key]]\nname = 'shop'\nsecret = 'hush-key'\n").unwrap();
    let arguments = [
        "--config",
        file.to_str().unwrap(),
        "--log",
        "debug,str0m=error,is=error",
        "--log-format",
        "json",
    ];
    let (mut program, address, mut log) = started(&arguments);
    let caller = Caller::new(&address);
    let owner = caller.with_key("hush-key");
    let token = text(&owner.data(Call::CreateToken, json!({})).await["token"]);
    assert_eq!(caller.with_key("hush-guess").call(Call::List, json!({})).await.0, 401);
    let browser = caller.with_token(&token);
    let visitor = confidential_talk(&browser).await;
    let request = browser
        .request(Call::Stop)
        .json(&json!({"session_id": visitor.session}))
        .header("x-request-id", "mine-1");
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["x-request-id"], "mine-1");
    program.signal("-INT");
    assert_eq!(program.wait(), Some(0));
    let mut rest = String::new();
    log.read_to_string(&mut rest).unwrap();
    let lines: Vec<Value> = rest
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    let (_, secret_half) = token.split_once('.').unwrap();
    for secret in [
        "hush",
        "spoken-text",
        "asked-text",
        "page-prompt",
        "model-answer",
        secret_half,
    ] {
        assert!(!rest.contains(secret), "{secret} in\n{rest}");
    }
    let access: Vec<_> = lines.iter().filter(|line| line["target"] == "access").collect();
    let of = |call: &str| {
        *access
            .iter()
            .find(|line| line["call"] == call)
            .unwrap_or_else(|| panic!("no {call} in\n{rest}"))
    };
    let stop = of("stop");
    assert_eq!(
        (&stop["status"], &stop["span"]["request"], &stop["span"]["key"]),
        (&json!(200), &json!("mine-1"), &json!("shop"))
    );
    assert_eq!(stop["span"]["session"], visitor.session.as_str());
    assert!(stop["milliseconds"].is_u64());
    assert_eq!(of("new")["span"]["session"], visitor.session.as_str());
    assert_eq!(of("list")["status"], 401);
    let audit = |words: &str| {
        lines
            .iter()
            .filter(|line| line["target"] == "audit" && line["message"] == words)
            .count()
    };
    assert_eq!(
        (audit("token made"), audit("token used"), audit("no good key or token")),
        (1, 1, 1)
    );
    let ended = lines.iter().find(|line| line["message"] == "session ended").unwrap();
    assert_eq!(ended["session"], visitor.session.as_str());
}
