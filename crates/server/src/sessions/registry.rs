//! The registry of open sessions: whose they are, and the slots that they take.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use api::{SessionEntry, SessionStatus};
use tokio::sync::watch;

use crate::metrics::Metrics;
use crate::refusal::Refusal;
use crate::sessions::end_reason::EndReason;
use crate::sessions::ended_sessions::EndedSessions;
use crate::sessions::handle::Handle;
use crate::sessions::id::SessionId;
use crate::sessions::journal::{End, Entry as JournalEntry, Journal};
use crate::sessions::limits::{Opener, SessionLimits};
use crate::sessions::owner::Owner;
use crate::sessions::summary::Summary;

/// The sessions of a server.
pub struct Registry {
    pub(super) limits: SessionLimits,
    state: Mutex<State>,
    /// Threads that have not finished, closing ones included.
    threads: watch::Sender<usize>,
    /// Whether no more sessions are opened.
    pub(super) draining: watch::Sender<bool>,
    /// Counts the sessions that were opened and that have ended, for whoever waits for a change.
    changes: watch::Sender<u64>,
    metrics: Metrics,
    journal: Mutex<Journal>,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) open: HashMap<SessionId, Entry>,
    ended: EndedSessions,
    pub(super) closed: bool,
}

pub(super) struct Entry {
    /// Absent while the offer is being made.
    handle: Option<Handle>,
    opener: Opener,
    created_at: u64,
    since: Instant,
}

impl Entry {
    /// Whether `streaming.start` has come.
    fn is_answered(&self) -> bool {
        let status = self.handle.as_ref().map(|handle| handle.phase.status());
        status.is_some_and(|status| status != SessionStatus::New)
    }
}

impl Registry {
    /// No session yet, and room for this many.
    pub fn new(limits: SessionLimits, metrics: Metrics, journal: Journal) -> Arc<Self> {
        Arc::new(Self {
            limits,
            state: Mutex::default(),
            threads: watch::Sender::new(0),
            draining: watch::Sender::new(false),
            changes: watch::Sender::new(0),
            metrics,
            journal: Mutex::new(journal),
        })
    }

    /// Takes a slot for a session that is about to be opened.
    ///
    /// # Errors
    /// Where there is none left for this opener, or the server drains or is shutting down.
    pub fn take_slot(self: &Arc<Self>, id: SessionId, opener: Opener) -> Result<SessionSlot, Refusal> {
        let mut state = self.state();
        self.check_open(&state)?;
        let open: Vec<_> = state
            .open
            .values()
            .map(|entry| (&entry.opener, entry.is_answered()))
            .collect();
        self.limits.check(&opener, &open)?;
        let created_at = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |age| age.as_secs());
        state.open.insert(
            id.clone(),
            Entry {
                handle: None,
                opener,
                created_at,
                since: Instant::now(),
            },
        );
        drop(state);
        self.notify_change();
        self.metrics.opened();
        self.threads.send_modify(|threads| *threads += 1);
        Ok(SessionSlot {
            registry: Arc::clone(self),
            id,
            held: true,
        })
    }

    /// The session that a call names.
    ///
    /// # Errors
    /// Where there is none, or it is another's, or it has ended and why.
    pub fn find(&self, id: &str, owner: &Owner) -> Result<Handle, Refusal> {
        let state = self.state();
        if let Some(entry) = state.open.get(id)
            && owner.may_touch(&entry.opener.whose)
            && let Some(handle) = &entry.handle
        {
            return Ok(handle.clone());
        }
        Err(match state.ended.why(id, owner) {
            Some(why) => Refusal::closed(why),
            None => Refusal::unknown_session(),
        })
    }

    /// Whether a session was open once and has ended.
    pub fn has_ended(&self, id: &str, owner: &Owner) -> bool {
        self.state().ended.why(id, owner).is_some()
    }

    /// The open sessions that a caller may see, oldest first.
    pub fn list(&self, owner: &Owner) -> Vec<SessionEntry> {
        let state = self.state();
        let visible = state
            .open
            .iter()
            .filter(|(_, entry)| owner.may_touch(&entry.opener.whose));
        let mut sessions: Vec<_> = visible
            .filter_map(|(id, entry)| {
                Some(SessionEntry {
                    session_id: id.clone(),
                    status: entry.handle.as_ref()?.phase.status(),
                    created_at: entry.created_at,
                    api_key_type: if entry.opener.whose.key.is_some() {
                        "key"
                    } else {
                        "open"
                    }
                    .into(),
                })
            })
            .collect();
        sessions.sort_by(|one, other| (one.created_at, &one.session_id).cmp(&(other.created_at, &other.session_id)));
        sessions
    }

    /// Sessions that may be open at once.
    pub fn most(&self) -> usize {
        self.limits.most
    }

    /// How many sessions are open.
    #[cfg(feature = "cluster")]
    pub fn open(&self) -> usize {
        self.state().open.len()
    }

    /// Whether a session is open.
    #[cfg(feature = "cluster")]
    pub fn has(&self, id: &str) -> bool {
        self.state().open.contains_key(id)
    }

    /// Changes whenever a session takes a slot or ends, and when no more are taken.
    #[cfg(feature = "cluster")]
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    pub(super) fn notify_change(&self) {
        self.changes.send_modify(|changes| *changes = changes.wrapping_add(1));
    }

    /// All open sessions, oldest first.
    pub fn summary(&self) -> Vec<Summary> {
        let state = self.state();
        let now = Instant::now();
        let sessions = state.open.iter().map(|(id, entry)| Summary {
            id: id.clone(),
            key: entry.opener.whose.key.clone(),
            status: entry
                .handle
                .as_ref()
                .map_or(SessionStatus::New, |handle| handle.phase.status()),
            age: now.saturating_duration_since(entry.since),
        });
        let mut sessions: Vec<_> = sessions.collect();
        sessions.sort_by(|one, other| (other.age, &one.id).cmp(&(one.age, &other.id)));
        sessions
    }

    /// The sessions that take commands.
    pub(super) fn reachable(&self) -> Vec<(SessionId, Handle)> {
        let state = self.state();
        let handles = state
            .open
            .iter()
            .filter_map(|(id, entry)| Some((id.clone(), entry.handle.clone()?)));
        handles.collect()
    }

    /// How many sessions there are, closing ones included.
    pub fn sessions(&self) -> usize {
        *self.threads.borrow()
    }

    /// Waits until there is no session.
    pub async fn emptied(&self) {
        // Fails only where the sender has gone, which is here.
        self.threads.subscribe().wait_for(|threads| *threads == 0).await.ok();
    }

    /// Ends all sessions at once and waits for their threads, but not longer than `timeout`.
    pub async fn close(&self, timeout: Duration) {
        // Whoever opens from now on is told to stop at once.
        self.state().closed = true;
        // All are told before any is waited for: one that is stuck holds up no other.
        for (_, handle) in self.reachable() {
            handle.tell_to_stop(EndReason::ShuttingDown);
        }
        let mut threads = self.threads.subscribe();
        let all = threads.wait_for(|threads| *threads == 0);
        if tokio::time::timeout(timeout, all).await.is_err() {
            tracing::warn!("not every session closed in time");
            // Their threads are stuck and will tell nothing, and each session that was told of has an end.
            let stuck: Vec<_> = self.state().open.keys().cloned().collect();
            for id in stuck {
                self.leave(&id, EndReason::ShuttingDown);
            }
        }
    }

    // A poisoned lock means that a panic was reported elsewhere; what it guards is whole between statements.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, entry: JournalEntry) {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner).write(entry);
    }

    /// Nothing more is told of sessions: whoever reads the journal comes to its end.
    pub fn close_journal(&self) {
        *self.journal.lock().unwrap_or_else(PoisonError::into_inner) = Journal::default();
    }

    pub(super) fn leave(&self, id: &str, why: EndReason) {
        let mut state = self.state();
        let Some(entry) = state.open.remove(id) else {
            return;
        };
        let reason = why.reason();
        // A session that nobody was told of has no record.
        let end = entry.handle.as_ref().map(|handle| JournalEntry {
            session: id.to_owned(),
            key: entry.opener.whose.key.clone(),
            at: SystemTime::now(),
            end: Some(End {
                opened: UNIX_EPOCH + Duration::from_secs(entry.created_at),
                connected: handle.phase.connected_for(),
                why: why.clone(),
                characters: handle.phase.characters(),
            }),
        });
        state.ended.remember(id.to_owned(), entry.opener.whose, why);
        drop(state);
        self.notify_change();
        self.metrics.ended(reason, entry.since.elapsed());
        if let Some(end) = end {
            self.write(end);
        }
    }
}

/// A slot: a place among the sessions. It is given up at the latest when this is dropped, whatever became of the session.
pub struct SessionSlot {
    registry: Arc<Registry>,
    id: SessionId,
    held: bool,
}

impl SessionSlot {
    /// The session's name.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The session can be reached from now on. Where the server began to shut down meanwhile, it is told at once.
    pub fn open(&self, handle: Handle) {
        let mut state = self.registry.state();
        if state.closed {
            handle.tell_to_stop(EndReason::ShuttingDown);
        }
        let Some(entry) = state.open.get_mut(&self.id) else {
            return;
        };
        entry.handle = Some(handle);
        let begun = JournalEntry {
            session: self.id.clone(),
            key: entry.opener.whose.key.clone(),
            at: SystemTime::now(),
            end: None,
        };
        drop(state);
        self.registry.write(begun);
    }

    /// Gives the slot up; the thread may go on with closing its connection.
    pub fn leave(&mut self, why: EndReason) {
        if std::mem::take(&mut self.held) {
            self.registry.leave(&self.id, why);
        }
    }
}

impl Drop for SessionSlot {
    fn drop(&mut self) {
        self.leave(EndReason::Failed("its thread ended".into()));
        self.registry
            .threads
            .send_modify(|threads| *threads = threads.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests;
