//! Faults of an API call on its way.

use std::time::Duration;

use api::{Call, ErrorKind};
use serde_json::{Value, json};

/// A fault of a call.
#[derive(Debug, Clone)]
pub enum Fault {
    /// Delays the request.
    Delay(Duration),
    /// Holds the request until the proxy is told to release it; until then the caller waits.
    Hold,
    /// Sends the request at once, but holds the response until the proxy is told to release it.
    HoldReply,
    /// Closes the connection before the server gets the request.
    Cut,
    /// The server gets the request and answers; the connection closes before the caller gets the response.
    CutReply,
    /// Sends the request twice. The caller gets the second response.
    Double,
    /// Answers in the server's place; the server gets no request.
    Answer(Answer),
    /// Changes the server's response.
    Change(fn(&mut Value)),
}

/// A response that the proxy makes up.
#[derive(Debug, Clone)]
pub struct Answer {
    pub(super) status: u16,
    pub(super) kind: &'static str,
    pub(super) body: String,
    pub(super) retry_after: Option<u32>,
}

impl Answer {
    fn new(status: u16, kind: &'static str, body: impl Into<String>) -> Self {
        Self {
            status,
            kind,
            body: body.into(),
            retry_after: None,
        }
    }

    /// A refusal in the words of this project's server.
    pub fn refusal(kind: ErrorKind, message: &str) -> Self {
        let (status, code) = kind.wire();
        Self::envelope(status, json!({ "code": code, "message": message, "data": null }))
    }

    /// Any JSON.
    pub fn envelope(status: u16, body: Value) -> Self {
        Self::new(status, "application/json", body.to_string())
    }

    /// An HTML page, as other proxies send it.
    pub fn page(status: u16) -> Self {
        let page =
            "<!doctype html><html><head><title>Sorry</title></head><body><h1>Something went wrong</h1></body></html>";
        Self::new(status, "text/html", page)
    }

    /// JSON that breaks off in the middle.
    pub fn torn() -> Self {
        Self::new(
            200,
            "application/json",
            r#"{"code":100,"message":"success","data":{"session_id":"x","sd"#,
        )
    }

    /// An empty body.
    pub fn empty(status: u16) -> Self {
        Self::new(status, "application/json", "")
    }

    /// With a `Retry-After` header.
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

/// The occurrences of a call that meet a fault.
#[derive(Debug, Clone, Copy)]
pub enum Times {
    /// The first n.
    First(u32),
    /// Only the nth, counted from 1.
    Nth(u32),
    /// All from the nth on, counted from 1.
    From(u32),
    /// All.
    Every,
}

impl Times {
    pub(super) fn meets(self, occurrence: u32) -> bool {
        match self {
            Self::First(count) => occurrence <= count,
            Self::Nth(one) => occurrence == one,
            Self::From(first) => occurrence >= first,
            Self::Every => true,
        }
    }
}

/// Faults by call.
#[derive(Debug, Clone)]
pub struct Rule {
    pub(super) path: &'static str,
    pub(super) times: Times,
    pub(super) fault: Fault,
}

impl Rule {
    /// Faults of one call of the API.
    pub fn new(call: Call, times: Times, fault: Fault) -> Self {
        Self::at(call.path(), times, fault)
    }

    /// Faults of any path.
    pub fn at(path: &'static str, times: Times, fault: Fault) -> Self {
        Self { path, times, fault }
    }

    /// The path.
    pub fn path(&self) -> &'static str {
        self.path
    }
}
