//! A session's requests to the speech recognition.

use std::collections::HashMap;

use dialogue::JobId;
use openai::FailureMessage;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use crate::hearing::Listening;

/// Transcripts that may wait for the session, which takes each within milliseconds.
const MAX_UNREAD: usize = 16;

/// A transcript, or why there is none.
pub type Transcript = (JobId, Result<String, FailureMessage>);

/// The requests that are under way. Dropped, they are given up.
#[derive(Debug)]
pub struct Transcriptions {
    listening: Listening,
    tell: mpsc::Sender<Transcript>,
    told: mpsc::Receiver<Transcript>,
    work: HashMap<JobId, AbortHandle>,
}

impl Transcriptions {
    /// No requests yet.
    pub fn new(listening: Listening) -> Self {
        let (tell, told) = mpsc::channel(MAX_UNREAD);
        Self {
            listening,
            tell,
            told,
            work: HashMap::new(),
        }
    }

    /// Has sound written down.
    pub fn begin(&mut self, job: JobId, samples: Vec<i16>) {
        let (listening, tell) = (self.listening.clone(), self.tell.clone());
        let work = self.listening.runtime().spawn(async move {
            let text = listening.transcribe(&samples).await.map_err(|failure| {
                let told = FailureMessage::of_transcription(&failure.error);
                let circumstance = failure.circumstance();
                tracing::warn!(code = told.code, circumstance, advice = told.advice, "not transcribed");
                tracing::debug!(detail = failure.detail, "the speech recognition's words about it");
                told
            });
            // The session may have gone.
            tell.send((job, text)).await.ok();
        });
        self.work.insert(job, work.abort_handle());
    }

    /// Gives a request up.
    pub fn discard(&mut self, job: JobId) {
        if let Some(work) = self.work.remove(&job) {
            work.abort();
        }
    }

    /// The next transcript.
    pub async fn next(&mut self) -> Transcript {
        match self.told.recv().await {
            Some((job, text)) => {
                self.work.remove(&job);
                (job, text)
            }
            // Never: this has a sender itself.
            None => std::future::pending().await,
        }
    }
}

impl Drop for Transcriptions {
    fn drop(&mut self) {
        for work in self.work.values() {
            work.abort();
        }
    }
}
