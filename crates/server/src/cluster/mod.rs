//! The sessions of all machines, as calls see them: they name a session and know nothing of where it is.
//!
//! A session lives on one machine from its beginning to its end. [`Node`] is the part that this machine has; [`Cluster`] finds the machine.

mod alone;
mod claims;
mod node;
mod wish;

use std::sync::Arc;

use api::SessionEntry;

use crate::refusal::Refusal;
use crate::sessions::Owner;
use alone::Alone;

pub use node::Node;
pub use wish::{Answer, Opened, Opening, Wish};

/// The machines that have sessions.
pub enum Cluster {
    /// This one for itself.
    Alone(Alone),
}

impl Cluster {
    /// One machine for itself.
    pub fn alone(node: Arc<Node>) -> Self {
        Self::Alone(Alone::new(node))
    }

    /// Opens a session where there is room.
    ///
    /// # Errors
    /// Where its wishes cannot be met, the token was used before, or there is no room.
    pub async fn open(&self, opening: Opening) -> Result<Opened, Refusal> {
        let token = opening.owner.token().map(|token| token.id);
        let opened = match self {
            Self::Alone(alone) => alone.open(opening).await?,
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
    pub async fn ask(&self, session: &str, owner: &Owner, wish: Wish) -> Result<Answer, Refusal> {
        match self {
            Self::Alone(alone) => alone.node.ask(session, owner, wish).await,
        }
    }

    /// The open sessions that a caller may see, oldest first.
    ///
    /// # Errors
    /// Where nobody can tell.
    pub async fn list(&self, owner: &Owner) -> Result<Vec<SessionEntry>, Refusal> {
        match self {
            Self::Alone(alone) => Ok(alone.node.list(owner)),
        }
    }
}
