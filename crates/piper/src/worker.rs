//! The thread that runs a voice's model, sentence after sentence, so that nobody else's speech waits for it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;

use avatar::speech::SentenceSound;

use crate::error::PiperError;

/// A sentence to be spoken.
struct Job {
    speak: Box<dyn FnOnce() -> Result<SentenceSound, PiperError> + Send>,
    wanted: Arc<AtomicBool>,
    tell: mpsc::SyncSender<Result<SentenceSound, PiperError>>,
}

/// The thread.
#[derive(Clone, Debug)]
pub struct Worker {
    jobs: mpsc::Sender<Job>,
}

/// A sentence that is being spoken, or waits for that. Dropped, it is not begun.
#[derive(Debug)]
pub struct Pending {
    wanted: Arc<AtomicBool>,
    told: mpsc::Receiver<Result<SentenceSound, PiperError>>,
}

impl Worker {
    /// Starts the thread. It ends with the last copy.
    ///
    /// # Errors
    /// Where the system gives none.
    pub fn start(name: &str) -> Result<Self, PiperError> {
        let (jobs, taken) = mpsc::channel::<Job>();
        let work = move || {
            while let Ok(job) = taken.recv() {
                if job.wanted.load(Ordering::Relaxed) {
                    // Whoever asked may have gone meanwhile.
                    job.tell.send((job.speak)()).ok();
                }
            }
        };
        let thread = thread::Builder::new().name(format!("piper {name}")).spawn(work);
        thread.map_err(|error| PiperError::Thread {
            reason: error.to_string(),
        })?;
        Ok(Self { jobs })
    }

    /// Has a sentence spoken after those that wait.
    pub fn speak(&self, speak: impl FnOnce() -> Result<SentenceSound, PiperError> + Send + 'static) -> Pending {
        let wanted = Arc::new(AtomicBool::new(true));
        let (tell, told) = mpsc::sync_channel(1);
        let job = Job {
            speak: Box::new(speak),
            wanted: Arc::clone(&wanted),
            tell,
        };
        // Fails only where the thread has ended, which the sentence then tells.
        self.jobs.send(job).ok();
        Pending { wanted, told }
    }
}

impl Pending {
    /// The sound, once it is there.
    pub fn poll(&self) -> Option<Result<SentenceSound, PiperError>> {
        match self.told.try_recv() {
            Ok(outcome) => Some(outcome),
            Err(mpsc::TryRecvError::Empty) => None,
            Err(mpsc::TryRecvError::Disconnected) => Some(Err(PiperError::Run {
                reason: "its thread has ended".into(),
            })),
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.wanted.store(false, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound(rate: u32) -> SentenceSound {
        SentenceSound {
            rate,
            ..SentenceSound::default()
        }
    }

    fn wait(pending: &Pending) -> Result<SentenceSound, PiperError> {
        loop {
            if let Some(outcome) = pending.poll() {
                return outcome;
            }
            thread::yield_now();
        }
    }

    #[test]
    fn sentences_are_spoken_in_order_and_unwanted_ones_are_not() {
        let worker = Worker::start("test").unwrap();
        let (go, gone) = mpsc::channel::<()>();
        let first = worker.speak(move || {
            gone.recv().ok();
            Ok(sound(1))
        });
        let begun = Arc::new(AtomicBool::new(false));
        let note = Arc::clone(&begun);
        drop(worker.speak(move || {
            note.store(true, Ordering::Relaxed);
            Ok(sound(2))
        }));
        let last = worker.speak(|| Ok(sound(3)));
        assert!(first.poll().is_none());
        go.send(()).unwrap();
        assert_eq!((wait(&first), wait(&last)), (Ok(sound(1)), Ok(sound(3))));
        assert!(!begun.load(Ordering::Relaxed), "nobody wanted it any more");
    }
}
