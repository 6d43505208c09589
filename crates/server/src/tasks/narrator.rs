//! A session's texts on their way to speech, as the session sees it.

use std::sync::Arc;
use std::time::Duration;

use avatar::Utterance;
use avatar::speech::{Script, SpeechError};
use tokio::sync::mpsc;

use crate::tasks::TaskId;
use crate::tasks::pool::{Client, MOST_UNREAD, Pool};

/// A text to be said.
#[derive(Debug)]
pub struct Order {
    /// The task.
    pub id: TaskId,
    /// What to say, and how.
    pub script: Script,
}

/// What the narrator has to tell, in the order of the orders.
#[derive(Debug)]
pub enum Narrated {
    /// A sentence of a task.
    Sentence(TaskId, Utterance),
    /// All of a task has been synthesised: its length, and what of it cannot be said.
    Complete(TaskId, Duration, Option<String>),
    /// The voice failed. What was said before stands; the rest is what was not said.
    Failed(TaskId, SpeechError, Option<String>),
}

/// The narrator of a session.
pub struct Narrator {
    pool: &'static Pool,
    client: Arc<Client>,
}

impl Narrator {
    /// A narrator, and what it tells.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn start() -> std::io::Result<(Self, mpsc::Receiver<Narrated>)> {
        let pool = Pool::get()?;
        let (tell, told) = mpsc::channel(MOST_UNREAD);
        let client = pool.join(tell);
        Ok((Self { pool, client }, told))
    }

    /// Has a text said after all others. It is synthesised as what was ordered before is heard: at most 20 s ahead.
    pub fn order(&self, order: Order) {
        self.client.line().order(order);
        self.pool.wake();
    }

    /// Calls off everything ordered so far: what is not yet synthesised is not synthesised any more.
    pub fn call_off(&self) {
        self.client.line().call_off();
    }

    /// Tells how many samples of all sentences, from the first on, have been heard or dropped.
    pub fn consumed(&self, samples: u64) {
        if self.client.line().consume(samples) {
            self.pool.wake();
        }
    }
}

impl Drop for Narrator {
    fn drop(&mut self) {
        self.call_off();
    }
}
