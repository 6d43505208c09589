//! The sessions of all nodes, as calls see them: they name a session and know nothing of where it is.
//!
//! A session lives on one node from its beginning to its end. [`Node`] is the part that this node has; [`Cluster`] finds the node.

mod command;
#[cfg(feature = "cluster")]
mod nats;
mod node;
mod standalone;
mod used_tokens;

use std::sync::Arc;

use api::SessionEntry;

use crate::refusal::Refusal;
use crate::sessions::Owner;
use standalone::Standalone;

pub use command::{Answer, Opened, Opening, SessionCommand};
#[cfg(feature = "cluster")]
pub use nats::ClusterStartError;
pub use node::Node;

/// Why a node joins no cluster.
#[cfg(not(feature = "cluster"))]
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("--cluster: this server was built without it. Build it with the feature `cluster`")]
pub struct ClusterStartError;

/// The nodes that have sessions.
pub enum Cluster {
    /// This one for itself.
    Standalone(Standalone),
    /// This one and others.
    #[cfg(feature = "cluster")]
    Many(Arc<nats::Nats>),
}

impl Cluster {
    /// Those that the options name.
    ///
    /// # Errors
    /// Where there are some that cannot be joined.
    pub async fn of(node: Arc<Node>) -> Result<Self, ClusterStartError> {
        if node.options.cluster.cluster.is_empty() {
            return Ok(Self::Standalone(Standalone::new(node)));
        }
        #[cfg(feature = "cluster")]
        return Ok(Self::Many(nats::Nats::join(node).await?));
        #[cfg(not(feature = "cluster"))]
        Err(ClusterStartError)
    }

    /// Opens a session where there is room.
    ///
    /// # Errors
    /// Where its wishes cannot be met, the token was used before, or there is no room.
    pub async fn open(&self, opening: Opening) -> Result<Opened, Refusal> {
        let token = opening.owner.token().map(|token| token.id);
        let opened = match self {
            Self::Standalone(standalone) => standalone.open(opening).await?,
            #[cfg(feature = "cluster")]
            Self::Many(many) => many.open(opening).await?,
        };
        if let Some(token) = token {
            tracing::info!(target: "audit", token = token.short(), "token used");
        }
        Ok(opened)
    }

    /// Has a session do something, wherever it is.
    ///
    /// # Errors
    /// Where there is no such session, or it is another's, or it has ended and why; and the session's own refusal.
    pub async fn ask(&self, session: &str, owner: &Owner, command: SessionCommand) -> Result<Answer, Refusal> {
        match self {
            Self::Standalone(standalone) => standalone.node.ask(session, owner, command).await,
            #[cfg(feature = "cluster")]
            Self::Many(many) => many.ask(session, owner, command).await,
        }
    }

    /// The open sessions that a caller may see, oldest first.
    ///
    /// # Errors
    /// Where nobody can tell.
    pub async fn list(&self, owner: &Owner) -> Result<Vec<SessionEntry>, Refusal> {
        match self {
            Self::Standalone(standalone) => Ok(standalone.node.list(owner)),
            #[cfg(feature = "cluster")]
            Self::Many(many) => many.list(owner).await,
        }
    }

    /// Whether calls reach the sessions of all nodes.
    pub fn is_connected(&self) -> bool {
        match self {
            Self::Standalone(_) => true,
            #[cfg(feature = "cluster")]
            Self::Many(many) => many.is_connected(),
        }
    }

    /// The nodes that are alive, this one included.
    pub fn nodes(&self) -> usize {
        match self {
            Self::Standalone(_) => 1,
            #[cfg(feature = "cluster")]
            Self::Many(many) => many.nodes(),
        }
    }

    /// Leaves the cluster.
    pub async fn leave(&self) {
        match self {
            Self::Standalone(_) => {}
            #[cfg(feature = "cluster")]
            Self::Many(many) => many.leave().await,
        }
    }
}
