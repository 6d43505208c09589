//! Which sessions are open, whose they are, and how many more may be.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use api::{ErrorKind, SessionEntry};
use tokio::sync::watch;

use crate::http::Refusal;
use crate::sessions::{Ended, Handle, Owner, SessionId, Tokens};

/// Ended sessions that are remembered, so that a late call is told why its session has ended.
const REMEMBERED: usize = 256;

/// The sessions of a server.
pub struct Registry {
    most: usize,
    state: Mutex<State>,
    /// Threads that have not finished, closing ones included.
    threads: watch::Sender<usize>,
}

#[derive(Default)]
struct State {
    open: HashMap<SessionId, Entry>,
    ended: VecDeque<(SessionId, Option<usize>, Ended)>,
    tokens: Tokens,
    closed: bool,
}

struct Entry {
    /// None while the offer is being made.
    handle: Option<Handle>,
    key: Option<usize>,
    created_at: u64,
}

impl Registry {
    /// No session yet, room for `most`.
    pub fn new(most: usize) -> Arc<Self> {
        Arc::new(Self {
            most,
            state: Mutex::default(),
            threads: watch::Sender::new(0),
        })
    }

    /// Takes a place for a session that is about to be opened.
    ///
    /// # Errors
    /// Where there is none left, or the server is shutting down.
    pub fn take_seat(self: &Arc<Self>, id: SessionId, key: Option<usize>) -> Result<Seat, Refusal> {
        let mut state = self.state();
        if state.closed {
            return Err(Refusal::new(ErrorKind::Unavailable, "The server is shutting down."));
        }
        if state.open.len() >= self.most {
            let most = self.most;
            let message = format!(
                "Concurrent limit reached: {most} sessions are open, which is all this server allows. \
                 Stop one (streaming.list names yours), or start the server with a larger --max-sessions."
            );
            return Err(Refusal::new(ErrorKind::ConcurrentLimit, message));
        }
        let created_at = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |age| age.as_secs());
        state.open.insert(
            id.clone(),
            Entry {
                handle: None,
                key,
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
            && owner.may_touch(id, entry.key)
            && let Some(handle) = &entry.handle
        {
            return Ok(handle.clone());
        }
        let past = state
            .ended
            .iter()
            .find(|(ended, key, _)| ended == id && owner.may_touch(id, *key));
        Err(match past {
            Some((_, _, why)) => {
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
        self.state()
            .ended
            .iter()
            .any(|(ended, key, _)| ended == id && owner.may_touch(id, *key))
    }

    /// The open sessions that a caller may see, oldest first.
    pub fn list(&self, owner: &Owner) -> Vec<SessionEntry> {
        let state = self.state();
        let visible = state.open.iter().filter(|(id, entry)| owner.may_touch(id, entry.key));
        let mut sessions: Vec<_> = visible
            .filter_map(|(id, entry)| {
                Some(SessionEntry {
                    session_id: id.clone(),
                    status: entry.handle.as_ref()?.phase.status(),
                    created_at: entry.created_at,
                    api_key_type: if entry.key.is_some() { "key" } else { "open" }.into(),
                })
            })
            .collect();
        sessions.sort_by(|one, other| (one.created_at, &one.session_id).cmp(&(other.created_at, &other.session_id)));
        sessions
    }

    /// The tokens, for as long as `with` runs.
    pub fn tokens<T>(&self, with: impl FnOnce(&mut Tokens) -> T) -> T {
        with(&mut self.state().tokens)
    }

    /// Ends all sessions and waits for their threads, but not longer than `patience`.
    pub async fn close(&self, patience: Duration) {
        let handles: Vec<_> = {
            let mut state = self.state();
            state.closed = true;
            state.open.values().filter_map(|entry| entry.handle.clone()).collect()
        };
        let until = Instant::now() + patience;
        let all = async {
            for handle in handles {
                handle.stop(Ended::ShuttingDown).await;
            }
            self.threads.subscribe().wait_for(|threads| *threads == 0).await.ok();
        };
        if tokio::time::timeout_at(until.into(), all).await.is_err() {
            tracing::warn!("not every session closed in time");
        }
    }

    // A poisoned lock means that a panic was reported elsewhere; what it guards is whole between statements.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn leave(&self, id: &str, why: Ended) {
        let mut state = self.state();
        if let Some(entry) = state.open.remove(id) {
            state.tokens.ended(id, Instant::now());
            state.ended.push_back((id.to_owned(), entry.key, why));
            if state.ended.len() > REMEMBERED {
                state.ended.pop_front();
            }
        }
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

    /// The session can be reached from now on.
    pub fn open(&self, handle: Handle) {
        if let Some(entry) = self.registry.state().open.get_mut(&self.id) {
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
    use crate::sessions::Phase;

    fn handle() -> Handle {
        Handle {
            commands: mpsc::channel(1).0,
            phase: Phase::default(),
        }
    }

    #[test]
    fn a_seat_is_free_again_once_left_or_dropped() {
        let registry = Registry::new(2);
        let mut first = registry
            .take_seat("a".into(), None)
            .unwrap_or_else(|_| panic!("room for two"));
        let second = registry.take_seat("b".into(), None);
        assert!(second.is_ok());
        let full = registry.take_seat("c".into(), None).err().unwrap();
        assert!(full.message().starts_with("Concurrent limit reached"));
        first.leave(Ended::Stopped);
        drop(registry.take_seat("c".into(), None));
        drop(second);
        assert!(registry.take_seat("d".into(), None).is_ok());
        assert!(registry.list(&Owner::Everyone).is_empty());
    }

    #[test]
    fn a_key_sees_its_own_sessions_and_a_token_its_only_one() {
        let registry = Registry::new(9);
        let mut seats = Vec::new();
        for (id, key) in [("a", 0), ("b", 0), ("c", 1)] {
            let seat = registry
                .take_seat(id.into(), Some(key))
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
            key: 0,
            token: "t".into(),
            session: Some("b".into()),
        };
        assert_eq!(seen(&Owner::Key(0)), ["a", "b"]);
        assert_eq!(seen(&Owner::Key(1)), ["c"]);
        assert_eq!(seen(&token), ["b"]);
        assert!(registry.find("a", &Owner::Key(1)).is_err());
        assert!(registry.find("a", &token).is_err());
        assert!(registry.find("b", &token).is_ok());
        seats[0].leave(Ended::Lost);
        let past = registry.find("a", &Owner::Key(0)).err().unwrap();
        assert!(past.message().contains("the connection was lost"), "{}", past.message());
        let foreign = registry.find("a", &Owner::Key(1)).err().unwrap();
        assert!(foreign.message().starts_with("Session does not exist"));
    }
}
