//! Viewers: many visitors at once, who take what comes and keep nothing.

use std::time::{Duration, Instant};

use api::Call;
use serde_json::json;
use str0m::format::Codec;
use tokio::task::AbortHandle;

use crate::caller::Caller;
use crate::visitor::Visitor;

/// A text of about twenty seconds.
const TEXT: &str = "The ferry leaves the harbour at nine and comes back in the evening. The weather is fine today, so please take your seats on \
                    the upper deck. There is coffee in the hall, and lunch is served at noon. From the bow you can see the old lighthouse, which \
                    was built by fishermen two hundred years ago, and behind it the islands.";

/// The time after which a session without media counts as lost.
const SILENCE: Duration = Duration::from_secs(10);

/// The workload of sessions: the codec, the size, and whether they speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Workload {
    /// The codec.
    pub codec: Codec,
    /// The quality, as the API names it.
    pub quality: &'static str,
    /// Whether they speak without a pause.
    pub speaks: bool,
}

/// One of them, gone when this is dropped.
pub struct Viewer {
    visitor: Visitor,
    speaking: Option<AbortHandle>,
    /// From `streaming.new` to the first picture.
    pub started: Duration,
}

impl Viewer {
    /// Opens a session and waits for its first picture.
    pub async fn enter(caller: &Caller, workload: Workload) -> Self {
        let codec = match workload.codec {
            Codec::H264 => "H264",
            _ => "VP8",
        };
        let body = json!({"quality": workload.quality, "video_encoding": codec, "activity_idle_timeout": 3600});
        let began = Instant::now();
        let visitor = Visitor::enter(caller, body, &[workload.codec]).await;
        visitor.until("a picture", |inbox| !inbox.pictures.is_empty()).await;
        let started = began.elapsed();
        visitor.see(|inbox| {
            inbox.counts_only = true;
            inbox.pictures.clear();
            inbox.packets.clear();
        });
        let speaking = workload.speaks.then(|| {
            let (caller, session) = (visitor.caller.clone(), visitor.session.clone());
            tokio::spawn(async move {
                loop {
                    match speak(&caller, &session).await {
                        Some(length) => tokio::time::sleep(length).await,
                        None => return,
                    }
                }
            })
            .abort_handle()
        });
        Self {
            visitor,
            speaking,
            started,
        }
    }

    /// Whether media come.
    pub fn is_alive(&self) -> bool {
        self.visitor.see(|inbox| {
            inbox.messages.clear();
            !inbox.closed && inbox.last.is_some_and(|last| last.elapsed() < SILENCE)
        })
    }

    /// Has a text said; whether it was taken.
    pub async fn speak(&self) -> bool {
        speak(&self.visitor.caller, &self.visitor.session).await.is_some()
    }

    /// Ends the session; whether that went well.
    pub async fn leave(self) -> bool {
        if let Some(speaking) = &self.speaking {
            speaking.abort();
        }
        self.visitor.call(Call::Stop).await.0 == 200
    }
}

impl Drop for Viewer {
    fn drop(&mut self) {
        if let Some(speaking) = &self.speaking {
            speaking.abort();
        }
        self.visitor.close();
    }
}

/// Has a text said; gives its length, where it was taken.
async fn speak(caller: &Caller, session: &str) -> Option<Duration> {
    let body = json!({"session_id": session, "text": TEXT});
    let (status, reply) = caller.call(Call::Task, body).await;
    let length = reply["data"]["duration_ms"].as_u64().filter(|_| status == 200)?;
    Some(Duration::from_millis(length))
}
