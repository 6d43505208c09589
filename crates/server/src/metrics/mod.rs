//! The metrics of a server, as Prometheus reads them.
//!
//! Names are documented in the operator's guide. No label is a session, a text, or an address.

mod families;
mod labels;

use std::sync::Arc;
use std::time::Duration;

use api::{SessionStatus, VideoEncoding};
use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry;

use crate::options::KeyName;
use families::Families;
use labels::{CallLabels, CallName, Cause, Codec, KeyLabel, Reason, Stage, State};

/// The media type of [`Metrics::page`] (OpenMetrics 1.0).
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The metrics of a server. Copies are one set of metrics.
#[derive(Clone)]
pub struct Metrics(Arc<Inner>);

struct Inner {
    registry: Registry,
    families: Families,
}

/// The state of a server at a moment, for gauges.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The state of each open session.
    pub sessions: Vec<SessionStatus>,
    /// Sessions that may be open at once.
    pub seats: usize,
    /// Whether it drains.
    pub is_draining: bool,
    /// Whether its pictures are too late for new sessions.
    pub is_late: bool,
    /// Machines that live, this one included.
    pub nodes: usize,
}

/// The outcome of a call that went to another machine.
#[cfg(feature = "cluster")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forwarded {
    /// It was answered, be it by a refusal.
    Answered,
    /// The machine is gone.
    NodeDead,
    /// No answer came in time.
    TimedOut,
    /// It was not sent: the machines do not reach each other.
    Disconnected,
}

/// Why a picture was encoded so that a decoder can begin with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyCause {
    /// It was the first one.
    First,
    /// The client asked for it.
    Request,
    /// The encoder chose to.
    Encoder,
}

impl Metrics {
    /// Nothing has happened yet.
    pub fn new() -> Self {
        let families = Families::new();
        let mut registry = Registry::with_prefix("avatar");
        families.register(&mut registry);
        families.begin();
        Self(Arc::new(Inner { registry, families }))
    }

    /// A call was answered. `call` is its name in the API without its prefix, as `new`.
    pub fn called(&self, call: &'static str, status: u16, took: Duration) {
        let families = &self.0.families;
        let labels = CallLabels { call, code: status };
        families.calls.get_or_create(&labels).inc();
        families
            .call_seconds
            .get_or_create(&CallName { call })
            .observe(took.as_secs_f64());
    }

    /// A call was refused because a limit of its key was reached.
    pub fn refused_by_quota(&self, key: Option<&KeyName>) {
        let key = key.map_or("", KeyName::as_str).to_owned();
        self.0.families.quota_refused.get_or_create(&KeyLabel { key }).inc();
    }

    /// A caller's key or token was not good.
    pub fn refused_by_authentication(&self) {
        self.0.families.unauthorized.inc();
    }

    /// A session was refused because pictures are late.
    pub fn refused_by_load(&self) {
        self.0.families.load_refused.inc();
    }

    /// A session was opened.
    pub fn opened(&self) {
        self.0.families.opened.inc();
    }

    /// A session has ended, for a reason in a word.
    pub fn ended(&self, reason: &'static str, lasted: Duration) {
        let families = &self.0.families;
        families.ended.get_or_create(&Reason { reason }).inc();
        families.session_seconds.observe(lasted.as_secs_f64());
    }

    /// The first picture of a session was sent, this long after the session was opened.
    pub fn first_picture(&self, after: Duration) {
        self.0.families.start_seconds.observe(after.as_secs_f64());
    }

    /// A picture was drawn.
    pub fn drawn(&self, took: Duration) {
        self.0
            .families
            .picture_seconds
            .get_or_create(&Stage { stage: "draw" })
            .observe(took.as_secs_f64());
    }

    /// A picture was encoded.
    pub fn encoded(&self, codec: VideoEncoding, bytes: usize, took: Duration) {
        let codec = match codec {
            VideoEncoding::H264 => "h264",
            VideoEncoding::VP8 => "vp8",
        };
        let families = &self.0.families;
        families
            .picture_seconds
            .get_or_create(&Stage { stage: "encode" })
            .observe(took.as_secs_f64());
        families.pictures.get_or_create(&Codec { codec }).inc();
        families.picture_bytes.inc_by(bytes as u64);
    }

    /// A key picture was encoded.
    pub fn key_picture(&self, cause: KeyCause) {
        let cause = match cause {
            KeyCause::First => "first",
            KeyCause::Request => "request",
            KeyCause::Encoder => "encoder",
        };
        self.0.families.key_pictures.get_or_create(&Cause { cause }).inc();
    }

    /// A picture was made this long after the moment that it was scheduled for.
    pub fn late(&self, by: Duration) {
        self.0.families.lateness.observe(by.as_secs_f64());
    }

    /// Pictures were left out because they were too late.
    pub fn skipped(&self, pictures: u64) {
        self.0.families.skipped.inc_by(pictures);
    }

    /// A datagram did not fit into a buffer, the system's or its session's.
    pub fn datagram_dropped(&self) {
        self.0.families.dropped.inc();
    }

    /// A text was taken, to be said or to be answered.
    pub fn text_taken(&self) {
        self.0.families.texts.inc();
    }

    /// Characters were taken for speech.
    pub fn characters_taken(&self, characters: usize) {
        self.0.families.characters.inc_by(characters as u64);
    }

    /// A call went to another machine.
    #[cfg(feature = "cluster")]
    pub fn forwarded(&self, forwarded: Forwarded) {
        let result = match forwarded {
            Forwarded::Answered => "answered",
            Forwarded::NodeDead => "gone",
            Forwarded::TimedOut => "silent",
            Forwarded::Disconnected => "apart",
        };
        self.0
            .families
            .forwarded
            .get_or_create(&labels::Result { result })
            .inc();
    }

    /// A session goes on beyond what its key may have.
    #[cfg(feature = "cluster")]
    pub fn quota_overshot(&self) {
        self.0.families.quota_overshot.inc();
    }

    /// All metrics, in the form that Prometheus reads.
    pub fn page(&self, snapshot: &Snapshot) -> String {
        let families = &self.0.families;
        for state in [SessionStatus::New, SessionStatus::Connecting, SessionStatus::Connected] {
            let count = snapshot.sessions.iter().filter(|other| **other == state).count();
            let gauge = families.sessions.get_or_create(&State { state: name(state) });
            gauge.set(i64::try_from(count).unwrap_or(i64::MAX));
        }
        families.seats.set(i64::try_from(snapshot.seats).unwrap_or(i64::MAX));
        families.draining.set(snapshot.is_draining.into());
        families.late.set(snapshot.is_late.into());
        families.nodes.set(i64::try_from(snapshot.nodes).unwrap_or(i64::MAX));
        let mut page = String::new();
        // Writing into memory does not fail.
        encode(&mut page, &self.0.registry).ok();
        page
    }
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Metrics")
    }
}

fn name(state: SessionStatus) -> &'static str {
    match state {
        SessionStatus::New => "new",
        SessionStatus::Connecting => "connecting",
        _ => "connected",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_what_was_told() {
        let metrics = Metrics::new();
        metrics.called("new", 200, Duration::from_millis(30));
        metrics.called("new", 200, Duration::from_millis(3));
        metrics.called("new", 401, Duration::from_millis(3));
        metrics.ended("stopped", Duration::from_secs(20));
        metrics.refused_by_quota(Some(&"shop".parse().unwrap()));
        metrics.skipped(3);
        metrics.late(Duration::from_millis(4));
        let snapshot = Snapshot {
            sessions: vec![SessionStatus::Connected, SessionStatus::New, SessionStatus::Connected],
            seats: 8,
            is_draining: true,
            is_late: false,
            nodes: 3,
        };
        let page = metrics.page(&snapshot);
        for line in [
            "avatar_calls_total{call=\"new\",code=\"200\"} 2",
            "avatar_calls_total{call=\"new\",code=\"401\"} 1",
            "avatar_call_seconds_count{call=\"new\"} 3",
            "avatar_sessions_ended_total{reason=\"stopped\"} 1",
            "avatar_session_seconds_sum 20.0",
            "avatar_quota_refused_total{key=\"shop\"} 1",
            "avatar_pictures_skipped_total 3",
            "avatar_lateness_seconds_bucket{le=\"0.005\"} 1",
            "avatar_lateness_seconds_bucket{le=\"0.002\"} 0",
            "avatar_sessions{state=\"connected\"} 2",
            "avatar_sessions{state=\"connecting\"} 0",
            "avatar_seats 8",
            "avatar_draining 1",
            "avatar_late 0",
            "avatar_cluster_nodes 3",
            "avatar_forwarded_total{result=\"gone\"} 0",
            "# EOF",
        ] {
            assert!(page.lines().any(|other| other == line), "{line} in\n{page}");
        }
    }
}
