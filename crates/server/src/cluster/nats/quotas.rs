//! How many sessions each key has, on all machines together.
//!
//! A session takes one of its key's places in the bucket before it is opened. Its machine says every five seconds that it still has it, and
//! gives it back at the end; the place of a machine that is gone is free after [`SLOT_LEASE`](super::buckets::SLOT_LEASE).

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_nats::jetstream::kv::{CreateErrorKind, Operation, Store, UpdateErrorKind};
use uuid::Uuid;

use crate::cluster::nats::Nats;
use crate::cluster::nats::away::away;
use crate::cluster::nats::buckets::{Away, Bucket};
use crate::cluster::nats::slot::{Slot, any, name, numbers};
use crate::options::KeyName;
use crate::refusal::Refusal;
use crate::sessions::{SessionId, key_is_full};

/// How often a machine says that it still has a place.
pub const RENEWAL: Duration = Duration::from_secs(5);

/// How long the end of a session waits until its place is free.
const HURRY: Duration = Duration::from_millis(500);

/// The places of the sessions on this machine.
#[derive(Default)]
pub struct Held(Mutex<HashMap<SessionId, Slot>>);

impl Held {
    /// A session of this machine has a place.
    pub fn hold(&self, session: SessionId, slot: Slot) {
        self.slots().insert(session, slot);
    }

    fn take(&self, session: &str) -> Option<Slot> {
        self.slots().remove(session)
    }

    fn all(&self) -> Vec<(SessionId, Slot)> {
        let slots = self.slots();
        slots
            .iter()
            .map(|(session, slot)| (session.clone(), slot.clone()))
            .collect()
    }

    /// Writes down what became of a place, unless its session has ended meanwhile.
    fn renewed(&self, session: &str, slot: Slot) {
        if let Some(held) = self.slots().get_mut(session) {
            *held = slot;
        }
    }

    // A poisoned lock means that a panic was reported elsewhere; what it guards is whole between statements.
    fn slots(&self) -> MutexGuard<'_, HashMap<SessionId, Slot>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Nats {
    /// Takes a place for one more session of a key that may have this many.
    ///
    /// # Errors
    /// Where there is none left, or nobody can tell.
    pub(super) async fn take_slot(&self, key: &KeyName, most: usize) -> Result<Slot, Refusal> {
        let taken = free_slot(&self.quota().await.map_err(|error| away(&error))?, key, most).await;
        taken.map_err(|error| away(&error))?.ok_or_else(|| key_is_full(most))
    }

    /// Gives a place back.
    pub(super) async fn give_slot(&self, slot: &Slot) {
        let given = async {
            let store = self.quota().await?;
            let deleted = store.delete_expect_revision(slot.name(), Some(slot.revision)).await;
            match deleted {
                // Somebody else has it by now.
                Err(error) if error.kind() == UpdateErrorKind::WrongLastRevision => Ok(()),
                other => other.map_err(|error| Away::by(&error)),
            }
        };
        if let Err(error) = given.await {
            tracing::debug!(%error, "a place of a key is given back by its age only");
        }
    }

    /// The session has ended: its place is free. An engine that is out of reach holds up no call: the place is free by its age then.
    pub(super) async fn free(&self, session: &str) {
        if let Some(slot) = self.held.take(session)
            && self.is_in_touch()
        {
            tokio::time::timeout(HURRY, self.give_slot(&slot)).await.ok();
        }
    }

    /// Frees the places of sessions that have ended.
    pub(super) async fn free_ended(&self) {
        for (session, _) in self.held.all() {
            if !self.node.registry.has(&session) {
                self.free(&session).await;
            }
        }
    }

    /// Frees all places: the machine ends.
    pub(super) async fn free_all(&self) {
        for (session, _) in self.held.all() {
            self.free(&session).await;
        }
    }

    /// Says of all places that they are still taken.
    pub(super) async fn renew(&self) {
        let Ok(store) = self.quota().await else { return };
        for (session, slot) in self.held.all() {
            match renewed(&store, &slot).await {
                Ok(Some(slot)) => self.held.renewed(&session, slot),
                Ok(None) => {
                    self.node.metrics.quota_overshot();
                    tracing::warn!(key = %slot.key, session, "a key has more sessions than it may: machines were apart");
                }
                Err(error) => return tracing::debug!(%error, "places of keys cannot be renewed"),
            }
        }
    }

    async fn quota(&self) -> Result<Store, Away> {
        self.buckets.get(Bucket::Quota).await
    }
}

/// A free place of a key; none where all are taken.
async fn free_slot(store: &Store, key: &KeyName, most: usize) -> Result<Option<Slot>, Away> {
    let holder = Uuid::new_v4().to_string();
    for number in numbers(most, any()) {
        match store.create(name(key, number), holder.clone().into()).await {
            Ok(revision) => {
                return Ok(Some(Slot {
                    key: key.clone(),
                    most,
                    number,
                    holder,
                    revision,
                }));
            }
            Err(error) if error.kind() == CreateErrorKind::AlreadyExists => {}
            Err(error) => return Err(Away::by(&error)),
        }
    }
    Ok(None)
}

/// The same place, still taken, or another one where somebody else has it by now; none where all are taken by others.
async fn renewed(store: &Store, slot: &Slot) -> Result<Option<Slot>, Away> {
    let holder = || slot.holder.clone().into();
    let with = |revision| Slot {
        revision,
        ..slot.clone()
    };
    match store.update(slot.name(), holder(), slot.revision).await {
        Ok(revision) => return Ok(Some(with(revision))),
        Err(error) if error.kind() == UpdateErrorKind::WrongLastRevision => {}
        Err(error) => return Err(Away::by(&error)),
    }
    // An acknowledgement was lost, the place was free for a while, or it is another's.
    let entry = store.entry(slot.name()).await.map_err(|error| Away::by(&error))?;
    if let Some(entry) = entry
        && entry.operation == Operation::Put
        && entry.value == slot.holder.as_bytes()
    {
        return Ok(Some(with(entry.revision)));
    }
    free_slot(store, &slot.key, slot.most).await
}
