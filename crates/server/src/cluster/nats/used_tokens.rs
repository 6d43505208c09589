//! The tokens that have been used, on whatever node, so that each opens one session.
//!
//! Each call claims a token under a name of its own, so that one whose acknowledgement was lost is known for what it is.

use std::time::Instant;

use async_nats::jetstream::kv::{CreateErrorKind, Entry, Operation, Store, UpdateErrorKind};
use uuid::Uuid;

use crate::cluster::nats::Nats;
use crate::cluster::nats::buckets::{Bucket, BucketUnavailable};
use crate::cluster::nats::refusals::bucket_unavailable;
use crate::cluster::used_tokens::token_used;
use crate::keys::TokenId;
use crate::refusal::Refusal;

impl Nats {
    /// Takes a token for a session that is about to be opened.
    ///
    /// # Errors
    /// Where it was taken before, or nobody can tell.
    pub(super) async fn claim(&self, token: TokenId) -> Result<(), Refusal> {
        let store = self.used_tokens().await.map_err(|error| bucket_unavailable(&error))?;
        let claim = Uuid::new_v4().to_string();
        let failure = match store.create(token.to_string(), claim.clone().into()).await {
            Ok(_) => return Ok(()),
            Err(error) => error,
        };
        let unknown = |error: &BucketUnavailable| {
            self.deferred.give_back(token, claim.clone(), Instant::now());
            Err(bucket_unavailable(error))
        };
        if failure.kind() != CreateErrorKind::AlreadyExists {
            return unknown(&BucketUnavailable::from_error(&failure));
        }
        // It may be this call's own claim, or an earlier one of this client's, that was kept although no acknowledgement came.
        match holder(&store, token).await {
            Ok(Some(holder)) if holder.value == claim.as_bytes() => Ok(()),
            Ok(Some(holder)) if self.deferred.take_claim(token, &holder.value) => Ok(()),
            Ok(_) => Err(token_used()),
            Err(error) => unknown(&error),
        }
    }

    /// Gives a token back: no session came of it.
    pub(super) async fn disclaim(&self, token: TokenId) {
        let given = async {
            let store = self.used_tokens().await?;
            store
                .delete(token.to_string())
                .await
                .map_err(|error| BucketUnavailable::from_error(&error))
        };
        if let Err(error) = given.await {
            tracing::warn!(%error, token = token.short(), "a token of which no session came cannot be given back");
        }
    }

    /// Gives a token back if it is claimed under this name.
    pub(super) async fn unclaim(&self, token: TokenId, claim: &str) -> Result<(), BucketUnavailable> {
        let store = self.used_tokens().await?;
        let Some(holder) = holder(&store, token).await? else {
            return Ok(());
        };
        if holder.value != claim.as_bytes() {
            return Ok(());
        }
        let deleted = store.delete_expect_revision(token.to_string(), Some(holder.revision));
        match deleted.await {
            // Somebody else has it by now.
            Err(error) if error.kind() == UpdateErrorKind::WrongLastRevision => Ok(()),
            other => other.map_err(|error| BucketUnavailable::from_error(&error)),
        }
    }

    async fn used_tokens(&self) -> Result<Store, BucketUnavailable> {
        self.buckets.get(Bucket::UsedTokens).await
    }
}

/// The claim of a token, where it has one.
async fn holder(store: &Store, token: TokenId) -> Result<Option<Entry>, BucketUnavailable> {
    let entry = store.entry(token.to_string()).await;
    let entry = entry.map_err(|error| BucketUnavailable::from_error(&error))?;
    Ok(entry.filter(|entry| entry.operation == Operation::Put))
}
