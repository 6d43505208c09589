//! The quota of each key in a cluster: how many sessions it has, on all nodes together.
//!
//! A session takes one of its key's slots in the bucket before it is opened. Its node renews it every five seconds, and gives it back at the
//! end; the slot of a node that is dead is free after [`SLOT_LEASE`](super::buckets::SLOT_LEASE).

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::kv::{Operation, Store, UpdateErrorKind};
use async_nats::jetstream::stream::DeleteMessageErrorKind;
use uuid::Uuid;

use crate::cluster::nats::Nats;
use crate::cluster::nats::buckets::{Bucket, BucketUnavailable};
use crate::cluster::nats::key_slot::{KeySlot, any, free, name, names};
use crate::cluster::nats::refusals::{bucket_unavailable, quota_contended};
use crate::options::KeyName;
use crate::refusal::Refusal;
use crate::sessions::key_quota_reached;

/// How often a node renews its slots.
const RENEWAL_INTERVAL: Duration = Duration::from_secs(5);

/// How long the end of a session waits until its slot is free.
const FREE_TIMEOUT: Duration = Duration::from_millis(500);

/// How often a slot is looked for where others take those that were free.
const MAX_TRIES: usize = 8;

impl Nats {
    /// Keeps the slots of the sessions here until they end.
    pub(super) async fn renew_slots(self: Arc<Self>) {
        let mut changes = self.node.registry.changes();
        let mut renewal = tokio::time::interval(RENEWAL_INTERVAL);
        renewal.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while !self.ended.is_cancelled() {
            tokio::select! {
                _ = renewal.tick() => self.renew().await,
                changed = changes.changed() => if changed.is_err() { return },
                () = self.ended.cancelled() => return,
            }
            self.free_ended().await;
        }
    }

    /// Takes a slot for one more session of a key that may have this many.
    ///
    /// # Errors
    /// Where there is none left, or nobody can tell.
    pub(super) async fn take_slot(&self, key: &KeyName, most: usize) -> Result<KeySlot, Refusal> {
        let store = self.quota().await.map_err(|error| bucket_unavailable(&error))?;
        match self
            .free_slot(&store, key, most)
            .await
            .map_err(|error| bucket_unavailable(&error))?
        {
            Lookup::Taken(slot) => Ok(slot),
            Lookup::Full => Err(key_quota_reached(most)),
            Lookup::Contended => Err(quota_contended()),
        }
    }

    /// Gives a slot back. Where NATS is out of reach, it is free by its age.
    pub(super) async fn give_slot(&self, slot: &KeySlot) {
        let given = async { give(&self.quota().await?, slot).await };
        if let Err(error) = given.await {
            tracing::debug!(%error, "a slot of a key is given back by its age only");
        }
    }

    /// The session has ended: its slot is free. NATS that is out of reach holds up no call: the slot is given back once it is there.
    pub(super) async fn free(&self, session: &str) {
        let Some(slot) = self.slots.of(session).filter(|_| self.is_connected()) else {
            return;
        };
        let given = async { give(&self.quota().await?, &slot).await };
        if let Ok(Ok(())) = tokio::time::timeout(FREE_TIMEOUT, given).await {
            self.slots.release(session);
        }
    }

    /// Frees the slots of sessions that have ended.
    pub(super) async fn free_ended(&self) {
        for (session, _) in self.slots.all() {
            if !self.node.registry.has(&session) {
                self.free(&session).await;
            }
        }
    }

    /// Frees all slots: the node ends.
    pub(super) async fn free_all(&self) {
        for (session, _) in self.slots.all() {
            self.free(&session).await;
        }
    }

    /// Renews all slots: they are still taken.
    pub(super) async fn renew(&self) {
        let Ok(store) = self.quota().await else { return };
        for (session, slot) in self.slots.all() {
            if !self.node.registry.has(&session) {
                continue;
            }
            match self.renewed(&store, &slot).await {
                Ok(Some(slot)) => self.slots.renewed(&session, slot),
                Ok(None) => {
                    self.node.metrics.quota_overshot();
                    tracing::warn!(key = %slot.key, session, "a key has more sessions than it may: machines were apart");
                }
                Err(error) => return tracing::debug!(%error, "slots of keys cannot be renewed"),
            }
        }
    }

    async fn quota(&self) -> Result<Store, BucketUnavailable> {
        self.buckets.get(Bucket::Quota).await
    }

    /// Looks for a free slot of a key: one request where there is none, two where there is one, and a few more where others look at the same
    /// time.
    async fn free_slot(&self, store: &Store, key: &KeyName, most: usize) -> Result<Lookup, BucketUnavailable> {
        let holder = Uuid::new_v4().to_string();
        for _ in 0..MAX_TRIES {
            let taken = self.taken(store, key).await?;
            let Some(number) = free(most, any(), &taken) else {
                return Ok(Lookup::Full);
            };
            // Only one that nobody has is taken.
            let revision = match store.update(name(key, number), holder.clone().into(), 0).await {
                Ok(revision) => revision,
                Err(error) if error.kind() == UpdateErrorKind::WrongLastRevision => continue,
                Err(error) => return Err(BucketUnavailable::from_error(&error)),
            };
            let slot = KeySlot {
                key: key.clone(),
                most,
                number,
                holder,
                revision,
            };
            // Numbers bound how many there are, unless some are from a time when the key might have more.
            let has_old = taken.iter().any(|number| *number >= most);
            if has_old && self.taken(store, key).await?.len() > most {
                give(store, &slot).await?;
                return Ok(Lookup::Full);
            }
            return Ok(Lookup::Taken(slot));
        }
        Ok(Lookup::Contended)
    }

    /// The numbers of the slots of a key that are taken.
    async fn taken(&self, store: &Store, key: &KeyName) -> Result<HashSet<usize>, BucketUnavailable> {
        let names = format!("{}{}", store.prefix, names(key));
        let subjects = self.buckets.subjects(store, &names).await?;
        let number = |subject: &String| subject.strip_prefix(&names)?.parse().ok();
        Ok(subjects.iter().filter_map(number).collect())
    }

    /// The same slot, still taken, or another one where somebody else has it by now; none where all are taken by others.
    async fn renewed(&self, store: &Store, slot: &KeySlot) -> Result<Option<KeySlot>, BucketUnavailable> {
        let holder = || slot.holder.clone().into();
        let with = |revision| KeySlot {
            revision,
            ..slot.clone()
        };
        match store.update(slot.name(), holder(), slot.revision).await {
            Ok(revision) => return Ok(Some(with(revision))),
            Err(error) if error.kind() == UpdateErrorKind::WrongLastRevision => {}
            Err(error) => return Err(BucketUnavailable::from_error(&error)),
        }
        // An acknowledgement was lost, the slot was free for a while, or it is another's.
        if let Some(revision) = entry(store, slot).await? {
            return Ok(Some(with(revision)));
        }
        match self.free_slot(store, &slot.key, slot.most).await? {
            Lookup::Taken(slot) => Ok(Some(slot)),
            Lookup::Full => Ok(None),
            Lookup::Contended => Err(BucketUnavailable("many look for a slot at once".into())),
        }
    }
}

/// A slot that was looked for.
enum Lookup {
    /// This one was free.
    Taken(KeySlot),
    /// The key has as many as it may.
    Full,
    /// Others were quicker again and again.
    Contended,
}

/// Gives a slot back, unless somebody else has it by now.
async fn give(store: &Store, slot: &KeySlot) -> Result<(), BucketUnavailable> {
    if delete(store, slot.revision).await? {
        return Ok(());
    }
    // It is gone by its age, or was renewed without an acknowledgement, perhaps by what waited for NATS to come back.
    match entry(store, slot).await? {
        Some(revision) => delete(store, revision).await.map(|_| ()),
        None => Ok(()),
    }
}

/// Takes an entry of the bucket away; whether it was there.
async fn delete(store: &Store, revision: u64) -> Result<bool, BucketUnavailable> {
    match store.stream.delete_message(revision).await {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.kind(), DeleteMessageErrorKind::JetStream(_)) => Ok(false),
        Err(error) => Err(BucketUnavailable::from_error(&error)),
    }
}

/// The revision of a slot's entry, where it is still this holder's.
async fn entry(store: &Store, slot: &KeySlot) -> Result<Option<u64>, BucketUnavailable> {
    let entry = store
        .entry(slot.name())
        .await
        .map_err(|error| BucketUnavailable::from_error(&error))?;
    let own = entry.filter(|entry| entry.operation == Operation::Put && entry.value == slot.holder.as_bytes());
    Ok(own.map(|entry| entry.revision))
}
