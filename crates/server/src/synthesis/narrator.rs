//! The speech synthesis of a session's texts, as the session sees it: a handle on the pool.

use std::sync::Arc;

use avatar::speech::Script;
use tasks::{Narrated, Order, TaskId};
use tokio::sync::mpsc;

use crate::synthesis::pool::{Client, MAX_UNREAD, Pool};

/// The narrator of a session.
pub struct Narrator {
    pool: &'static Pool,
    client: Arc<Client>,
}

impl Narrator {
    /// A narrator, and the results of its work.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn start() -> std::io::Result<(Self, mpsc::Receiver<Narrated>)> {
        let pool = Pool::get()?;
        let (tell, told) = mpsc::channel(MAX_UNREAD);
        let client = pool.join(tell);
        Ok((Self { pool, client }, told))
    }

    /// Has a text said after all others. It is synthesised as what was ordered before is heard: at most 20 s ahead.
    pub fn order(&self, order: Order) {
        self.client.queue().order(order);
        self.pool.wake();
    }

    /// Has a task said after all others whose texts come one by one.
    pub fn open(&self, id: TaskId) {
        self.client.queue().open(id);
    }

    /// The next text of a task that was opened.
    pub fn piece(&self, id: &str, script: Script) {
        self.client.queue().piece(id, script);
        self.pool.wake();
    }

    /// A task that was opened gets no more texts.
    pub fn complete(&self, id: &str) {
        self.client.queue().complete(id);
        self.pool.wake();
    }

    /// Calls off everything ordered so far: what is not yet synthesised is not synthesised any more.
    pub fn call_off(&self) {
        self.client.queue().call_off();
    }

    /// Tells how many samples of all sentences, from the first on, have been heard or dropped.
    pub fn consumed(&self, samples: u64) {
        if self.client.queue().consume(samples) {
            self.pool.wake();
        }
    }
}

impl Drop for Narrator {
    fn drop(&mut self) {
        self.call_off();
    }
}
