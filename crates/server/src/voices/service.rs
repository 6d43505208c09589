//! A voice of the speech service (TTS service), in one session.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use avatar::speech::{Engine, Progress, Prosody, SentenceSound, SentenceSpeaker, SpeechError, Voice, VoiceSource};
use openai::Client;
use openai::speech::{Pcm, SpeechFormat, SpeechRequest, VoiceError, VoiceFailure};
use tokio::runtime::Handle;
use tokio::sync::oneshot::error::TryRecvError;
use tokio::sync::{Semaphore, oneshot};
use tokio::task::AbortHandle;

use crate::options::NamedVoice;
use crate::traces::{Kind, Parent, Span};
use crate::voices::circuit_breaker::CircuitBreaker;

/// How much speech lies ready before the next sentence is asked for: an interrupt has then paid for a sentence or two.
const AHEAD: Duration = Duration::from_secs(6);

/// How the ids of such voices begin.
pub(super) const PREFIX: &str = "tts:";

/// The speech service of a server.
#[derive(Debug)]
pub(super) struct Service {
    pub client: Client,
    pub model: String,
    pub format: SpeechFormat,
    /// How long each wait may last, for the first sound and for each further one.
    pub timeout: Duration,
    /// Characters that one session may have spoken.
    pub characters: usize,
    /// One permit for each sentence that may be asked for at once.
    pub room: Semaphore,
    pub circuit_breaker: Mutex<CircuitBreaker>,
    /// Where sound is waited for.
    pub runtime: Handle,
}

impl Service {
    fn circuit_breaker(&self) -> MutexGuard<'_, CircuitBreaker> {
        self.circuit_breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Speaks a sentence, and takes note of what comes of it.
    async fn speak(&self, request: SpeechRequest, trace: &Parent) -> Result<Pcm, VoiceError> {
        let span = Span::begin(Kind::Client, "speech", trace);
        span.set("gen_ai.operation.name", "speech");
        span.set("gen_ai.request.model", request.model.clone());
        let spoken = self.sound(request, &span).await;
        if let Err(error) = &spoken {
            span.fail(error.code());
        }
        spoken
    }

    async fn sound(&self, request: SpeechRequest, span: &Span) -> Result<Pcm, VoiceError> {
        let waited = tokio::time::timeout(self.timeout, self.room.acquire()).await;
        // Never closed.
        let Ok(Ok(_permit)) = waited else {
            return Err(VoiceError::RateLimited { retry_after: None });
        };
        let voice = request.voice.clone();
        let client = self.client.traced(span.parent().header().as_deref());
        match client.speak(&request, self.timeout).await {
            Ok(sound) => {
                self.circuit_breaker().spoke(&voice);
                Ok(sound)
            }
            Err(failure) => {
                let circumstance = failure.circumstance();
                let VoiceFailure { error, detail } = &failure;
                tracing::warn!(%error, circumstance, advice = error.advice(), "the speech service failed");
                tracing::debug!(detail, "the speech service's words about it");
                let error = failure.error;
                self.circuit_breaker().failed(&voice, &error, Instant::now());
                Err(error)
            }
        }
    }
}

/// A voice of the service, and how much of it a session has had.
#[derive(Debug)]
pub(super) struct ServiceVoice {
    service: Arc<Service>,
    voice: NamedVoice,
    /// Characters that the session may still have spoken.
    left: Arc<AtomicUsize>,
    /// The span of the call that asks for the session.
    trace: Parent,
}

impl ServiceVoice {
    pub fn new(service: Arc<Service>, voice: NamedVoice) -> Self {
        Self {
            left: Arc::new(AtomicUsize::new(service.characters)),
            service,
            voice,
            trace: Parent::default(),
        }
    }

    /// The same voice in a session of its own.
    pub fn in_session(&self) -> Self {
        Self {
            trace: Parent::current(),
            ..Self::new(Arc::clone(&self.service), self.voice.clone())
        }
    }
}

impl VoiceSource for ServiceVoice {
    fn voice(&self) -> Voice {
        Voice {
            id: format!("{PREFIX}{}", self.voice.name),
            name: self.voice.name.clone(),
            language: self.voice.language.clone(),
            engine: Engine::Service,
        }
    }

    fn start(&self, prosody: Prosody) -> Result<Box<dyn SentenceSpeaker>, SpeechError> {
        Ok(Box::new(ServiceSpeaker {
            service: Arc::clone(&self.service),
            voice: self.voice.name.clone(),
            left: Arc::clone(&self.left),
            trace: self.trace.clone(),
            prosody,
            asked: None,
        }))
    }

    fn ahead(&self) -> Duration {
        AHEAD
    }
}

/// One that speaks with such a voice.
struct ServiceSpeaker {
    service: Arc<Service>,
    voice: String,
    left: Arc<AtomicUsize>,
    trace: Parent,
    prosody: Prosody,
    asked: Option<Asked>,
}

/// A sentence that was asked for. Dropped, the call is ended.
struct Asked {
    sound: oneshot::Receiver<Result<Pcm, VoiceError>>,
    work: AbortHandle,
}

impl Drop for Asked {
    fn drop(&mut self) {
        self.work.abort();
    }
}

impl SentenceSpeaker for ServiceSpeaker {
    fn begin(&mut self, sentence: &str) -> Result<(), SpeechError> {
        self.asked = None;
        self.service
            .circuit_breaker()
            .check(&self.voice, Instant::now())
            .map_err(told)?;
        let characters = sentence.chars().count();
        let take = |left: usize| left.checked_sub(characters);
        if self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take)
            .is_err()
        {
            return Err(SpeechError::Source {
                code: "voice-limit",
                message: "This session has had as much of this voice as it may.".into(),
            });
        }
        let request = SpeechRequest {
            model: self.service.model.clone(),
            input: sentence.to_owned(),
            voice: self.voice.clone(),
            format: self.service.format,
            speed: self.prosody.pace,
        };
        let (tell, sound) = oneshot::channel();
        let (service, trace) = (Arc::clone(&self.service), self.trace.clone());
        let work = self.service.runtime.spawn(async move {
            // The session may have gone.
            tell.send(service.speak(request, &trace).await).ok();
        });
        self.asked = Some(Asked {
            sound,
            work: work.abort_handle(),
        });
        Ok(())
    }

    fn work(&mut self) -> Result<Progress, SpeechError> {
        let Some(asked) = &mut self.asked else {
            return Err(SpeechError::Silent);
        };
        let came = match asked.sound.try_recv() {
            Err(TryRecvError::Empty) => return Ok(Progress::Waiting),
            Ok(came) => came,
            // Only a defect ends the call without a word.
            Err(TryRecvError::Closed) => Err(VoiceError::Cut),
        };
        self.asked = None;
        // How loud it is, is seen to where it is finished.
        let Pcm { samples, rate } = came.map_err(told)?;
        Ok(Progress::Spoken(SentenceSound {
            samples,
            rate,
            shapes: None,
        }))
    }
}

fn told(error: VoiceError) -> SpeechError {
    SpeechError::Source {
        code: error.code(),
        message: error.to_string(),
    }
}
