//! One machine for itself.

use std::sync::Arc;
use std::time::SystemTime;

use uuid::Uuid;

use crate::cluster::claims::Claims;
use crate::cluster::node::Node;
use crate::cluster::wish::{Opened, Opening};
use crate::refusal::Refusal;
use crate::sessions::check_load;

/// A machine that has all sessions.
pub struct Alone {
    /// The machine.
    pub node: Arc<Node>,
    claims: Arc<Claims>,
}

impl Alone {
    /// This machine.
    pub fn new(node: Arc<Node>) -> Self {
        Self {
            node,
            claims: Arc::default(),
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
        let claim = token
            .map(|token| self.claims.take(token, SystemTime::now()))
            .transpose()?;
        let id = Uuid::new_v4().to_string();
        let opened = self.node.open(id, terms, &opening).await?;
        if let Some(claim) = claim {
            claim.keep();
        }
        Ok(opened)
    }
}
