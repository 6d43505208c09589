//! Cluster membership and node health: the nodes (machines) that a node knows of, which are alive, which are dead, and where a new session goes.
//!
//! Each sends a heartbeat every two seconds ([`HEARTBEAT_INTERVAL`]), and counts as alive for seven seconds after that
//! ([`HEARTBEAT_TIMEOUT`]); then it is dead. No clock, no I/O.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::cluster::nats::node_id::NodeId;

/// How often a node sends a heartbeat.
pub const HEARTBEAT_INTERVAL: Duration = Duration::from_secs(2);

/// How long a node counts as alive after its last heartbeat (its lease). It is longer than the interval and the time after which a node knows
/// itself to be disconnected: until then, whoever hears nothing may be deaf.
pub const HEARTBEAT_TIMEOUT: Duration = Duration::from_secs(7);

/// How long a dead node is remembered. It may be frozen, with all that it has subscribed to.
const FORGET_DEAD_AFTER: Duration = Duration::from_secs(600);

/// The heartbeat of a node: what it tells of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heartbeat {
    /// The version of its server.
    pub version: String,
    /// Sessions that it may have at once.
    #[serde(rename = "seats")]
    pub slots: usize,
    /// Sessions that it has.
    pub sessions: usize,
    /// Whether it takes new ones: it is not full, its pictures are not late, and it does not drain.
    pub takes: bool,
    /// Whether it drains.
    pub draining: bool,
}

impl Heartbeat {
    fn room(&self) -> usize {
        if self.takes {
            self.slots.saturating_sub(self.sessions)
        } else {
            0
        }
    }
}

/// The health of a node, as another one sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeHealth {
    /// It sends heartbeats.
    Alive,
    /// It sends none, although they would have been heard.
    Dead,
    /// Nobody can tell: this node has not been connected for long enough.
    Unknown,
}

/// The way to a node that takes a new session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// The group, of which NATS chooses one.
    Group,
    /// This node. A silent one may still be in the group: what it is given would be lost.
    Node(NodeId),
    /// There is none.
    Nowhere,
}

#[derive(Debug)]
struct Member {
    heartbeat: Heartbeat,
    at: Instant,
}

/// The nodes that a node knows of, itself left out.
#[derive(Debug, Default)]
pub struct Members {
    nodes: BTreeMap<NodeId, Member>,
    /// Since when this node hears of others without a break.
    since: Option<Instant>,
}

impl Members {
    /// From now on this node hears of others: it is connected, and NATS stores its heartbeats.
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

    /// A heartbeat has come; whether its node is new here.
    pub fn put(&mut self, id: NodeId, heartbeat: Heartbeat, now: Instant) -> bool {
        self.nodes
            .retain(|_, member| now.saturating_duration_since(member.at) < FORGET_DEAD_AFTER);
        self.nodes.insert(id, Member { heartbeat, at: now }).is_none()
    }

    /// A node says goodbye.
    pub fn left(&mut self, id: NodeId) {
        self.nodes.remove(&id);
    }

    /// The nodes that are alive.
    pub fn alive(&self, now: Instant) -> impl Iterator<Item = NodeId> {
        let alive = self.nodes.iter().filter(move |(_, member)| is_alive(member, now));
        alive.map(|(id, _)| *id)
    }

    /// The health of a node.
    pub fn health(&self, id: NodeId, now: Instant) -> NodeHealth {
        if self.nodes.get(&id).is_some_and(|member| is_alive(member, now)) {
            return NodeHealth::Alive;
        }
        match self.connected_for(now) {
            Some(time) if time >= HEARTBEAT_TIMEOUT => NodeHealth::Dead,
            _ => NodeHealth::Unknown,
        }
    }

    /// The way to a node that takes a new session, without those that refused it. `own` is this node, and `group` whether the group is
    /// worth a try.
    pub fn route(&self, own: (NodeId, &Heartbeat), refused: &[NodeId], group: bool, now: Instant) -> Route {
        let silent = self.nodes.values().any(|member| !is_alive(member, now));
        if group && !silent && refused.is_empty() {
            return Route::Group;
        }
        let alive = self.nodes.iter().filter(|(_, member)| is_alive(member, now));
        let all = alive.map(|(id, member)| (*id, &member.heartbeat)).chain([own]);
        let open = all.filter(|(id, heartbeat)| heartbeat.room() > 0 && !refused.contains(id));
        match open.max_by_key(|(_, heartbeat)| heartbeat.room()) {
            Some((id, _)) => Route::Node(id),
            None => Route::Nowhere,
        }
    }
}

fn is_alive(member: &Member, now: Instant) -> bool {
    now.saturating_duration_since(member.at) < HEARTBEAT_TIMEOUT
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heartbeat(slots: usize, sessions: usize) -> Heartbeat {
        Heartbeat {
            version: "1".into(),
            slots,
            sessions,
            takes: sessions < slots,
            draining: false,
        }
    }

    fn nodes() -> [NodeId; 3] {
        ["000000000001", "000000000002", "000000000003"].map(|id| id.parse().unwrap())
    }

    #[test]
    fn a_node_is_alive_as_long_as_it_sends_heartbeats() {
        let ([one, two, _], begin) = (nodes(), Instant::now());
        let mut members = Members::default();
        members.connected(begin);
        assert!(members.put(one, heartbeat(8, 0), begin));
        assert!(!members.put(one, heartbeat(8, 1), begin + HEARTBEAT_INTERVAL));
        members.put(two, heartbeat(8, 0), begin);
        let now = begin + HEARTBEAT_TIMEOUT;
        assert_eq!(members.alive(now).collect::<Vec<_>>(), [one]);
        assert_eq!(members.health(one, now), NodeHealth::Alive);
        assert_eq!(members.health(two, now), NodeHealth::Dead);
        members.left(one);
        assert_eq!(members.health(one, now), NodeHealth::Dead);
        members.put(two, heartbeat(8, 0), now);
        assert_eq!(
            members.health(two, now),
            NodeHealth::Alive,
            "it was frozen, and is back"
        );
    }

    #[test]
    fn who_was_disconnected_declares_nobody_dead() {
        let ([one, unheard, _], begin) = (nodes(), Instant::now());
        let mut members = Members::default();
        assert_eq!(members.health(one, begin), NodeHealth::Unknown);
        members.connected(begin);
        members.put(one, heartbeat(8, 0), begin);
        assert_eq!(members.health(unheard, begin + HEARTBEAT_INTERVAL), NodeHealth::Unknown);
        members.disconnected();
        let later = begin + 10 * HEARTBEAT_TIMEOUT;
        assert_eq!(members.health(one, later), NodeHealth::Unknown);
        members.connected(later);
        assert_eq!(members.health(one, later + HEARTBEAT_INTERVAL), NodeHealth::Unknown);
        assert_eq!(members.health(one, later + HEARTBEAT_TIMEOUT), NodeHealth::Dead);
    }

    #[test]
    fn new_sessions_go_round_a_dead_node() {
        let ([own, one, two], begin) = (nodes(), Instant::now());
        let mut members = Members::default();
        members.connected(begin);
        let (small, full) = (heartbeat(2, 0), heartbeat(2, 2));
        members.put(one, heartbeat(8, 0), begin);
        assert_eq!(members.route((own, &full), &[], true, begin), Route::Group);
        members.put(two, heartbeat(8, 1), begin + HEARTBEAT_TIMEOUT);
        let now = begin + HEARTBEAT_TIMEOUT;
        assert_eq!(members.route((own, &small), &[], true, now), Route::Node(two));
        assert_eq!(members.route((own, &small), &[two], true, now), Route::Node(own));
        assert_eq!(members.route((own, &full), &[two], true, now), Route::Nowhere);
        // Who says goodbye has left the group.
        members.left(one);
        assert_eq!(members.route((own, &full), &[], true, now), Route::Group);
        // One that refuses because it has just become full is not asked again.
        assert_eq!(members.route((own, &small), &[two], true, now), Route::Node(own));
    }

    #[test]
    fn the_dead_are_forgotten_in_the_end() {
        let ([own, one, two], begin) = (nodes(), Instant::now());
        let mut members = Members::default();
        members.put(one, heartbeat(8, 0), begin);
        let later = begin + FORGET_DEAD_AFTER;
        members.put(two, heartbeat(8, 0), later);
        assert_eq!(members.route((own, &heartbeat(1, 0)), &[], true, later), Route::Group);
    }
}
