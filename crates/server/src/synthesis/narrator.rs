//! The synthesis of a session's texts, as the session sees it.

use std::sync::Arc;

use tasks::{Narrated, Order};
use tokio::sync::mpsc;

use crate::synthesis::pool::{Client, MOST_UNREAD, Pool};

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
        let (tell, told) = mpsc::channel(MOST_UNREAD);
        let client = pool.join(tell);
        Ok((Self { pool, client }, told))
    }

    /// Has a text said after all others. It is synthesised as what was ordered before is heard: at most 20 s ahead.
    pub fn order(&self, order: Order) {
        self.client.queue().order(order);
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
