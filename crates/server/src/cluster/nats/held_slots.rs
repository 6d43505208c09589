//! The key slots that sessions of this node hold.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::cluster::nats::key_slot::KeySlot;
use crate::sessions::SessionId;

/// The key slots of the sessions on this node.
#[derive(Default)]
pub struct HeldSlots(Mutex<HashMap<SessionId, KeySlot>>);

impl HeldSlots {
    /// A session of this node has a slot.
    pub fn hold(&self, session: SessionId, slot: KeySlot) {
        self.slots().insert(session, slot);
    }

    /// The slot of a session.
    pub fn of(&self, session: &str) -> Option<KeySlot> {
        self.slots().get(session).cloned()
    }

    /// The slot of a session was given back.
    pub fn release(&self, session: &str) {
        self.slots().remove(session);
    }

    /// All slots, each with its session.
    pub fn all(&self) -> Vec<(SessionId, KeySlot)> {
        let slots = self.slots();
        slots
            .iter()
            .map(|(session, slot)| (session.clone(), slot.clone()))
            .collect()
    }

    /// Writes down what became of a slot, unless its session has ended meanwhile.
    pub fn renewed(&self, session: &str, slot: KeySlot) {
        if let Some(held) = self.slots().get_mut(session) {
            *held = slot;
        }
    }

    // A poisoned lock means that a panic was reported elsewhere; what it guards is whole between statements.
    fn slots(&self) -> MutexGuard<'_, HashMap<SessionId, KeySlot>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
