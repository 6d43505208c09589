//! The metrics themselves (counters, gauges, histograms): their names, their help, their buckets.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::labels::{CallLabels, CallName, Cause, Codec, KeyLabel, Reason, Result, Stage, State};

/// Buckets of how long a session lasts, in seconds.
const SESSION: [f64; 10] = [1.0, 10.0, 30.0, 60.0, 180.0, 300.0, 600.0, 1800.0, 3600.0, 14_400.0];

/// Buckets of a start, in seconds.
const START: [f64; 9] = [0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 2.0, 5.0, 10.0];

/// Buckets of work on a picture and of its lateness, in seconds. A picture is due every 33 ms.
const PICTURE: [f64; 10] = [0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.033, 0.05, 0.1, 0.2];

/// Buckets of a call, in seconds.
const CALL: [f64; 9] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0];

/// Every figure.
pub struct Families {
    pub sessions: Family<State, Gauge>,
    pub seats: Gauge,
    pub draining: Gauge,
    pub late: Gauge,
    pub load_refused: Counter,
    pub opened: Counter,
    pub ended: Family<Reason, Counter>,
    pub session_seconds: Histogram,
    pub start_seconds: Histogram,
    pub calls: Family<CallLabels, Counter>,
    pub call_seconds: Family<CallName, Histogram, fn() -> Histogram>,
    pub quota_refused: Family<KeyLabel, Counter>,
    pub unauthorized: Counter,
    pub pictures: Family<Codec, Counter>,
    pub picture_bytes: Counter,
    pub picture_seconds: Family<Stage, Histogram, fn() -> Histogram>,
    pub key_pictures: Family<Cause, Counter>,
    pub lateness: Histogram,
    pub skipped: Counter,
    pub dropped: Counter,
    pub texts: Counter,
    pub characters: Counter,
    pub nodes: Gauge,
    pub forwarded: Family<Result, Counter>,
    pub quota_overshot: Counter,
}

impl Families {
    /// Nothing has happened yet.
    pub fn new() -> Self {
        Self {
            sessions: Family::default(),
            seats: Gauge::default(),
            draining: Gauge::default(),
            late: Gauge::default(),
            load_refused: Counter::default(),
            opened: Counter::default(),
            ended: Family::default(),
            session_seconds: Histogram::new(SESSION),
            start_seconds: Histogram::new(START),
            calls: Family::default(),
            call_seconds: Family::new_with_constructor(|| Histogram::new(CALL)),
            quota_refused: Family::default(),
            unauthorized: Counter::default(),
            pictures: Family::default(),
            picture_bytes: Counter::default(),
            picture_seconds: Family::new_with_constructor(|| Histogram::new(PICTURE)),
            key_pictures: Family::default(),
            lateness: Histogram::new(PICTURE),
            skipped: Counter::default(),
            dropped: Counter::default(),
            texts: Counter::default(),
            characters: Counter::default(),
            nodes: Gauge::default(),
            forwarded: Family::default(),
            quota_overshot: Counter::default(),
        }
    }

    /// Begins at 0 where metrics have labels, of which Prometheus would not know before the first event. Rates need a 0 to rise from.
    pub fn begin(&self) {
        let (call, code, key) = ("new", 200, String::new());
        drop(self.calls.get_or_create(&CallLabels { call, code }));
        drop(self.call_seconds.get_or_create(&CallName { call }));
        drop(self.quota_refused.get_or_create(&KeyLabel { key }));
        drop(self.ended.get_or_create(&Reason { reason: "stopped" }));
        for codec in ["h264", "vp8"] {
            drop(self.pictures.get_or_create(&Codec { codec }));
        }
        for stage in ["draw", "encode"] {
            drop(self.picture_seconds.get_or_create(&Stage { stage }));
        }
        for result in ["answered", "gone", "silent", "apart"] {
            drop(self.forwarded.get_or_create(&Result { result }));
        }
        for cause in ["first", "request", "encoder"] {
            drop(self.key_pictures.get_or_create(&Cause { cause }));
        }
    }

    /// Tells a registry of all. It adds the prefix `avatar_`, and `_total` to counters.
    pub fn register(&self, registry: &mut Registry) {
        registry.register("sessions", "Open sessions by state", self.sessions.clone());
        registry.register("seats", "Sessions that may be open at once", self.seats.clone());
        registry.register("draining", "1 while the server drains", self.draining.clone());
        registry.register(
            "late",
            "1 while pictures are too late for new sessions",
            self.late.clone(),
        );
        registry.register(
            "load_refused",
            "Sessions refused because pictures were late",
            self.load_refused.clone(),
        );
        registry.register("sessions_opened", "Sessions that were opened", self.opened.clone());
        registry.register(
            "sessions_ended",
            "Sessions that have ended, by reason",
            self.ended.clone(),
        );
        registry.register(
            "session_seconds",
            "How long ended sessions lasted",
            self.session_seconds.clone(),
        );
        registry.register(
            "start_seconds",
            "From streaming.new to the first picture",
            self.start_seconds.clone(),
        );
        registry.register("calls", "Calls by name and HTTP status", self.calls.clone());
        registry.register(
            "call_seconds",
            "How long calls took to answer",
            self.call_seconds.clone(),
        );
        registry.register(
            "quota_refused",
            "Calls refused by a limit, by key",
            self.quota_refused.clone(),
        );
        registry.register(
            "unauthorized",
            "Calls without a good key or token",
            self.unauthorized.clone(),
        );
        registry.register("pictures", "Pictures encoded, by codec", self.pictures.clone());
        registry.register("picture_bytes", "Bytes of encoded pictures", self.picture_bytes.clone());
        registry.register(
            "picture_seconds",
            "Work on a picture, by stage",
            self.picture_seconds.clone(),
        );
        registry.register("key_pictures", "Key pictures, by cause", self.key_pictures.clone());
        registry.register("lateness_seconds", "How late pictures were made", self.lateness.clone());
        registry.register(
            "pictures_skipped",
            "Pictures left out for being too late",
            self.skipped.clone(),
        );
        registry.register(
            "datagrams_dropped",
            "Datagrams that did not fit into a buffer, the system's or their session's",
            self.dropped.clone(),
        );
        registry.register("texts", "Texts taken, to be said or to be answered", self.texts.clone());
        registry.register(
            "characters",
            "Characters taken for speech, those of answers included",
            self.characters.clone(),
        );
        registry.register(
            "cluster_nodes",
            "Machines that live, this one included",
            self.nodes.clone(),
        );
        registry.register(
            "forwarded",
            "Calls that went to the machine of their session, by what became of them",
            self.forwarded.clone(),
        );
        registry.register(
            "quota_overshoot",
            "Renewals of sessions beyond what their key may have, after machines were apart",
            self.quota_overshot.clone(),
        );
    }
}
