//! The machines that a machine knows of: which live, which have fallen silent, and where a new session goes.
//!
//! Each tells of itself every two seconds ([`BEAT`]), and counts as living for seven seconds after that ([`LEASE`]). No clock, no I/O.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::cluster::nats::node_id::NodeId;

/// How often a machine tells of itself.
pub const BEAT: Duration = Duration::from_secs(2);

/// How long a machine counts as living after its last word. It is longer than a beat and the silence after which a machine knows itself to be
/// out of touch: until then, whoever hears nothing may be deaf.
pub const LEASE: Duration = Duration::from_secs(7);

/// How long a machine that fell silent is remembered. It may be frozen, with all that it has subscribed to.
const MEMORY: Duration = Duration::from_secs(600);

/// The words in which a machine tells of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The version of its server.
    pub version: String,
    /// Sessions that it may have at once.
    pub seats: usize,
    /// Sessions that it has.
    pub sessions: usize,
    /// Whether it takes new ones: it is not full, its pictures are not late, and it does not drain.
    pub takes: bool,
    /// Whether it drains.
    pub draining: bool,
}

impl Record {
    fn room(&self) -> usize {
        if self.takes {
            self.seats.saturating_sub(self.sessions)
        } else {
            0
        }
    }
}

/// The state of a machine, as another one sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It has told of itself.
    Lives,
    /// It has not, although it would have been heard.
    Gone,
    /// Nobody can tell: this machine has not been in touch for long enough.
    Unknown,
}

/// The way to a machine that takes a new session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// The group, of which NATS chooses one.
    Group,
    /// This machine. A silent one may still be in the group: what it is given would be lost.
    Node(NodeId),
    /// There is none.
    Nowhere,
}

#[derive(Debug)]
struct Seen {
    record: Record,
    at: Instant,
}

/// The machines that a machine knows of, itself left out.
#[derive(Debug, Default)]
pub struct View {
    nodes: BTreeMap<NodeId, Seen>,
    /// Since when this machine hears of others without a break.
    since: Option<Instant>,
}

impl View {
    /// From now on this machine hears of others: it is connected, and the engine keeps its words.
    pub fn connected(&mut self, now: Instant) {
        self.since = Some(now);
    }

    /// It hears of nobody any more.
    pub fn disconnected(&mut self) {
        self.since = None;
    }

    /// For how long it has heard of others.
    pub fn connected_for(&self, now: Instant) -> Option<Duration> {
        self.since.map(|since| now.saturating_duration_since(since))
    }

    /// A machine tells of itself; whether it is new here.
    pub fn put(&mut self, id: NodeId, record: Record, now: Instant) -> bool {
        self.nodes
            .retain(|_, seen| now.saturating_duration_since(seen.at) < MEMORY);
        self.nodes.insert(id, Seen { record, at: now }).is_none()
    }

    /// A machine says goodbye.
    pub fn left(&mut self, id: NodeId) {
        self.nodes.remove(&id);
    }

    /// The machines that live.
    pub fn living(&self, now: Instant) -> impl Iterator<Item = NodeId> {
        let living = self.nodes.iter().filter(move |(_, seen)| is_living(seen, now));
        living.map(|(id, _)| *id)
    }

    /// The state of a machine.
    pub fn standing(&self, id: NodeId, now: Instant) -> Standing {
        if self.nodes.get(&id).is_some_and(|seen| is_living(seen, now)) {
            return Standing::Lives;
        }
        match self.connected_for(now) {
            Some(time) if time >= LEASE => Standing::Gone,
            _ => Standing::Unknown,
        }
    }

    /// The way to a machine that takes a new session, without those that refused it. `own` is this machine, and `group` whether the group is
    /// worth a try.
    pub fn route(&self, own: (NodeId, &Record), refused: &[NodeId], group: bool, now: Instant) -> Route {
        let silent = self.nodes.values().any(|seen| !is_living(seen, now));
        if group && !silent && refused.is_empty() {
            return Route::Group;
        }
        let living = self.nodes.iter().filter(|(_, seen)| is_living(seen, now));
        let all = living.map(|(id, seen)| (*id, &seen.record)).chain([own]);
        let open = all.filter(|(id, record)| record.room() > 0 && !refused.contains(id));
        match open.max_by_key(|(_, record)| record.room()) {
            Some((id, _)) => Route::Node(id),
            None => Route::Nowhere,
        }
    }
}

fn is_living(seen: &Seen, now: Instant) -> bool {
    now.saturating_duration_since(seen.at) < LEASE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(seats: usize, sessions: usize) -> Record {
        Record {
            version: "1".into(),
            seats,
            sessions,
            takes: sessions < seats,
            draining: false,
        }
    }

    fn nodes() -> [NodeId; 3] {
        ["000000000001", "000000000002", "000000000003"].map(|id| id.parse().unwrap())
    }

    #[test]
    fn a_machine_lives_as_long_as_it_tells_of_itself() {
        let ([one, two, _], begin) = (nodes(), Instant::now());
        let mut view = View::default();
        view.connected(begin);
        assert!(view.put(one, record(8, 0), begin));
        assert!(!view.put(one, record(8, 1), begin + BEAT));
        view.put(two, record(8, 0), begin);
        let now = begin + LEASE;
        assert_eq!(view.living(now).collect::<Vec<_>>(), [one]);
        assert_eq!(view.standing(one, now), Standing::Lives);
        assert_eq!(view.standing(two, now), Standing::Gone);
        view.left(one);
        assert_eq!(view.standing(one, now), Standing::Gone);
        view.put(two, record(8, 0), now);
        assert_eq!(view.standing(two, now), Standing::Lives, "it was frozen, and is back");
    }

    #[test]
    fn who_was_out_of_touch_declares_nobody_dead() {
        let ([one, unheard, _], begin) = (nodes(), Instant::now());
        let mut view = View::default();
        assert_eq!(view.standing(one, begin), Standing::Unknown);
        view.connected(begin);
        view.put(one, record(8, 0), begin);
        assert_eq!(view.standing(unheard, begin + BEAT), Standing::Unknown);
        view.disconnected();
        let later = begin + 10 * LEASE;
        assert_eq!(view.standing(one, later), Standing::Unknown);
        view.connected(later);
        assert_eq!(view.standing(one, later + BEAT), Standing::Unknown);
        assert_eq!(view.standing(one, later + LEASE), Standing::Gone);
    }

    #[test]
    fn new_sessions_go_round_a_machine_that_fell_silent() {
        let ([own, one, two], begin) = (nodes(), Instant::now());
        let mut view = View::default();
        view.connected(begin);
        let (small, full) = (record(2, 0), record(2, 2));
        view.put(one, record(8, 0), begin);
        assert_eq!(view.route((own, &full), &[], true, begin), Route::Group);
        view.put(two, record(8, 1), begin + LEASE);
        let now = begin + LEASE;
        assert_eq!(view.route((own, &small), &[], true, now), Route::Node(two));
        assert_eq!(view.route((own, &small), &[two], true, now), Route::Node(own));
        assert_eq!(view.route((own, &full), &[two], true, now), Route::Nowhere);
        // Who says goodbye has left the group.
        view.left(one);
        assert_eq!(view.route((own, &full), &[], true, now), Route::Group);
        // One that refuses because it has just become full is not asked again.
        assert_eq!(view.route((own, &small), &[two], true, now), Route::Node(own));
    }

    #[test]
    fn the_silent_are_forgotten_in_the_end() {
        let ([own, one, two], begin) = (nodes(), Instant::now());
        let mut view = View::default();
        view.put(one, record(8, 0), begin);
        let later = begin + MEMORY;
        view.put(two, record(8, 0), later);
        assert_eq!(view.route((own, &record(1, 0)), &[], true, later), Route::Group);
    }
}
