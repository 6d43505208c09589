//! The tokens that have been used, on whatever machine.

use async_nats::jetstream::kv::{CreateErrorKind, Store};

use crate::cluster::claims::used;
use crate::cluster::nats::Nats;
use crate::cluster::nats::away::away;
use crate::cluster::nats::buckets::{Away, Bucket};
use crate::keys::TokenId;
use crate::refusal::Refusal;

impl Nats {
    /// Takes a token for a session that is about to be opened.
    ///
    /// # Errors
    /// Where it was taken before, or nobody can tell.
    pub(super) async fn claim(&self, token: TokenId) -> Result<(), Refusal> {
        let store = self.claims().await.map_err(|error| away(&error))?;
        let taken = store.create(token.to_string(), self.id.to_string().into()).await;
        match taken {
            Ok(_) => Ok(()),
            Err(error) if error.kind() == CreateErrorKind::AlreadyExists => Err(used()),
            Err(error) => Err(away(&Away::by(&error))),
        }
    }

    /// Gives a token back: no session came of it.
    pub(super) async fn disclaim(&self, token: TokenId) {
        let given = async {
            let store = self.claims().await?;
            store.delete(token.to_string()).await.map_err(|error| Away::by(&error))
        };
        if let Err(error) = given.await {
            tracing::warn!(%error, token = token.short(), "a token of which no session came cannot be given back");
        }
    }

    async fn claims(&self) -> Result<Store, Away> {
        self.buckets.get(Bucket::Claims).await
    }
}
