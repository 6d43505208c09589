//! Turns texts into speech, one after the other, on a thread of its own: synthesis is work, and the session's thread
//! must hand out sound every 20 ms.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use avatar::Utterance;
use avatar::speech::{Delivery, SpeechError, narrate};
use tokio::sync::mpsc as asynchronous;

use crate::tasks::TaskId;

/// A text to be said.
#[derive(Clone, Debug)]
pub struct Order {
    /// The task.
    pub id: TaskId,
    /// What to say.
    pub text: String,
    /// How to say it.
    pub delivery: Delivery,
}

/// What the narrator has to tell, in the order of the orders.
#[derive(Debug)]
pub enum Narrated {
    /// A sentence of a task.
    Sentence(TaskId, Utterance),
    /// All of a task has been synthesised, or it was called off; its length so far.
    Complete(TaskId, Duration),
    /// The voice failed. What was said before stands.
    Failed(TaskId, SpeechError),
}

/// The narrator of a session. Its thread ends when this is dropped.
#[derive(Debug)]
pub struct Narrator {
    orders: mpsc::Sender<(u64, Order)>,
    generation: Arc<AtomicU64>,
}

impl Narrator {
    /// Starts a narrator that tells `tell`.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn start(tell: asynchronous::UnboundedSender<Narrated>) -> std::io::Result<Self> {
        let (orders, inbox) = mpsc::channel::<(u64, Order)>();
        let generation = Arc::new(AtomicU64::new(0));
        let current = Arc::clone(&generation);
        thread::Builder::new().name("narrator".into()).spawn(move || {
            while let Ok((generation, order)) = inbox.recv() {
                let wanted = || current.load(Ordering::Relaxed) == generation;
                if speak(&order, wanted, &tell).is_err() {
                    // The session has gone.
                    break;
                }
            }
        })?;
        Ok(Self { orders, generation })
    }

    /// Has a text said after all others.
    pub fn order(&self, order: Order) {
        // Fails only where the thread has died; the session then ends by the closed channel of what it tells.
        self.orders.send((self.generation.load(Ordering::Relaxed), order)).ok();
    }

    /// Calls off everything ordered so far: what is not yet synthesised is not synthesised any more.
    pub fn call_off(&self) {
        self.generation.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Narrator {
    fn drop(&mut self) {
        self.call_off();
    }
}

/// Synthesises a text for as long as it is wanted.
fn speak(
    order: &Order,
    wanted: impl Fn() -> bool,
    tell: &asynchronous::UnboundedSender<Narrated>,
) -> Result<(), asynchronous::error::SendError<Narrated>> {
    let mut length = Duration::ZERO;
    let sentences = if wanted() {
        Some(narrate(&order.text, &order.delivery))
    } else {
        None
    };
    match sentences {
        None => {}
        Some(Err(error)) => return tell.send(Narrated::Failed(order.id.clone(), error)),
        Some(Ok(sentences)) => {
            for sentence in sentences {
                match sentence {
                    Ok(sentence) => {
                        length += sentence.duration();
                        tell.send(Narrated::Sentence(order.id.clone(), sentence))?;
                    }
                    Err(error) => return tell.send(Narrated::Failed(order.id.clone(), error)),
                }
                if !wanted() {
                    break;
                }
            }
        }
    }
    tell.send(Narrated::Complete(order.id.clone(), length))
}
