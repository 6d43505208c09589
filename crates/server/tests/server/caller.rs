//! A server to be tested, and calls to it.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use api::Call;
use serde_json::{Value, json};
use streaming_avatar_server::{Options, Running, Server};

/// The calls of an open session.
pub const CALLS_OF_A_SESSION: [Call; 6] = [
    Call::Start,
    Call::Ice,
    Call::Task,
    Call::Interrupt,
    Call::KeepAlive,
    Call::Stop,
];

/// A body for any of [`CALLS_OF_A_SESSION`].
pub fn any_body(session: &str) -> Value {
    json!({"session_id": session, "text": "Hi", "candidate": "", "sdp": {"type": "answer", "sdp": "v=0"}})
}

/// The options that tests start from: any free port, media over loopback.
pub fn options() -> Options {
    Options {
        port: 0,
        media_ip: vec![IpAddr::V4(Ipv4Addr::LOCALHOST)],
        // The machine that tests is busy with much else.
        max_lateness: Duration::ZERO,
        ..Options::default()
    }
}

pub async fn start(options: Options) -> (Running, Caller) {
    let running = Server::start(options).await.unwrap();
    let caller = Caller::new(&format!("http://{}", running.address()));
    (running, caller)
}

/// A client of the API.
#[derive(Clone)]
pub struct Caller {
    pub base: String,
    pub http: reqwest::Client,
    pub secret: Option<(&'static str, String)>,
}

impl Caller {
    pub fn new(base: &str) -> Self {
        Self {
            base: base.to_owned(),
            http: reqwest::Client::new(),
            secret: None,
        }
    }

    pub fn with_key(&self, key: &str) -> Self {
        Self {
            secret: Some(("x-api-key", key.to_owned())),
            ..self.clone()
        }
    }

    pub fn with_token(&self, token: &str) -> Self {
        Self {
            secret: Some(("authorization", format!("Bearer {token}"))),
            ..self.clone()
        }
    }

    pub fn request(&self, call: Call) -> reqwest::RequestBuilder {
        let address = format!("{}{}", self.base, call.path());
        let request = match call.method() {
            api::Method::Get => self.http.get(address),
            api::Method::Post => self.http.post(address),
        };
        match &self.secret {
            Some((name, value)) => request.header(*name, value),
            None => request,
        }
    }

    /// Calls; gives the status and the envelope.
    pub async fn call(&self, call: Call, body: Value) -> (u16, Value) {
        let request = self.request(call);
        let request = if call.method() == api::Method::Post {
            request.json(&body)
        } else {
            request
        };
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        let envelope = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{status} {error}: {text}"));
        (status, envelope)
    }

    /// Calls; gives the data of a success.
    pub async fn data(&self, call: Call, body: Value) -> Value {
        let (status, envelope) = self.call(call, body).await;
        assert_eq!(status, 200, "{call:?}: {envelope}");
        envelope.get("data").cloned().unwrap()
    }

    /// Opens a session that nobody answers.
    pub async fn open(&self) -> String {
        text(&self.data(Call::New, json!({})).await["session_id"])
    }

    /// The ids and states of the open sessions.
    pub async fn sessions(&self) -> Vec<(String, String)> {
        let list = self.data(Call::List, Value::Null).await;
        let sessions = list["sessions"].as_array().unwrap();
        sessions
            .iter()
            .map(|entry| (text(&entry["session_id"]), text(&entry["status"])))
            .collect()
    }
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}
