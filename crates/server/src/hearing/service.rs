//! The speech recognition (STT service) behind a server.

use std::sync::Arc;
use std::time::{Duration, Instant};

use dialogue::Values;
use openai::{Client, ClientError, Failure, FailureMessage, ServiceError, TranscriptionRequest, wav_file};
use thiserror::Error;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;

use crate::hearing::VoiceInput;
use crate::hearing::microphone::DecoderError;
use crate::hearing::silero::{Network, NetworkError, Silero};
use crate::options::HearingOptions;
use crate::traces::{Kind, Parent, Span};

/// Why there is no speech recognition although one is set.
#[derive(Clone, Debug, Error)]
pub enum HearingStartError {
    /// There is no client for it.
    #[error("--stt-url cannot be used: {0}")]
    Client(#[from] ClientError),
    /// There is no voice activity detection.
    #[error(transparent)]
    Network(#[from] NetworkError),
}

/// The speech recognition and its limits. Copies are one service.
#[derive(Clone, Debug)]
pub struct Service(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    client: Client,
    model: String,
    language: Option<String>,
    prompt: Option<String>,
    timeout: Duration,
    /// Samples that are transcribed in one session.
    most: u64,
    /// Room for requests, of all sessions together.
    room: Semaphore,
    network: Network,
    /// Where requests are made. The connections to the service outlive the session that made them.
    runtime: Handle,
}

/// The service, with what one session needs of it.
#[derive(Clone, Debug)]
pub struct Listening {
    service: Service,
    /// Whether a language model answers what is said.
    answers: bool,
    /// The span of the call that asks for the session.
    trace: Parent,
}

impl Service {
    /// The service that the options name, if any. Within a runtime only.
    ///
    /// # Errors
    /// Where the address or the key cannot be used.
    pub fn of(options: &HearingOptions) -> Result<Option<Self>, HearingStartError> {
        let Some(base) = &options.stt_url else {
            return Ok(None);
        };
        let key = options.stt_api_key.as_ref().map(|key| key.reveal().to_owned());
        if base.is_plain() {
            tracing::warn!("--stt-url {base} is not encrypted: everyone on the way can hear what visitors say");
        }
        Ok(Some(Self(Arc::new(Inner {
            client: Client::new(base.clone(), key)?,
            model: options.stt_model.clone(),
            language: options.stt_language.clone(),
            prompt: options.stt_prompt.clone(),
            timeout: options.stt_timeout,
            most: options.max_listening.as_secs().saturating_mul(dialogue::SAMPLE_RATE),
            room: Semaphore::new(options.max_transcriptions.min(Semaphore::MAX_PERMITS)),
            network: Network::load()?,
            runtime: Handle::current(),
        }))))
    }

    /// The service for a session whose words a language model `answers`, or nobody.
    pub fn listening(&self, answers: bool) -> Listening {
        Listening {
            service: self.clone(),
            answers,
            trace: Parent::current(),
        }
    }

    /// Has sound written down.
    async fn transcribe(&self, samples: &[i16], span: &Span) -> Result<String, Failure> {
        let Inner {
            client,
            model,
            language,
            prompt,
            timeout,
            room,
            ..
        } = &*self.0;
        let begun = Instant::now();
        let turn = tokio::time::timeout(*timeout, room.acquire()).await;
        // Fails only where it is closed, which it never is.
        let Ok(Ok(_turn)) = turn else {
            let detail = "more requests wait than --max-transcriptions lets through".to_owned();
            return Err(Failure::new(
                ServiceError::RateLimited { retry_after: None },
                Some(detail),
            ));
        };
        let file = wav_file(samples, dialogue::SAMPLE_RATE as u32);
        let request = TranscriptionRequest {
            model,
            language: language.as_deref(),
            prompt: prompt.as_deref(),
            wav: &file,
        };
        client
            .traced(span.parent().header().as_deref())
            .transcribe(&request, timeout.saturating_sub(begun.elapsed()))
            .await
    }
}

impl Listening {
    /// Where requests are made.
    pub(super) fn runtime(&self) -> &Handle {
        &self.service.0.runtime
    }

    /// Has sound written down.
    ///
    /// # Errors
    /// Where the service does not do it in time.
    pub(super) async fn transcribe(&self, samples: &[i16]) -> Result<String, Failure> {
        let span = Span::begin(Kind::Client, "transcription", &self.trace);
        span.set("gen_ai.operation.name", "transcription");
        span.set("gen_ai.request.model", self.service.0.model.clone());
        let text = self.service.transcribe(samples, &span).await;
        if let Err(failure) = &text {
            span.fail(FailureMessage::of_transcription(&failure.error).code);
        }
        text
    }

    /// The session's voice input.
    ///
    /// # Errors
    /// Where the decoder does not start.
    pub fn hearing(&self, now: Instant) -> Result<VoiceInput, DecoderError> {
        let Inner {
            network, most, timeout, ..
        } = &*self.service.0;
        let values = Values {
            most: *most,
            answers: self.answers,
            // The service is given up first, and says why.
            transcript: *timeout + Duration::from_secs(1),
            ..Values::default()
        };
        VoiceInput::new(Box::new(Silero::new(network.clone())), values, now)
    }
}
