//! Options of a session.

use core::time::Duration;

use api::NewRequest;

/// The choices for a session.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The body of every `streaming.new` of this session's life.
    pub request: NewRequest,
    /// Said as soon as the avatar is there, as [`TextId::GREETING`](crate::TextId::GREETING); empty for nothing.
    pub greeting: String,
    /// How often in a row a lost connection is tried again before the session ends; 0 turns recovery off. A session that was
    /// Live for a minute begins to count anew.
    pub recoveries: u32,
    /// Whether it stays ready for days: only the user ends it. Whatever else would (a refusal for good, a long outage, the cap,
    /// `hidden_limit`) leads to Recovering and further tries, seconds and then minutes apart, for as long as it takes. A hidden
    /// page that has reached `hidden_limit` has no session and tries nothing until it is seen. Implies `keep_alive` and `renew`.
    pub kiosk: bool,
    /// Whether long texts are sent sentence by sentence, so that the first sound comes early.
    pub split_sentences: bool,
    /// Whether `keep_alive` is sent by itself while the page is visible. Off by default: sessions cost money. This
    /// and `renew` may be changed later by [`Input::Choose`](crate::Input::Choose).
    pub keep_alive: bool,
    /// Whether a session that nears the server's cap is renewed: a new one is connected before the old one ends.
    pub renew: bool,
    /// After how long a hidden page stops its session; none keeps it.
    pub hidden_limit: Option<Duration>,
    /// Whether a service that does not say so is taken to hear visitors.
    pub listen: bool,
    /// Whether each session is opened with a fresh token, which also admits its later calls.
    pub tokens: bool,
    /// How long each state may last.
    pub deadlines: Deadlines,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            request: NewRequest::default(),
            greeting: String::new(),
            recoveries: 5,
            kiosk: false,
            split_sentences: false,
            keep_alive: false,
            renew: false,
            hidden_limit: None,
            listen: false,
            tokens: false,
            deadlines: Deadlines::default(),
        }
    }
}

/// How long each state may last before it has an outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// Creating: users of the vendor's service saw a minute at worst.
    pub creating: Duration,
    /// Negotiating.
    pub negotiating: Duration,
    /// Connecting, up to the first picture.
    pub connecting: Duration,
    /// Stopping.
    pub stopping: Duration,
    /// The grace period of a `disconnected` connection, which the browser may heal by itself.
    pub disconnect_grace: Duration,
    /// Recovering: from the loss to the next Creating, the longest backoff included.
    pub recovering: Duration,
    /// How long a task may go without a word from the server about its beginning, beyond what is queued before it.
    pub task: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            creating: Duration::from_secs(75),
            negotiating: Duration::from_secs(15),
            connecting: Duration::from_secs(20),
            stopping: Duration::from_secs(5),
            disconnect_grace: Duration::from_secs(5),
            recovering: Duration::from_secs(60),
            task: Duration::from_secs(20),
        }
    }
}
