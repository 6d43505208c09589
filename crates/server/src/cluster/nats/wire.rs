//! The messages between machines, in JSON.

use api::SessionEntry;
use serde::{Deserialize, Serialize};

use crate::cluster::nats::node_id::NodeId;
use crate::cluster::nats::slot::Slot;
use crate::cluster::wish::{Opened, Opening, Wish};
use crate::refusal::Refusal;
use crate::sessions::{Owner, SessionId};

/// A request to one machine.
#[derive(Serialize, Deserialize)]
pub enum Request {
    /// To have a session do something. The reply is a `Result<Answer, Refusal>`.
    Ask {
        /// The session.
        session: SessionId,
        /// Who calls.
        owner: Owner,
        /// The wish.
        wish: Wish,
    },
    /// To open a session. The reply is a [`Placed`].
    Open {
        /// The session to be opened.
        opening: Box<Opening>,
        /// The place that it takes among those of its key, where these are counted.
        slot: Option<Slot>,
    },
}

/// The reply to a session that was to be opened.
pub type Placed = Result<Opened, Declined>;

/// A session that a machine does not open.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Declined {
    /// The machine.
    pub by: NodeId,
    /// Whether another one may have room.
    pub elsewhere: bool,
    /// The refusal for the client.
    pub refusal: Refusal,
}

/// A request to all machines for their sessions.
#[derive(Serialize, Deserialize)]
pub struct Roll {
    /// Who asks.
    pub from: NodeId,
    /// Whose sessions.
    pub owner: Owner,
}

/// A machine's part of a list.
#[derive(Serialize, Deserialize)]
pub struct Part {
    /// The machine.
    pub from: NodeId,
    /// Its sessions.
    pub sessions: Vec<SessionEntry>,
}
