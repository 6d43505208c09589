//! The language model (LLM service) behind a server.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use api::{ErrorKind, NewRequest};
use avatar::speech::{Delivery, Voice};
use openai::{Client, ClientError, Message};
use tasks::TaskId;
use thiserror::Error;
use tokio::runtime::Handle;

use crate::options::TalkOptions;
use crate::refusal::Refusal;
use crate::talk::answering::{Answering, Source};
use crate::talk::conversation::{Conversation, TalkLimits};
use crate::talk::model::Model;
use crate::talk::prompt;
use crate::traces::Parent;

/// Characters of a name from a request that an error quotes.
const QUOTED: usize = 64;

/// Why there is no language model although one is set.
#[derive(Clone, Debug, Error)]
pub enum ServiceStartError {
    /// A file of a prompt cannot be read.
    #[error("cannot read {path}: {error}. Give --llm-prompt-file and --knowledge-base files of text in UTF-8")]
    Prompt {
        /// The file.
        path: String,
        /// The system's own words.
        error: Arc<std::io::Error>,
    },
    /// There is no client for it.
    #[error("--llm-url cannot be used: {0}")]
    Client(#[from] ClientError),
}

/// The model, its prompts and its limits. Copies are one service.
#[derive(Clone, Debug)]
pub struct Service(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    source: Source,
    prompt: String,
    knowledge: BTreeMap<String, String>,
    page_prompt: bool,
    limits: TalkLimits,
    /// Where answers are read. The connections to the service outlive the session that made them.
    runtime: Handle,
}

/// The service, with all that one session needs of it.
#[derive(Clone, Debug)]
pub struct Talk {
    service: Service,
    prompt: String,
    delivery: Delivery,
    /// The span of the call that asks for the session.
    trace: Parent,
}

impl Service {
    /// The service that the options name, if any. Within a runtime only.
    ///
    /// # Errors
    /// Where a prompt cannot be read, or the address or the key cannot be used.
    pub fn of(options: &TalkOptions) -> Result<Option<Self>, ServiceStartError> {
        let Some(base) = &options.llm_url else {
            return Ok(None);
        };
        let key = options.llm_api_key.as_ref().map(|key| key.reveal().to_owned());
        if key.is_some() && base.is_plain() {
            tracing::warn!(
                "--llm-url {base} is not encrypted: everyone on the way can read the key and the conversations"
            );
        }
        let prompt = match (&options.llm_prompt, &options.llm_prompt_file) {
            (_, Some(path)) => read(path)?,
            (Some(prompt), None) => prompt.clone(),
            (None, None) => prompt::DEFAULT.to_owned(),
        };
        let mut knowledge = BTreeMap::new();
        for entry in &options.knowledge_base {
            knowledge.insert(entry.id.clone(), read(&entry.path)?);
        }
        Ok(Some(Self(Arc::new(Inner {
            source: Source {
                client: Client::new(base.clone(), key)?,
                model: Model::new(options.llm_model.clone()),
                extra: options.llm_body.clone().map(|body| body.0).unwrap_or_default(),
                timeout: options.llm_timeout,
                longest: options.max_answer,
            },
            prompt,
            knowledge,
            page_prompt: !options.no_page_prompt,
            limits: TalkLimits {
                answers: options.max_answers,
                per_minute: options.answers_per_minute,
                history: options.max_history,
            },
            runtime: Handle::current(),
        }))))
    }

    /// Asks the service which model answers, and says in the log what comes of it.
    pub async fn look(&self) {
        match self.0.source.model.name(&self.0.source.client).await {
            Ok(model) => tracing::info!(model, "talk is answered"),
            Err(failure) => {
                let (error, advice) = (&failure.error, failure.error.advice());
                let circumstance = failure.circumstance();
                tracing::debug!(detail = failure.detail, "the language model's words about it");
                tracing::warn!(%error, circumstance, advice, "the language model does not answer yet");
            }
        }
    }

    /// The service for a session with these wishes.
    ///
    /// # Errors
    /// A refusal where it names a prompt that the server does not have.
    pub fn talk(&self, request: &NewRequest, delivery: &Delivery, voices: &[Voice]) -> Result<Talk, Refusal> {
        let Inner {
            prompt,
            knowledge,
            page_prompt,
            ..
        } = &*self.0;
        let named = request
            .knowledge_base_id
            .as_deref()
            .map(str::trim)
            .filter(|id| !id.is_empty());
        let chosen = named
            .map(|id| knowledge.get(id).ok_or_else(|| unknown(id)))
            .transpose()?;
        let page = request.knowledge_base.as_deref().filter(|_| *page_prompt);
        if page.is_some_and(|page| page.chars().count() > prompt::MAX_PAGE_PROMPT) {
            let most = prompt::MAX_PAGE_PROMPT;
            tracing::info!(most, "a page's knowledge_base was cut to the characters that are taken");
        }
        let voice = voices
            .iter()
            .find(|voice| Some(&voice.id) == delivery.voice_id.as_ref());
        let language = voice.map_or("", |voice| &voice.language);
        Ok(Talk {
            service: self.clone(),
            prompt: prompt::prompt(prompt, chosen.map(String::as_str), page, language),
            delivery: delivery.clone(),
            trace: Parent::current(),
        })
    }
}

impl Talk {
    /// The session's conversation.
    pub fn conversation(&self) -> Conversation {
        Conversation::new(self.prompt.clone(), self.service.0.limits)
    }

    /// Asks the model; the answer is given up when it is dropped.
    pub fn ask(&self, id: TaskId, messages: Vec<Message>) -> Answering {
        let service = Arc::clone(&self.service.0);
        let (delivery, trace) = (self.delivery.clone(), self.trace.clone());
        Answering::begin(&self.service.0.runtime, id, move |sender| async move {
            sender.answer(&service.source, &messages, &delivery, &trace).await;
        })
    }
}

fn read(path: &Path) -> Result<String, ServiceStartError> {
    fs::read_to_string(path).map_err(|error| ServiceStartError::Prompt {
        path: path.display().to_string(),
        error: Arc::new(error),
    })
}

fn unknown(id: &str) -> Refusal {
    let id: String = id.chars().take(QUOTED).collect();
    let message = format!(
        "knowledge_base_id not found: {id}. Leave it out, or ask the operator of the server for the names there are."
    );
    Refusal::new(ErrorKind::BadRequest, message)
}
