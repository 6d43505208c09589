//! Standalone: one machine for itself, without a cluster.

use std::sync::Arc;
use std::time::SystemTime;

use uuid::Uuid;

use crate::cluster::command::{Opened, Opening};
use crate::cluster::node::Node;
use crate::cluster::used_tokens::UsedTokens;
use crate::refusal::Refusal;
use crate::sessions::check_load;

/// A machine that has all sessions.
pub struct Standalone {
    /// The machine.
    pub node: Arc<Node>,
    used_tokens: Arc<UsedTokens>,
}

impl Standalone {
    /// This machine.
    pub fn new(node: Arc<Node>) -> Self {
        Self {
            node,
            used_tokens: Arc::default(),
        }
    }

    /// Opens a session.
    ///
    /// # Errors
    /// Where its wishes cannot be met, the token was used before, or there is no room.
    pub async fn open(&self, opening: Opening) -> Result<Opened, Refusal> {
        let terms = self.node.terms(&opening.request).await?;
        check_load(&self.node.load, &self.node.metrics)?;
        let token = opening.owner.token();
        let token_use = token
            .map(|token| self.used_tokens.take(token, SystemTime::now()))
            .transpose()?;
        let id = Uuid::new_v4().to_string();
        let opened = self.node.open(id, terms, &opening).await?;
        if let Some(token_use) = token_use {
            token_use.keep();
        }
        Ok(opened)
    }
}
