//! Gathering of one list from the answers of many nodes (scatter-gather). No clock, no I/O.

use std::collections::BTreeSet;

use api::SessionEntry;

use crate::cluster::nats::node_id::NodeId;

/// A list that is being put together.
#[derive(Debug)]
pub struct Gathering {
    awaited: BTreeSet<NodeId>,
    heard: BTreeSet<NodeId>,
    sessions: Vec<SessionEntry>,
}

impl Gathering {
    /// This node's own sessions, and those of the nodes that are asked.
    pub fn new(own: Vec<SessionEntry>, asked: impl IntoIterator<Item = NodeId>) -> Self {
        Self {
            awaited: asked.into_iter().collect(),
            heard: BTreeSet::new(),
            sessions: own,
        }
    }

    /// A node's answer. One that was not asked for counts, too: it is new. A second one does not.
    pub fn add(&mut self, from: NodeId, sessions: Vec<SessionEntry>) {
        self.awaited.remove(&from);
        if self.heard.insert(from) {
            self.sessions.extend(sessions);
        }
    }

    /// Whether every node that was asked has answered.
    pub fn is_whole(&self) -> bool {
        self.awaited.is_empty()
    }

    /// The list, oldest first, and the nodes that have not answered.
    pub fn finish(self) -> (Vec<SessionEntry>, BTreeSet<NodeId>) {
        let mut sessions = self.sessions;
        sessions.sort_by(|one, other| (one.created_at, &one.session_id).cmp(&(other.created_at, &other.session_id)));
        (sessions, self.awaited)
    }
}

#[cfg(test)]
mod tests {
    use api::SessionStatus;

    use super::*;

    fn entry(id: &str, created_at: u64) -> SessionEntry {
        SessionEntry {
            session_id: id.into(),
            status: SessionStatus::New,
            created_at,
            api_key_type: "key".into(),
        }
    }

    #[test]
    fn each_machine_counts_once_and_the_oldest_session_comes_first() {
        let [one, two, three] = ["000000000001", "000000000002", "000000000003"].map(|id| id.parse().unwrap());
        let mut gathering = Gathering::new(vec![entry("b", 2)], [one, two]);
        assert!(!gathering.is_whole());
        gathering.add(one, vec![entry("a", 2)]);
        gathering.add(one, vec![entry("a", 2)]);
        assert!(!gathering.is_whole());
        gathering.add(three, vec![entry("c", 1)]);
        assert!(!gathering.is_whole());
        let ids = |sessions: Vec<SessionEntry>| {
            let ids = sessions.into_iter().map(|entry| entry.session_id);
            ids.collect::<Vec<_>>()
        };
        let (sessions, silent) = gathering.finish();
        assert_eq!(ids(sessions), ["c", "a", "b"]);
        assert_eq!(silent, BTreeSet::from([two]));
    }

    #[test]
    fn one_machine_alone_waits_for_nobody() {
        assert!(Gathering::new(Vec::new(), []).is_whole());
    }
}
