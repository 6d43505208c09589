//! The NATS subjects and buckets by which nodes reach each other.

use crate::cluster::nats::node_id::NodeId;

/// The version of the wire format. Nodes of another one do not hear it.
const WIRE_VERSION: &str = "v1";

/// The queue group of the nodes that take new sessions.
pub const PLACEMENT_GROUP: &str = "seats";

/// The subjects and buckets of a cluster.
#[derive(Clone, Debug)]
pub struct Subjects {
    prefix: String,
}

impl Subjects {
    /// Those that begin with this, which is made of letters, digits, hyphens and underscores.
    pub fn new(prefix: &str) -> Self {
        Self {
            prefix: prefix.to_owned(),
        }
    }

    /// Where new sessions are placed.
    pub fn placement(&self) -> String {
        format!("{}.{WIRE_VERSION}.place", self.prefix)
    }

    /// Where one node is asked.
    pub fn node(&self, id: NodeId) -> String {
        format!("{}.{WIRE_VERSION}.node.{id}", self.prefix)
    }

    /// Where all nodes are asked.
    pub fn all(&self) -> String {
        format!("{}.{WIRE_VERSION}.all", self.prefix)
    }

    /// The bucket of heartbeats.
    pub fn nodes(&self) -> String {
        format!("{}_{WIRE_VERSION}_nodes", self.prefix)
    }

    /// The bucket of used tokens.
    pub fn used_tokens(&self) -> String {
        format!("{}_{WIRE_VERSION}_claims", self.prefix)
    }

    /// The bucket of the slots of keys (quota).
    pub fn quota(&self) -> String {
        format!("{}_{WIRE_VERSION}_places", self.prefix)
    }

    /// Where each heartbeat passes by on its way into the bucket.
    pub fn heartbeats(&self) -> String {
        format!("$KV.{}.*", self.nodes())
    }
}
