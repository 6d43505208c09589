//! The phase of a session (new, connecting, connected), as its thread tells it and lists and records read it.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use api::SessionStatus;

/// How far a session has come, and what it was given to say; told by its thread, read by lists and records.
#[derive(Clone, Debug, Default)]
pub struct Phase(Arc<PhaseState>);

#[derive(Debug, Default)]
struct PhaseState {
    status: AtomicU8,
    connected: OnceLock<Instant>,
    characters: AtomicU64,
}

impl Phase {
    /// The answer was accepted.
    pub fn set_connecting(&self) {
        self.0.status.store(1, Ordering::Relaxed);
    }

    /// Media flows from now on.
    pub fn set_connected(&self) {
        self.0.connected.get_or_init(Instant::now);
        self.0.status.store(2, Ordering::Relaxed);
    }

    /// It was given this many characters to say.
    pub fn add_characters(&self, count: usize) {
        self.0.characters.fetch_add(count as u64, Ordering::Relaxed);
    }

    /// As the API names it.
    pub fn status(&self) -> SessionStatus {
        match self.0.status.load(Ordering::Relaxed) {
            0 => SessionStatus::New,
            1 => SessionStatus::Connecting,
            _ => SessionStatus::Connected,
        }
    }

    /// For how long media has flowed.
    pub fn connected_for(&self) -> Duration {
        self.0.connected.get().map_or(Duration::ZERO, Instant::elapsed)
    }

    /// The characters that it was given to say.
    pub fn characters(&self) -> u64 {
        self.0.characters.load(Ordering::Relaxed)
    }
}
