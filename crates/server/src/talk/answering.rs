//! One answer on its way from the model to the voice.

use std::time::Duration;

use avatar::speech::{Delivery, Passages, Script, SpeechError};
use openai::{ChatRequest, Client, Event, Failure, Finish, Message, ServiceError};
use serde_json::{Map, Value};
use tasks::{AnswerFailure, Refusal, TaskId};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use crate::talk::model::Model;

/// Parts of an answer that may wait for the session, which takes each within milliseconds.
const MOST_UNREAD: usize = 16;

/// A part of an answer, or its end.
#[derive(Debug)]
pub enum Answered {
    /// The next passage, ready to be spoken.
    Passage(Script),
    /// A part that the voice cannot say, or that is beyond the limit.
    Unsaid(String),
    /// The answer is over.
    Whole,
    /// It failed, perhaps after some passages.
    Failed(AnswerFailure),
}

impl Answered {
    /// Whether nothing follows.
    pub fn is_last(&self) -> bool {
        matches!(self, Self::Whole | Self::Failed(_))
    }
}

/// An answer that is being given. Dropped, it is given up: the connection to the service is closed, which ends the generation.
#[derive(Debug)]
pub struct Answering {
    /// The task that it is for.
    pub id: TaskId,
    parts: mpsc::Receiver<Answered>,
    work: AbortHandle,
}

impl Answering {
    /// Has an answer given by `work`.
    pub(super) fn begin<F: Future<Output = ()> + Send + 'static>(
        runtime: &Handle,
        id: TaskId,
        work: impl FnOnce(Speaking) -> F,
    ) -> Self {
        let (tell, parts) = mpsc::channel(MOST_UNREAD);
        let work = runtime.spawn(work(Speaking::new(tell)));
        Self {
            id,
            parts,
            work: work.abort_handle(),
        }
    }

    /// The next part. Nothing follows the one that is the last.
    pub async fn next(&mut self) -> Answered {
        let defect = || {
            let message = "The answer ended by a defect of the server. Please report it with the server's log.".into();
            Answered::Failed(AnswerFailure {
                code: "llm-failed",
                message,
            })
        };
        self.parts.recv().await.unwrap_or_else(defect)
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.work.abort();
    }
}

/// The session that listens has gone, or wants no more of the answer.
struct Enough;

/// The way of an answer from its words to its passages.
pub(super) struct Speaking {
    tell: mpsc::Sender<Answered>,
    /// Characters handed on.
    said: usize,
    begun: bool,
    unspeakable: Option<SpeechError>,
}

impl Speaking {
    fn new(tell: mpsc::Sender<Answered>) -> Self {
        Self {
            tell,
            said: 0,
            begun: false,
            unspeakable: None,
        }
    }

    /// Asks the model and hands its answer on, passage by passage, up to `longest` characters.
    #[expect(clippy::too_many_arguments, reason = "each is a setting of the service's, used once")]
    pub async fn answer(
        mut self,
        client: &Client,
        model: &Model,
        messages: &[Message],
        extra: &Map<String, Value>,
        patience: Duration,
        longest: usize,
        delivery: &Delivery,
    ) {
        let end = match model.name(client).await {
            Ok(model) => {
                let request = ChatRequest { model, messages, extra };
                self.read(client.ask(&request, patience), longest, delivery).await
            }
            Err(failure) => Ok(self.failed(failure)),
        };
        if let Ok(end) = end {
            self.tell(end).await.ok();
        }
    }

    async fn read(
        &mut self,
        mut answer: openai::Answer,
        longest: usize,
        delivery: &Delivery,
    ) -> Result<Answered, Enough> {
        let mut passages = Passages::new(delivery);
        while let Some(event) = answer.next().await {
            let failure = match event {
                Event::Text(text) => {
                    passages.push(&text);
                    while let Some(passage) = passages.next_whole() {
                        if self.is_beyond(&passage, longest) {
                            return self.cut(longest).await;
                        }
                        self.speak(&passage, delivery).await?;
                    }
                    continue;
                }
                Event::Finished(finish) => (finish == Finish::Length).then_some(None),
                Event::Failed(failure) => Some(Some(failure)),
            };
            while let Some(passage) = passages.next_left() {
                if self.is_beyond(&passage, longest) {
                    return self.cut(longest).await;
                }
                self.speak(&passage, delivery).await?;
            }
            return match failure {
                Some(Some(failure)) => Ok(self.failed(failure)),
                Some(None) => {
                    self.tell(Answered::Unsaid(
                        "… (the language model's own limit ended the answer here)".into(),
                    ))
                    .await?;
                    Ok(self.whole())
                }
                None => Ok(self.whole()),
            };
        }
        Ok(self.failed(ServiceError::Cut.into()))
    }

    fn is_beyond(&self, passage: &str, longest: usize) -> bool {
        self.begun && self.said + passage.chars().count() > longest
    }

    /// The answer is longer than the operator allows: what was said of it stands, and the visitor is told.
    async fn cut(&mut self, longest: usize) -> Result<Answered, Enough> {
        tracing::info!(longest, "an answer was cut at --max-answer");
        let note = format!("… (the rest of the answer, which has more than {longest} characters)");
        self.tell(Answered::Unsaid(note)).await?;
        Ok(Answered::Whole)
    }

    /// Hands a passage on. What the voice cannot say of an answer is left out and told.
    async fn speak(&mut self, passage: &str, delivery: &Delivery) -> Result<(), Enough> {
        self.said += passage.chars().count();
        match Script::passage(passage, delivery, !self.begun) {
            Ok(script) => {
                self.begun = true;
                self.tell(Answered::Passage(script)).await
            }
            // An ornament is not missed.
            Err(_) if !passage.chars().any(char::is_alphanumeric) => Ok(()),
            Err(error) => {
                self.unspeakable = Some(error);
                self.tell(Answered::Unsaid(passage.to_owned())).await
            }
        }
    }

    /// The end of an answer that came whole.
    fn whole(&mut self) -> Answered {
        if self.begun {
            return Answered::Whole;
        }
        match self.unspeakable.take() {
            Some(error) => {
                let message = Refusal::Unspeakable(error).to_string();
                Answered::Failed(AnswerFailure {
                    code: "voice-unsuitable",
                    message,
                })
            }
            None => self.failed(ServiceError::Empty.into()),
        }
    }

    /// The end of an answer that did not. The service's own words go to the log only.
    fn failed(&self, failure: Failure) -> Answered {
        let Failure { error, detail } = failure;
        tracing::warn!(%error, detail, advice = error.advice(), "an answer failed");
        Answered::Failed(AnswerFailure {
            code: error.code(),
            message: error.to_string(),
        })
    }

    async fn tell(&self, part: Answered) -> Result<(), Enough> {
        self.tell.send(part).await.map_err(|_| Enough)
    }
}
