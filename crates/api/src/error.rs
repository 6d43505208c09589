//! Meanings of refusals, for the user.

use thiserror::Error;

/// The kinds of refusal that a user can act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The key or token was refused.
    Unauthorized,
    /// Too many sessions are open.
    ConcurrentLimit,
    /// The plan does not include this.
    PlanLimit,
    /// The session is over, or not ready yet.
    WrongState,
    /// The server knows no such session. After `stop` this counts as stopped.
    UnknownSession,
    /// The avatar does not exist, is retired or not allowed.
    AvatarUnavailable,
    /// The text cannot be said; the session goes on.
    TextRefused,
    /// The language model gave no answer, or only a part of one; the session goes on.
    AnswerFailed,
    /// The voice failed, and a built-in one speaks in its place; the session goes on.
    VoiceReplaced,
    /// Too many calls; wait, then again.
    RateLimited,
    /// The service is down or unreachable.
    Unavailable,
    /// The request itself was wrong: a defect of the client, or a value out of range.
    BadRequest,
    /// Something answered that is not this API.
    NotTheApi,
    /// The deployment speaks only the other transport (`"sdp": null`).
    OtherTransport,
    /// The page's own token endpoint, or its function, gave no token: the service was not asked. Status 503 says that another try may
    /// help.
    NoToken,
    /// The page's own service: this browser lacks what it needs.
    PageUnsupported,
    /// The page's own service: one of its files did not come, or is something else.
    NotLoaded,
}

/// The codes of the page's own service, which no server sends (`web/embed/extra/page.js`).
const PAGE_UNSUPPORTED: i64 = 400_801;
const NOT_LOADED: i64 = 400_802;

/// The codes of an answer that failed and of a voice that was replaced, of this project's servers.
const ANSWER_FAILED: i64 = 400_803;
const VOICE_REPLACED: i64 = 400_804;

impl ErrorKind {
    /// Every kind.
    pub const ALL: [Self; 17] = [
        Self::Unauthorized,
        Self::ConcurrentLimit,
        Self::PlanLimit,
        Self::WrongState,
        Self::UnknownSession,
        Self::AvatarUnavailable,
        Self::TextRefused,
        Self::AnswerFailed,
        Self::VoiceReplaced,
        Self::RateLimited,
        Self::Unavailable,
        Self::BadRequest,
        Self::NotTheApi,
        Self::OtherTransport,
        Self::NoToken,
        Self::PageUnsupported,
        Self::NotLoaded,
    ];

    /// Decides by HTTP status and message first, by code second: codes are not consistent between deployments.
    pub fn classify(status: u16, message: &str, code: Option<i64>) -> Self {
        match code {
            Some(PAGE_UNSUPPORTED) => return Self::PageUnsupported,
            Some(NOT_LOADED) => return Self::NotLoaded,
            Some(ANSWER_FAILED) => return Self::AnswerFailed,
            Some(VOICE_REPLACED) => return Self::VoiceReplaced,
            _ => {}
        }
        let said = |words: &[&str]| words.iter().any(|word| contains(message, word));
        if said(&["concurrent limit"]) {
            return Self::ConcurrentLimit;
        }
        if said(&["trial api limit", "have api access", "quota", "credit"]) || status == 402 {
            return Self::PlanLimit;
        }
        if said(&["session does not exist", "session not found", "unknown session"]) {
            return Self::UnknownSession;
        }
        if said(&["session state wrong", "not in correct state", "session is closed"]) {
            return Self::WrongState;
        }
        if said(&["avatar"]) && said(&["not found", "not allowed", "deprecated", "does not exist"]) {
            return Self::AvatarUnavailable;
        }
        if said(&["rate limit", "too many requests"]) || status == 429 {
            return Self::RateLimited;
        }
        if said(&["invalid text", "blocked word", "text is too long", "text is empty"]) {
            return Self::TextRefused;
        }
        if said(&["unauthorized", "invalid token", "api key"]) || status == 401 {
            return Self::Unauthorized;
        }
        if status >= 500 {
            return Self::Unavailable;
        }
        match (status, code) {
            (_, Some(400_112)) => Self::Unauthorized,
            (_, Some(10_007)) => Self::ConcurrentLimit,
            (_, Some(10_015 | 400_599)) => Self::PlanLimit,
            (_, Some(10_001 | 10_002 | 10_004 | 10_005 | 400_006)) => Self::WrongState,
            (_, Some(400_004 | 10_006)) => Self::UnknownSession,
            (_, Some(10_003 | 10_012 | 10_013 | 400_014)) => Self::AvatarUnavailable,
            (_, Some(40_039 | 400_105)) => Self::TextRefused,
            (_, Some(400_123)) => Self::RateLimited,
            (403, _) => Self::Unauthorized,
            (404 | 405, None) => Self::NotTheApi,
            (400..500, _) => Self::BadRequest,
            _ => Self::Unavailable,
        }
    }

    /// HTTP status and code with which a server of ours says it. [`ErrorKind::classify`] reads it back.
    pub const fn wire(self) -> (u16, i64) {
        match self {
            Self::Unauthorized => (401, 400_112),
            Self::ConcurrentLimit => (400, 10_007),
            Self::PlanLimit => (400, 400_599),
            Self::WrongState => (400, 400_006),
            Self::UnknownSession => (404, 400_004),
            Self::AvatarUnavailable => (404, 10_012),
            Self::TextRefused => (400, 40_039),
            Self::AnswerFailed => (400, ANSWER_FAILED),
            Self::VoiceReplaced => (400, VOICE_REPLACED),
            Self::RateLimited => (429, 400_123),
            Self::Unavailable => (503, 50_000),
            Self::PageUnsupported => (400, PAGE_UNSUPPORTED),
            Self::NotLoaded => (400, NOT_LOADED),
            Self::BadRequest | Self::NotTheApi | Self::OtherTransport | Self::NoToken => (400, 400_000),
        }
    }

    /// A short name for programs: events, attributes, logs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unauthorized => "unauthorized",
            Self::ConcurrentLimit => "concurrent-limit",
            Self::PlanLimit => "plan-limit",
            Self::WrongState => "wrong-state",
            Self::UnknownSession => "unknown-session",
            Self::AvatarUnavailable => "avatar-unavailable",
            Self::TextRefused => "text-refused",
            Self::AnswerFailed => "answer-failed",
            Self::VoiceReplaced => "voice-replaced",
            Self::RateLimited => "rate-limited",
            Self::Unavailable => "unavailable",
            Self::BadRequest => "bad-request",
            Self::NotTheApi => "not-the-api",
            Self::OtherTransport => "other-transport",
            Self::NoToken => "no-token",
            Self::PageUnsupported => "page-unsupported",
            Self::NotLoaded => "not-loaded",
        }
    }

    /// The failure, in a sentence.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Unauthorized => "The service did not accept the key or token.",
            Self::ConcurrentLimit => "Too many sessions are open at once.",
            Self::PlanLimit => "The plan behind this key does not allow it.",
            Self::WrongState => "The session is over, or not ready yet.",
            Self::UnknownSession => "The service does not know this session any more.",
            Self::AvatarUnavailable => "This avatar is not available.",
            Self::TextRefused => "This text cannot be said.",
            Self::AnswerFailed => "The avatar could not answer, or not to the end.",
            Self::VoiceReplaced => "The avatar's voice failed; another one speaks.",
            Self::RateLimited => "The service asks for a pause: too many calls.",
            Self::Unavailable => "The service cannot be reached.",
            Self::BadRequest => "The service did not understand the request.",
            Self::NotTheApi => "What answered is not the streaming-avatar service.",
            Self::OtherTransport => "This service offers only a transport that plain WebRTC clients cannot use.",
            Self::NoToken => "No token came to open a session with; the service was not asked.",
            Self::PageUnsupported => "This browser cannot run the avatar in the page.",
            Self::NotLoaded => "A file of the avatar did not come whole.",
        }
    }

    /// Advice to the user, in a sentence.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Unauthorized => "Check the key, or get a fresh token: each token opens one session.",
            Self::ConcurrentLimit => "Close other sessions, or wait a minute and start again.",
            Self::PlanLimit => "Check the plan and the remaining credit of the account.",
            Self::WrongState => "Start again.",
            Self::UnknownSession => "Start again.",
            Self::AvatarUnavailable => "Choose another avatar.",
            Self::TextRefused => "Change the text and send it again.",
            Self::AnswerFailed => "Ask again, or ask something else.",
            Self::VoiceReplaced => "Go on, or choose another voice.",
            Self::RateLimited => "Wait a little, then try again.",
            Self::Unavailable => "Check the connection and the address of the service, then try again.",
            Self::BadRequest => "Reload the page; if it stays, report the message below.",
            Self::NotTheApi => "Check the address of the service.",
            Self::OtherTransport => "Use the address of a service that answers with an SDP offer.",
            Self::NoToken => "Check the page's own token endpoint, then try again.",
            Self::PageUnsupported => "Use a current browser, or a service that draws the avatar.",
            Self::NotLoaded => "Check the connection and start again; keep the files of the package together.",
        }
    }
}

/// Whether a text contains a word, whatever the case. Both are ASCII where it matters.
fn contains(text: &str, word: &str) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    text.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word))
}

/// A refusal, read from a reply.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{} {}", .kind.sentence(), .kind.advice())]
pub struct ApiError {
    /// Its meaning.
    pub kind: ErrorKind,
    /// The HTTP status; 0 where none came.
    pub status: u16,
    /// The envelope's code.
    pub code: Option<i64>,
    /// The server's own words, at most 300 characters; may be empty.
    pub message: String,
    /// Seconds that the server asks to wait.
    pub retry_after: Option<u32>,
}

impl ApiError {
    /// A refusal; the message is cut to a length that a page can show.
    pub fn new(kind: ErrorKind, status: u16, code: Option<i64>, message: String, retry_after: Option<u32>) -> Self {
        const MAX_LENGTH: usize = 300;
        let message = match message.char_indices().nth(MAX_LENGTH) {
            Some((end, _)) => message.get(..end).unwrap_or_default().to_owned(),
            None => message,
        };
        Self {
            kind,
            status,
            code,
            message,
            retry_after,
        }
    }

    /// Whether the server's own words contain this, whatever the case.
    pub fn says(&self, wanted: &str) -> bool {
        contains(&self.message, wanted)
    }

    /// A success that does not carry the data of its call.
    pub fn without_data(status: u16, retry_after: Option<u32>) -> Self {
        let message = "The reply lacks the data of this call.".into();
        Self::new(ErrorKind::NotTheApi, status, None, message, retry_after)
    }

    /// No reply at all.
    pub fn unreachable() -> Self {
        Self::new(ErrorKind::Unavailable, 0, None, String::new(), None)
    }
}
