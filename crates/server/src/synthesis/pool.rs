//! The thread pool of speech synthesis (text to speech), for all sessions together.
//!
//! Synthesis is work by the hundred milliseconds, and the sessions' own threads must hand out sound every 20 ms. A quarter of
//! the machine's cores at most, and at least one, works some milliseconds at a time for the session that has the least lying
//! ready. So one that has nothing to be heard yet is served next, however much others have ordered.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use avatar::speech::SpeechError;
use tasks::{Narrated, Queue, Work};
use tokio::sync::mpsc;

/// Messages that a session may leave unread. It reads each within milliseconds, and 20 s of speech are fewer.
pub(super) const MAX_UNREAD: usize = 256;

/// Cores for each thread.
const CORES_PER_THREAD: usize = 4;

/// How long a session whose voice waits for sound from elsewhere is left alone, so that others are served meanwhile.
const WAITING_PAUSE: Duration = Duration::from_millis(4);

/// A session's texts and who is told of them.
pub(super) struct Client {
    queue: Mutex<Queue>,
    /// Until when there is nothing to do for it, because its voice waits.
    left_alone: Mutex<Option<Instant>>,
    tell: mpsc::Sender<Narrated>,
}

/// The pool of this process.
pub(super) struct Pool {
    clients: Mutex<Vec<Weak<Client>>>,
    changed: Condvar,
}

impl Pool {
    /// The pool, whose threads are started by the first who asks.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn get() -> std::io::Result<&'static Self> {
        static POOL: OnceLock<Pool> = OnceLock::new();
        static STARTED: Mutex<bool> = Mutex::new(false);
        let pool = POOL.get_or_init(|| Self {
            clients: Mutex::new(Vec::new()),
            changed: Condvar::new(),
        });
        let mut started = STARTED.lock().unwrap_or_else(PoisonError::into_inner);
        if !*started {
            let cores = thread::available_parallelism().map_or(1, usize::from);
            for nth in 0..(cores / CORES_PER_THREAD).max(1) {
                thread::Builder::new()
                    .name(format!("narrator {nth}"))
                    .spawn(|| pool.work())?;
            }
            *started = true;
        }
        Ok(pool)
    }

    /// Takes a session in.
    pub fn join(&self, tell: mpsc::Sender<Narrated>) -> Arc<Client> {
        let client = Arc::new(Client {
            queue: Mutex::new(Queue::default()),
            left_alone: Mutex::new(None),
            tell,
        });
        let mut clients = self.clients();
        clients.retain(|client| client.strong_count() > 0);
        clients.push(Arc::downgrade(&client));
        client
    }

    /// A session may have work to do.
    pub fn wake(&self) {
        // The lock keeps a thread from missing this between looking and waiting.
        let _clients = self.clients();
        self.changed.notify_one();
    }

    fn clients(&self) -> MutexGuard<'_, Vec<Weak<Client>>> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        loop {
            let (client, work) = self.next();
            let (id, generation) = (work.id(), work.generation());
            // A defect in one text must not end the speech of all sessions.
            let done = catch_unwind(AssertUnwindSafe(|| work.step()));
            let (work, narrated) = done.unwrap_or_else(|_| {
                tracing::error!("a defect in speech synthesis, please report it");
                (None, Some(Narrated::Failed(id, SpeechError::Silent, Some("…".into()))))
            });
            if work.as_ref().is_some_and(Work::is_waiting) {
                client.leave_alone(Instant::now() + WAITING_PAUSE);
            }
            if let Some(told) = client.queue().give_back(work, generation, narrated) {
                // Fails only where the session has gone: there was room before, and nobody else tells it anything.
                client.tell.try_send(told).ok();
            }
        }
    }

    /// The work of the session that has the least lying ready.
    fn next(&self) -> (Arc<Client>, Work) {
        let mut clients = self.clients();
        loop {
            let now = Instant::now();
            let mut soonest: Option<Instant> = None;
            let next = clients
                .iter()
                .filter_map(Weak::upgrade)
                .filter(|client| match client.left_alone(now) {
                    Some(until) => {
                        soonest = Some(soonest.map_or(until, |soonest| soonest.min(until)));
                        false
                    }
                    None => true,
                })
                .filter_map(|client| {
                    let ready = client.ready();
                    ready.map(|ready| (ready, client))
                })
                .min_by_key(|(ready, _)| *ready);
            if let Some((_, client)) = next {
                let work = client.queue().take();
                if let Some(work) = work {
                    return (client, work);
                }
                continue;
            }
            clients = match soonest {
                Some(until) => {
                    let waited = self.changed.wait_timeout(clients, until.saturating_duration_since(now));
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.changed.wait(clients).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }
}

impl Client {
    /// How much lies ready; `None` where nothing can be done for it now.
    fn ready(&self) -> Option<u64> {
        let mut queue = self.queue();
        if !queue.waits() {
            return None;
        }
        if self.tell.capacity() == 0 {
            queue.stall();
            return None;
        }
        Some(queue.ready())
    }

    /// Until when nothing is to be done for it, where that is later than `now`.
    fn left_alone(&self, now: Instant) -> Option<Instant> {
        let until = *self.left_alone.lock().unwrap_or_else(PoisonError::into_inner);
        until.filter(|until| *until > now)
    }

    fn leave_alone(&self, until: Instant) {
        *self.left_alone.lock().unwrap_or_else(PoisonError::into_inner) = Some(until);
    }

    pub fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
