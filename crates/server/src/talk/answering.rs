//! One answer, streamed from the language model (LLM) to the voice.

use std::time::Duration;

use avatar::speech::{Delivery, Passages, Script, SpeechError};
use openai::{ChatRequest, Client, Event, Failure, Finish, Message, ServiceError};
use serde_json::{Map, Value};
use tasks::{AnswerFailure, Refusal, TaskId};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use crate::talk::model::Model;
use crate::traces::{Kind, Parent, Span};

/// Parts of an answer that may wait for the session, which takes each within milliseconds.
const MAX_UNREAD: usize = 16;

/// Where answers come from, and how much of one is taken.
#[derive(Debug)]
pub(super) struct Source {
    pub client: Client,
    pub model: Model,
    /// Fields that are merged into the body of each request.
    pub extra: Map<String, Value>,
    /// How long each wait may last, for the first word and for each further one.
    pub timeout: Duration,
    /// Characters that an answer may have.
    pub longest: usize,
}

/// A part of an answer, or its end.
#[derive(Debug)]
pub enum AnswerPart {
    /// The next passage, ready to be spoken.
    Passage(Script),
    /// A part that the voice cannot say, or that is beyond the limit.
    Unsaid(String),
    /// The answer is over.
    Whole,
    /// It failed, perhaps after some passages.
    Failed(AnswerFailure),
}

impl AnswerPart {
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
    parts: mpsc::Receiver<AnswerPart>,
    work: AbortHandle,
}

impl Answering {
    /// Has an answer given by `work`.
    pub(super) fn begin<F: Future<Output = ()> + Send + 'static>(
        runtime: &Handle,
        id: TaskId,
        work: impl FnOnce(AnswerSender) -> F,
    ) -> Self {
        let (tell, parts) = mpsc::channel(MAX_UNREAD);
        let work = runtime.spawn(work(AnswerSender::new(tell)));
        Self {
            id,
            parts,
            work: work.abort_handle(),
        }
    }

    /// The next part. Nothing follows the one that is the last.
    pub async fn next(&mut self) -> AnswerPart {
        let defect = || {
            let message = "The answer ended by a defect of the server. Please report it with the server's log.".into();
            AnswerPart::Failed(AnswerFailure {
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
struct Unwanted;

/// Cuts an answer into passages and sends them to the session.
pub(super) struct AnswerSender {
    tell: mpsc::Sender<AnswerPart>,
    /// Characters of all its passages so far, also of those that the voice cannot say.
    taken: usize,
    /// Whether a passage was ready to be spoken.
    begun: bool,
    /// Why the voice cannot say the last of the passages that were left out.
    unspeakable: Option<SpeechError>,
}

impl AnswerSender {
    fn new(tell: mpsc::Sender<AnswerPart>) -> Self {
        Self {
            tell,
            taken: 0,
            begun: false,
            unspeakable: None,
        }
    }

    /// Asks the model and hands its answer on, passage by passage.
    pub async fn answer(mut self, source: &Source, messages: &[Message], delivery: &Delivery, trace: &Parent) {
        let span = Span::begin(Kind::Client, "chat", trace);
        span.set("gen_ai.operation.name", "chat");
        let client = source.client.traced(span.parent().header().as_deref());
        let end = match source.model.name(&client).await {
            Ok(model) => {
                span.set("gen_ai.request.model", model.to_owned());
                let extra = &source.extra;
                let request = ChatRequest { model, messages, extra };
                let answer = client.ask(&request, source.timeout, source.longest);
                self.read(answer, source.longest, delivery).await
            }
            Err(failure) => Ok(self.failed(failure)),
        };
        if let Ok(AnswerPart::Failed(failure)) = &end {
            span.fail(failure.code);
        }
        drop(span);
        if let Ok(end) = end {
            self.tell(end).await.ok();
        }
    }

    async fn read(
        &mut self,
        mut answer: openai::Answer,
        longest: usize,
        delivery: &Delivery,
    ) -> Result<AnswerPart, Unwanted> {
        let mut passages = Passages::new(delivery);
        while let Some(event) = answer.next().await {
            let end = match event {
                Event::Text(text) => {
                    passages.push(&text);
                    None
                }
                end => Some(end),
            };
            let mut next = || match end {
                None => passages.next_whole(),
                Some(_) => passages.next_left(),
            };
            while let Some(passage) = next() {
                if self.is_beyond(&passage, longest) {
                    return self.cut(longest).await;
                }
                self.speak(&passage, delivery).await?;
            }
            match end {
                None => {}
                Some(Event::Failed(failure)) => return Ok(self.failed(failure)),
                Some(Event::Finished(Finish::TooLong)) => return self.cut(longest).await,
                Some(Event::Finished(Finish::Length)) => {
                    let note = "… (the language model's own limit ended the answer here)";
                    self.tell(AnswerPart::Unsaid(note.into())).await?;
                    return Ok(self.whole());
                }
                Some(_) => return Ok(self.whole()),
            }
        }
        Ok(self.failed(ServiceError::Cut.into()))
    }

    /// Whether an answer with this passage is longer than the operator allows. A first passage is always taken.
    fn is_beyond(&self, passage: &str, longest: usize) -> bool {
        self.taken > 0 && self.taken + passage.chars().count() > longest
    }

    /// The end of an answer that is longer than the operator allows: what was said of it stands, and the visitor is told.
    async fn cut(&mut self, longest: usize) -> Result<AnswerPart, Unwanted> {
        tracing::info!(longest, "an answer was cut at --max-answer");
        let note = format!("… (the rest of the answer, which has more than {longest} characters)");
        self.tell(AnswerPart::Unsaid(note)).await?;
        Ok(self.whole())
    }

    /// Sends a passage to the session. One that the voice cannot say is left out, and the visitor is told.
    async fn speak(&mut self, passage: &str, delivery: &Delivery) -> Result<(), Unwanted> {
        self.taken += passage.chars().count();
        match Script::passage(passage, delivery, !self.begun) {
            Ok(script) => {
                self.begun = true;
                self.tell(AnswerPart::Passage(script)).await
            }
            // An ornament is not missed.
            Err(_) if !passage.chars().any(char::is_alphanumeric) => Ok(()),
            Err(error) => {
                self.unspeakable = Some(error);
                self.tell(AnswerPart::Unsaid(passage.to_owned())).await
            }
        }
    }

    /// The end of an answer that came whole, or as long as it may be.
    fn whole(&mut self) -> AnswerPart {
        if self.begun {
            return AnswerPart::Whole;
        }
        match self.unspeakable.take() {
            Some(error) => {
                let message = Refusal::Unspeakable(error).to_string();
                AnswerPart::Failed(AnswerFailure {
                    code: "voice-unsuitable",
                    message,
                })
            }
            None => self.failed(ServiceError::Empty.into()),
        }
    }

    /// The end of an answer that did not. The service's own words, which may repeat the visitor's, are for who looks for a fault.
    fn failed(&self, failure: Failure) -> AnswerPart {
        let circumstance = failure.circumstance();
        let Failure { error, detail } = &failure;
        tracing::warn!(%error, circumstance, advice = error.advice(), "an answer failed");
        tracing::debug!(detail, "the language model's words about it");
        AnswerPart::Failed(AnswerFailure {
            code: error.code(),
            message: error.to_string(),
        })
    }

    async fn tell(&self, part: AnswerPart) -> Result<(), Unwanted> {
        self.tell.send(part).await.map_err(|_| Unwanted)
    }
}
