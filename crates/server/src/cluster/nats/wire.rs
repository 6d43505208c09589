//! The messages between nodes, in JSON.

use api::SessionEntry;
use serde::{Deserialize, Serialize};

use crate::cluster::command::{Opened, Opening, SessionCommand};
use crate::cluster::nats::key_slot::KeySlot;
use crate::cluster::nats::node_id::NodeId;
use crate::refusal::Refusal;
use crate::sessions::{Owner, SessionId};

/// A request to one node.
#[derive(Serialize, Deserialize)]
pub enum Request {
    /// To have a session do something. The reply is a `Result<Answer, Refusal>`.
    Ask {
        /// The session.
        session: SessionId,
        /// Who calls.
        owner: Owner,
        /// The command.
        #[serde(rename = "wish")]
        command: SessionCommand,
    },
    /// To open a session. The reply is a [`Placed`].
    Open {
        /// The session to be opened.
        opening: Box<Opening>,
        /// The slot that it takes among those of its key, where these are counted.
        slot: Option<KeySlot>,
    },
}

/// The reply to a session that was to be opened.
pub type Placed = Result<Opened, Declined>;

/// A session that a node does not open.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Declined {
    /// The node.
    pub by: NodeId,
    /// Whether another one may have room.
    pub elsewhere: bool,
    /// The refusal for the client.
    pub refusal: Refusal,
}

/// A request to all nodes for their sessions.
#[derive(Serialize, Deserialize)]
pub struct ListRequest {
    /// Who asks.
    pub from: NodeId,
    /// Whose sessions.
    pub owner: Owner,
}

/// A node's part of a list.
#[derive(Serialize, Deserialize)]
pub struct ListReply {
    /// The node.
    pub from: NodeId,
    /// Its sessions.
    pub sessions: Vec<SessionEntry>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cluster::nats::membership::Heartbeat;

    #[test]
    fn names_on_the_wire_stay_as_nodes_of_earlier_versions_know_them() {
        let request = Request::Ask {
            session: "a".into(),
            owner: Owner::Everyone,
            command: SessionCommand::Stop,
        };
        let written = serde_json::to_value(&request).unwrap();
        assert_eq!(
            written,
            json!({"Ask": {"session": "a", "owner": "Everyone", "wish": "Stop"}})
        );
        let heartbeat = json!({"version": "1", "seats": 8, "sessions": 2, "takes": true, "draining": false});
        let read: Heartbeat = serde_json::from_value(heartbeat.clone()).unwrap();
        assert_eq!((read.slots, read.sessions), (8, 2));
        assert_eq!(serde_json::to_value(&read).unwrap(), heartbeat);
    }
}
