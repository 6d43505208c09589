//! Faults of a call on its way.

use std::time::Duration;

use api::{Call, ErrorKind};
use serde_json::{Value, json};

/// A fault of a call.
#[derive(Debug, Clone)]
pub enum Fault {
    /// It reaches the server so much later.
    Delay(Duration),
    /// It reaches the server only when the proxy is told to let go; until then the caller waits.
    Hold,
    /// The server answers at once, but the caller waits for the answer until the proxy is told to let go.
    HoldReply,
    /// The connection ends before the server hears of the call.
    Cut,
    /// The server hears of it and answers; the connection ends before the caller does.
    CutReply,
    /// The server hears of it twice. The caller hears the second answer.
    Double,
    /// The server hears of nothing; this is the answer.
    Answer(Answer),
    /// The server answers, and its answer is changed on the way.
    Change(fn(&mut Value)),
}

/// An answer that the proxy makes up.
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

    /// A refusal as this project's server words it.
    pub fn refusal(kind: ErrorKind, message: &str) -> Self {
        let (status, code) = kind.wire();
        Self::envelope(status, json!({ "code": code, "message": message, "data": null }))
    }

    /// Any JSON.
    pub fn envelope(status: u16, body: Value) -> Self {
        Self::new(status, "application/json", body.to_string())
    }

    /// A page, as the proxies of others send it.
    pub fn page(status: u16) -> Self {
        let page =
            "<!doctype html><html><head><title>Sorry</title></head><body><h1>Something went wrong</h1></body></html>";
        Self::new(status, "text/html", page)
    }

    /// JSON that stops in the middle.
    pub fn torn() -> Self {
        Self::new(
            200,
            "application/json",
            r#"{"code":100,"message":"success","data":{"session_id":"x","sd"#,
        )
    }

    /// No body at all.
    pub fn empty(status: u16) -> Self {
        Self::new(status, "application/json", "")
    }

    /// With the wish that the caller wait.
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

/// The occurrences of a call that meet a fault.
#[derive(Debug, Clone, Copy)]
pub enum Times {
    /// The first so many.
    First(u32),
    /// Only that one, counted from 1.
    Nth(u32),
    /// All from that one on, counted from 1.
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
    /// Of one call of the API.
    pub fn new(call: Call, times: Times, fault: Fault) -> Self {
        Self::at(call.path(), times, fault)
    }

    /// Of what is asked for at any path.
    pub fn at(path: &'static str, times: Times, fault: Fault) -> Self {
        Self { path, times, fault }
    }

    /// The path that is meant.
    pub fn path(&self) -> &'static str {
        self.path
    }
}
