//! The open sessions: whose they are, and how many more may be.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use api::{ErrorKind, SessionEntry, SessionStatus};
use tokio::sync::watch;

use crate::refusal::Refusal;
use crate::sessions::handle::{Ended, Handle};
use crate::sessions::id::SessionId;
use crate::sessions::owner::Owner;
use crate::sessions::past::Past;
use crate::sessions::seats::{Opener, Seats};
use crate::sessions::tokens::Tokens;

/// When a client that a server turns away because it ends may come back: to the one in its place, or to another behind the same address.
const BACK: Duration = Duration::from_secs(5);

/// The sessions of a server.
pub struct Registry {
    seats: Seats,
    state: Mutex<State>,
    /// Apart from the sessions: every call with a token looks here.
    tokens: Mutex<Tokens>,
    /// Threads that have not finished, closing ones included.
    threads: watch::Sender<usize>,
}

#[derive(Default)]
struct State {
    open: HashMap<SessionId, Entry>,
    past: Past,
    draining: bool,
    closed: bool,
}

struct Entry {
    /// Absent while the offer is being made.
    handle: Option<Handle>,
    opener: Opener,
    created_at: u64,
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
    pub fn new(seats: Seats) -> Arc<Self> {
        Arc::new(Self {
            seats,
            state: Mutex::default(),
            tokens: Mutex::default(),
            threads: watch::Sender::new(0),
        })
    }

    /// Takes a place for a session that is about to be opened.
    ///
    /// # Errors
    /// Where there is none left for this opener, or the server drains or is shutting down.
    pub fn take_seat(self: &Arc<Self>, id: SessionId, opener: Opener) -> Result<Seat, Refusal> {
        let mut state = self.state();
        if state.closed {
            return Err(Refusal::new(ErrorKind::Unavailable, "The server is shutting down.").after(BACK));
        }
        if state.draining {
            let message = "The server is about to end: it takes no new sessions. Try again in a moment, when it or another is there.";
            return Err(Refusal::new(ErrorKind::Unavailable, message).after(BACK));
        }
        let open: Vec<_> = state
            .open
            .values()
            .map(|entry| (&entry.opener, entry.is_answered()))
            .collect();
        self.seats.check(&opener, &open)?;
        let created_at = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |age| age.as_secs());
        state.open.insert(
            id.clone(),
            Entry {
                handle: None,
                opener,
                created_at,
            },
        );
        drop(state);
        self.threads.send_modify(|threads| *threads += 1);
        Ok(Seat {
            registry: Arc::clone(self),
            id,
            seated: true,
        })
    }

    /// The session that a call names.
    ///
    /// # Errors
    /// Where there is none, or it is another's, or it has ended and why.
    pub fn find(&self, id: &str, owner: &Owner) -> Result<Handle, Refusal> {
        let state = self.state();
        if let Some(entry) = state.open.get(id)
            && owner.may_touch(id, entry.opener.key.as_ref())
            && let Some(handle) = &entry.handle
        {
            return Ok(handle.clone());
        }
        Err(match state.past.why(id, owner) {
            Some(why) => {
                let message = format!("session state wrong: closed; {why}. Open a new one with streaming.new.");
                Refusal::new(ErrorKind::WrongState, message)
            }
            None => Refusal::new(
                ErrorKind::UnknownSession,
                "Session does not exist: no open session has this session_id. Open one with streaming.new.",
            ),
        })
    }

    /// Whether a session was open once and has ended.
    pub fn has_ended(&self, id: &str, owner: &Owner) -> bool {
        self.state().past.why(id, owner).is_some()
    }

    /// The open sessions that a caller may see, oldest first.
    pub fn list(&self, owner: &Owner) -> Vec<SessionEntry> {
        let state = self.state();
        let visible = state
            .open
            .iter()
            .filter(|(id, entry)| owner.may_touch(id, entry.opener.key.as_ref()));
        let mut sessions: Vec<_> = visible
            .filter_map(|(id, entry)| {
                Some(SessionEntry {
                    session_id: id.clone(),
                    status: entry.handle.as_ref()?.phase.status(),
                    created_at: entry.created_at,
                    api_key_type: if entry.opener.key.is_some() { "key" } else { "open" }.into(),
                })
            })
            .collect();
        sessions.sort_by(|one, other| (one.created_at, &one.session_id).cmp(&(other.created_at, &other.session_id)));
        sessions
    }

    /// The tokens, for as long as `with` runs.
    pub fn tokens<T>(&self, with: impl FnOnce(&mut Tokens) -> T) -> T {
        // As for `state`.
        with(&mut self.tokens.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Opens no more sessions. Those that are open go on.
    pub fn drain(&self) {
        self.state().draining = true;
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

    /// Ends all sessions at once and waits for their threads, but not longer than `patience`.
    pub async fn close(&self, patience: Duration) {
        let handles: Vec<_> = {
            let mut state = self.state();
            state.closed = true;
            state.open.values().filter_map(|entry| entry.handle.clone()).collect()
        };
        // All are told before any is waited for: one that is stuck holds up no other.
        for handle in handles {
            handle.tell_to_stop(Ended::ShuttingDown);
        }
        let mut threads = self.threads.subscribe();
        let all = threads.wait_for(|threads| *threads == 0);
        if tokio::time::timeout(patience, all).await.is_err() {
            tracing::warn!("not every session closed in time");
        }
    }

    // A poisoned lock means that a panic was reported elsewhere; what it guards is whole between statements.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn leave(&self, id: &str, why: Ended) {
        let mut state = self.state();
        let Some(entry) = state.open.remove(id) else {
            return;
        };
        state.past.remember(id.to_owned(), entry.opener.key, why);
        drop(state);
        self.tokens(|tokens| tokens.ended(id, Instant::now()));
    }
}

/// A place among the sessions. It is given up at the latest when this is dropped, whatever became of the session.
pub struct Seat {
    registry: Arc<Registry>,
    id: SessionId,
    seated: bool,
}

impl Seat {
    /// The session's name.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The session can be reached from now on. Where the server began to shut down meanwhile, it is told at once.
    pub fn open(&self, handle: Handle) {
        let mut state = self.registry.state();
        if state.closed {
            handle.tell_to_stop(Ended::ShuttingDown);
        }
        if let Some(entry) = state.open.get_mut(&self.id) {
            entry.handle = Some(handle);
        }
    }

    /// Gives the place up; the thread may go on with closing its connection.
    pub fn leave(&mut self, why: Ended) {
        if std::mem::take(&mut self.seated) {
            self.registry.leave(&self.id, why);
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.leave(Ended::Failed("its thread ended".into()));
        self.registry
            .threads
            .send_modify(|threads| *threads = threads.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc;

    use super::*;
    use crate::options::KeyName;
    use crate::sessions::handle::{Command, Phase};

    fn registry(most: usize) -> Arc<Registry> {
        Registry::new(Seats {
            most,
            per_key: None,
            unanswered: most,
        })
    }

    fn name(key: usize) -> KeyName {
        format!("key-{key}").parse().unwrap()
    }

    fn opener(key: Option<usize>) -> Opener {
        Opener::new(key.map(name), [192, 0, 2, 1].into())
    }

    fn handle() -> Handle {
        Handle {
            commands: mpsc::channel(1).0,
            phase: Phase::default(),
            preparation: Arc::default(),
        }
    }

    #[test]
    fn a_seat_is_free_again_once_left_or_dropped() {
        let registry = registry(2);
        let mut first = registry
            .take_seat("a".into(), opener(None))
            .unwrap_or_else(|_| panic!("room for two"));
        let second = registry.take_seat("b".into(), opener(None));
        assert!(second.is_ok());
        let full = registry.take_seat("c".into(), opener(None)).err().unwrap();
        assert!(full.message().starts_with("Concurrent limit reached"));
        first.leave(Ended::Stopped);
        drop(registry.take_seat("c".into(), opener(None)));
        drop(second);
        assert!(registry.take_seat("d".into(), opener(None)).is_ok());
        assert!(registry.list(&Owner::Everyone).is_empty());
    }

    #[test]
    fn a_key_sees_its_own_sessions_and_a_token_its_only_one() {
        let registry = registry(9);
        let mut seats = Vec::new();
        for (id, key) in [("a", 0), ("b", 0), ("c", 1)] {
            let seat = registry
                .take_seat(id.into(), opener(Some(key)))
                .unwrap_or_else(|_| panic!("room"));
            seat.open(handle());
            seats.push(seat);
        }
        let seen = |owner: &Owner| {
            registry
                .list(owner)
                .into_iter()
                .map(|entry| entry.session_id)
                .collect::<Vec<_>>()
        };
        let token = Owner::Token {
            key: name(0),
            token: "t".into(),
            session: Some("b".into()),
        };
        assert_eq!(seen(&Owner::Key(name(0))), ["a", "b"]);
        assert_eq!(seen(&Owner::Key(name(1))), ["c"]);
        assert_eq!(seen(&token), ["b"]);
        assert!(registry.find("a", &Owner::Key(name(1))).is_err());
        assert!(registry.find("a", &token).is_err());
        assert!(registry.find("b", &token).is_ok());
        seats[0].leave(Ended::Lost);
        let past = registry.find("a", &Owner::Key(name(0))).err().unwrap();
        assert!(past.message().contains("the connection was lost"), "{}", past.message());
        let foreign = registry.find("a", &Owner::Key(name(1))).err().unwrap();
        assert!(foreign.message().starts_with("Session does not exist"));
    }

    #[tokio::test]
    async fn a_shutdown_tells_every_session_at_once_also_those_that_are_still_being_opened() {
        let registry = registry(9);
        let mut inboxes = Vec::new();
        let mut open = |seat: &Seat| {
            let (commands, inbox) = mpsc::channel(1);
            inboxes.push(inbox);
            seat.open(Handle {
                commands,
                phase: Phase::default(),
                preparation: Arc::default(),
            });
        };
        let seats: Vec<_> = ["a", "b", "c"]
            .map(|id| {
                registry
                    .take_seat(id.into(), opener(None))
                    .unwrap_or_else(|_| panic!("room"))
            })
            .into();
        open(&seats[0]);
        open(&seats[1]);
        // Not one of them answers, so that this waits as long as it may.
        registry.close(Duration::from_millis(50)).await;
        open(&seats[2]);
        for inbox in &mut inboxes {
            assert!(matches!(
                inbox.recv().await,
                Some(Command::Stop(Ended::ShuttingDown, _))
            ));
        }
        assert!(registry.take_seat("d".into(), opener(None)).is_err());
    }

    #[tokio::test]
    async fn while_it_drains_open_sessions_go_on_and_new_ones_are_refused() {
        let registry = registry(9);
        let mut seat = registry
            .take_seat("a".into(), opener(None))
            .unwrap_or_else(|_| panic!("room"));
        seat.open(handle());
        registry.drain();
        let refused = registry.take_seat("b".into(), opener(None)).err().unwrap();
        assert_eq!(
            (refused.kind(), refused.retry_after()),
            (ErrorKind::Unavailable, Some(BACK))
        );
        assert!(registry.find("a", &Owner::Everyone).is_ok());
        assert_eq!(registry.sessions(), 1);
        let waiting = tokio::spawn({
            let registry = Arc::clone(&registry);
            async move { registry.emptied().await }
        });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        seat.leave(Ended::Stopped);
        drop(seat);
        waiting.await.unwrap();
    }
}
