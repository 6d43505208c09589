//! How many sessions each key has, on all machines together.
//!
//! A session takes one of its key's places in the bucket before it is opened. Its machine says every five seconds that it still has it, and
//! gives it back at the end; the place of a machine that is gone is free after [`SLOT_LEASE`](super::buckets::SLOT_LEASE).

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_nats::jetstream::kv::{Operation, Store, UpdateErrorKind};
use async_nats::jetstream::stream::DeleteMessageErrorKind;
use uuid::Uuid;

use crate::cluster::nats::Nats;
use crate::cluster::nats::away::{away, crowded};
use crate::cluster::nats::buckets::{Away, Bucket};
use crate::cluster::nats::slot::{Slot, any, free, name, names};
use crate::options::KeyName;
use crate::refusal::Refusal;
use crate::sessions::{SessionId, key_quota_reached};

/// How often a machine says that it still has a place.
pub const RENEWAL: Duration = Duration::from_secs(5);

/// How long the end of a session waits until its place is free.
const HURRY: Duration = Duration::from_millis(500);

/// How often a place is looked for where others take those that were free.
const TRIES: usize = 8;

/// The places of the sessions on this machine.
#[derive(Default)]
pub struct Held(Mutex<HashMap<SessionId, Slot>>);

impl Held {
    /// A session of this machine has a place.
    pub fn hold(&self, session: SessionId, slot: Slot) {
        self.slots().insert(session, slot);
    }

    fn of(&self, session: &str) -> Option<Slot> {
        self.slots().get(session).cloned()
    }

    /// The place of a session was given back.
    fn given(&self, session: &str) {
        self.slots().remove(session);
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
        let store = self.quota().await.map_err(|error| away(&error))?;
        match self.free_slot(&store, key, most).await.map_err(|error| away(&error))? {
            Place::Taken(slot) => Ok(slot),
            Place::Full => Err(key_quota_reached(most)),
            Place::Crowded => Err(crowded()),
        }
    }

    /// Gives a place back. Where the engine is out of reach, it is free by its age.
    pub(super) async fn give_slot(&self, slot: &Slot) {
        let given = async { give(&self.quota().await?, slot).await };
        if let Err(error) = given.await {
            tracing::debug!(%error, "a place of a key is given back by its age only");
        }
    }

    /// The session has ended: its place is free. An engine that is out of reach holds up no call: the place is given back once it is there.
    pub(super) async fn free(&self, session: &str) {
        let Some(slot) = self.held.of(session).filter(|_| self.is_in_touch()) else {
            return;
        };
        let given = async { give(&self.quota().await?, &slot).await };
        if let Ok(Ok(())) = tokio::time::timeout(HURRY, given).await {
            self.held.given(session);
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
            if !self.node.registry.has(&session) {
                continue;
            }
            match self.renewed(&store, &slot).await {
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

    /// Looks for a free place of a key: one request where there is none, two where there is one, and a few more where others look at the same time.
    async fn free_slot(&self, store: &Store, key: &KeyName, most: usize) -> Result<Place, Away> {
        let holder = Uuid::new_v4().to_string();
        for _ in 0..TRIES {
            let taken = self.taken(store, key).await?;
            let Some(number) = free(most, any(), &taken) else {
                return Ok(Place::Full);
            };
            // Only one that nobody has is taken.
            let revision = match store.update(name(key, number), holder.clone().into(), 0).await {
                Ok(revision) => revision,
                Err(error) if error.kind() == UpdateErrorKind::WrongLastRevision => continue,
                Err(error) => return Err(Away::by(&error)),
            };
            let slot = Slot {
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
                return Ok(Place::Full);
            }
            return Ok(Place::Taken(slot));
        }
        Ok(Place::Crowded)
    }

    /// The numbers of the places of a key that are taken.
    async fn taken(&self, store: &Store, key: &KeyName) -> Result<HashSet<usize>, Away> {
        let names = format!("{}{}", store.prefix, names(key));
        let subjects = self.buckets.subjects(store, &names).await?;
        let number = |subject: &String| subject.strip_prefix(&names)?.parse().ok();
        Ok(subjects.iter().filter_map(number).collect())
    }

    /// The same place, still taken, or another one where somebody else has it by now; none where all are taken by others.
    async fn renewed(&self, store: &Store, slot: &Slot) -> Result<Option<Slot>, Away> {
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
        if let Some(revision) = entry(store, slot).await? {
            return Ok(Some(with(revision)));
        }
        match self.free_slot(store, &slot.key, slot.most).await? {
            Place::Taken(slot) => Ok(Some(slot)),
            Place::Full => Ok(None),
            Place::Crowded => Err(Away("many look for a place at once".into())),
        }
    }
}

/// A place that was looked for.
enum Place {
    /// This one was free.
    Taken(Slot),
    /// The key has as many as it may.
    Full,
    /// Others were quicker again and again.
    Crowded,
}

/// Gives a place back, unless somebody else has it by now.
async fn give(store: &Store, slot: &Slot) -> Result<(), Away> {
    if delete(store, slot.revision).await? {
        return Ok(());
    }
    // It is gone by its age, or was renewed without an acknowledgement, perhaps by what waited for the engine to come back.
    match entry(store, slot).await? {
        Some(revision) => delete(store, revision).await.map(|_| ()),
        None => Ok(()),
    }
}

/// Takes an entry of the bucket away; whether it was there.
async fn delete(store: &Store, revision: u64) -> Result<bool, Away> {
    match store.stream.delete_message(revision).await {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.kind(), DeleteMessageErrorKind::JetStream(_)) => Ok(false),
        Err(error) => Err(Away::by(&error)),
    }
}

/// The number of the last word about a place, where it is still this holder's.
async fn entry(store: &Store, slot: &Slot) -> Result<Option<u64>, Away> {
    let entry = store.entry(slot.name()).await.map_err(|error| Away::by(&error))?;
    let own = entry.filter(|entry| entry.operation == Operation::Put && entry.value == slot.holder.as_bytes());
    Ok(own.map(|entry| entry.revision))
}
