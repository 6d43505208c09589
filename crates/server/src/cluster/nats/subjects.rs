//! The names under which machines reach each other.

use crate::cluster::nats::node_id::NodeId;

/// The form of what is sent. Machines of another one do not hear it.
const FORM: &str = "v1";

/// The group of those who take new sessions.
pub const SEATS: &str = "seats";

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

    /// Where new sessions are asked for.
    pub fn place(&self) -> String {
        format!("{}.{FORM}.place", self.prefix)
    }

    /// Where one machine is asked.
    pub fn node(&self, id: NodeId) -> String {
        format!("{}.{FORM}.node.{id}", self.prefix)
    }

    /// Where all machines are asked.
    pub fn all(&self) -> String {
        format!("{}.{FORM}.all", self.prefix)
    }

    /// The bucket of what machines tell of themselves.
    pub fn nodes(&self) -> String {
        format!("{}_{FORM}_nodes", self.prefix)
    }

    /// The bucket of used tokens.
    pub fn claims(&self) -> String {
        format!("{}_{FORM}_claims", self.prefix)
    }

    /// The bucket of the sessions that count for keys.
    pub fn quota(&self) -> String {
        format!("{}_{FORM}_places", self.prefix)
    }

    /// Where each word of a machine about itself passes by on its way into the bucket.
    pub fn words(&self) -> String {
        format!("$KV.{}.*", self.nodes())
    }
}
