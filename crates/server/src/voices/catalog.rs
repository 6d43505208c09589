//! All voices of a server, and the choice among them.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use api::NewRequest;
use avatar::speech::{self, Delivery, Source, Voice};
use openai::speech::VoiceFailure;
use openai::{Client, ClientError};
use thiserror::Error;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;

use crate::options::{NamedVoice, VoiceOptions};
use crate::voices::service::{Service, ServiceVoice};

/// How long a service that does not list its voices is waited for before it is asked again, the first time and at most.
const FIRST_WAIT: Duration = Duration::from_secs(5);
const MAX_WAIT: Duration = Duration::from_secs(300);

/// Why a voice that is set cannot be had.
#[derive(Clone, Debug, Error)]
pub enum VoiceStartError {
    /// There is no client for the speech service.
    #[error("--tts-url cannot be used: {0}")]
    Client(#[from] ClientError),
    /// A Piper voice cannot be used.
    #[cfg(feature = "piper")]
    #[error("--piper-voice: {0}")]
    Piper(#[from] piper::PiperError),
    /// This program cannot run Piper voices.
    #[error("--piper-voice: this server was built without Piper voices. Build it with the feature \"piper\"")]
    NoPiper,
    /// The program has a defect.
    #[error("--piper-voice: loading the voice broke off. Please report it")]
    Defect,
}

/// The voices that a server offers beside those of its machine. Copies are one catalog.
#[derive(Clone, Debug, Default)]
pub struct Voices(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    service: Option<Arc<Service>>,
    /// In the order in which they are preferred.
    offered: RwLock<Vec<Offered>>,
}

/// A voice beyond the built-in ones.
#[derive(Clone, Debug)]
struct Offered {
    /// The voice as lists show it.
    voice: Voice,
    source: Source,
    /// Whether it is deep, where that is known.
    low: Option<bool>,
    /// Of a service's: its part that knows how much a session has had of it.
    service: Option<Arc<ServiceVoice>>,
}

impl Voices {
    /// The voices that the options name. Within a runtime only. Piper's take about a second each.
    ///
    /// # Errors
    /// Where the address or the key of the speech service cannot be used, or a Piper voice.
    pub async fn of(options: &VoiceOptions) -> Result<Self, VoiceStartError> {
        let mut offered = Vec::new();
        for path in options.piper_voice.clone() {
            let loaded = tokio::task::spawn_blocking(move || piper_voice(&path)).await;
            offered.push(loaded.map_err(|_| VoiceStartError::Defect)??);
        }
        let service = service(options)?.map(Arc::new);
        let voices = Self(Arc::new(Inner {
            service,
            offered: RwLock::new(offered),
        }));
        voices.offer(options.tts_voice.clone());
        Ok(voices)
    }

    /// Offers voices of the service.
    fn offer(&self, named: Vec<NamedVoice>) {
        let Some(service) = &self.0.service else {
            return;
        };
        let offered = named.into_iter().map(|named| {
            let voice = Arc::new(ServiceVoice::new(Arc::clone(service), named));
            let source = Source::new(Arc::clone(&voice) as _, "");
            Offered {
                voice: source.voice(),
                source,
                low: None,
                service: Some(voice),
            }
        });
        let mut list = self.0.offered.write().unwrap_or_else(PoisonError::into_inner);
        list.extend(offered);
    }

    fn offered(&self) -> Vec<Offered> {
        let list = self.0.offered.read().unwrap_or_else(PoisonError::into_inner);
        list.clone()
    }

    /// Asks the service for its voices where none are named, until it tells them; says in the log what comes of it.
    pub async fn look(&self) {
        let Some(service) = &self.0.service else {
            return;
        };
        let named = self
            .offered()
            .iter()
            .filter(|offered| offered.service.is_some())
            .count();
        if named > 0 {
            tracing::info!(voices = named, "the speech service is set");
            return;
        }
        let mut wait = FIRST_WAIT;
        loop {
            match service.client.voices().await {
                Ok(Some(names)) if !names.is_empty() => {
                    tracing::info!(voices = names.len(), "the speech service has told its voices");
                    let named = |name| NamedVoice {
                        name,
                        language: String::new(),
                    };
                    self.offer(names.into_iter().map(named).collect());
                    return;
                }
                Ok(_) => {
                    tracing::warn!(
                        "the speech service lists no voices: name them with --tts-voice, as --tts-voice alloy"
                    );
                    return;
                }
                Err(failure) => {
                    let circumstance = failure.circumstance();
                    let VoiceFailure { error, detail } = &failure;
                    let advice = error.advice();
                    tracing::debug!(detail, "the speech service's words about its voices");
                    tracing::warn!(%error, circumstance, advice, "the speech service does not tell its voices yet");
                }
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(MAX_WAIT);
        }
    }

    /// All voices: those of this machine, then those beyond. The first look for the former starts another program and may take
    /// seconds, so it does not hold up the calls of others.
    pub async fn all(&self) -> Vec<Voice> {
        let own = tokio::task::spawn_blocking(speech::voices).await.unwrap_or_default();
        let offered = self.offered().into_iter().map(|offered| offered.voice);
        own.into_iter().chain(offered).collect()
    }

    /// Has the voice speak that a request names, where it is one of these; where it names none, one of these that speaks its language
    /// and is as deep or as high as `own`, the avatar's voice. Where it fails, a built-in one speaks.
    pub fn give(&self, delivery: &mut Delivery, request: &NewRequest, own: &str) {
        let named = request.voice.as_ref().and_then(|voice| voice.voice_id.as_deref());
        let named = named.map(str::trim).filter(|id| !id.is_empty());
        let language = request.language();
        let fits = |offered: &Offered| match named {
            Some(id) => offered.voice.id == id,
            None => {
                speaks(&offered.voice, language.unwrap_or("en")) && offered.low.is_none_or(|low| low == is_low(own))
            }
        };
        let Some(offered) = self.offered().into_iter().find(fits) else {
            return;
        };
        let language = language.unwrap_or(&offered.voice.language);
        let fallback = speech::voice_for(language, own).map_or_else(|| own.to_owned(), |voice| voice.id);
        let source = offered.source.or_else(fallback);
        delivery.voice_id = Some(offered.voice.id);
        delivery.source = Some(match offered.service {
            Some(voice) => source.spoken_by(Arc::new(voice.in_session())),
            None => source,
        });
    }
}

/// Whether a voice speaks a language. One without a language speaks every.
fn speaks(voice: &Voice, language: &str) -> bool {
    // The language may be called by its name.
    let tag = speech::voice_for(language, "").map_or_else(|| language.to_owned(), |voice| voice.language);
    voice.language.is_empty() || primary(&voice.language) == primary(&tag)
}

/// The language of a tag without its country.
fn primary(tag: &str) -> String {
    tag.split(['-', '_'])
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// Whether a built-in voice is deep.
fn is_low(id: &str) -> bool {
    id.ends_with("-low")
}

/// The speech service that the options name, if any.
fn service(options: &VoiceOptions) -> Result<Option<Service>, VoiceStartError> {
    let Some(base) = &options.tts_url else {
        return Ok(None);
    };
    let key = options.tts_api_key.as_ref().map(|key| key.reveal().to_owned());
    if key.is_some() && base.is_plain() {
        tracing::warn!("--tts-url {base} is not encrypted: everyone on the way can read the key and the texts");
    }
    Ok(Some(Service {
        client: Client::new(base.clone(), key)?,
        model: options.tts_model.clone(),
        format: options.tts_format,
        timeout: options.tts_timeout,
        characters: options.max_tts_characters,
        room: Semaphore::new(options.max_tts_requests.clamp(1, Semaphore::MAX_PERMITS)),
        circuit_breaker: Mutex::default(),
        runtime: Handle::current(),
    }))
}

#[cfg(feature = "piper")]
fn piper_voice(path: &Path) -> Result<Offered, VoiceStartError> {
    let loaded = piper::PiperVoice::load(path)?;
    let low = Some(loaded.is_low());
    let source = Source::new(Arc::new(loaded), "");
    let voice = source.voice();
    tracing::info!(voice = voice.id, language = voice.language, "a Piper voice is loaded");
    Ok(Offered {
        voice,
        source,
        low,
        service: None,
    })
}

#[cfg(not(feature = "piper"))]
fn piper_voice(_: &Path) -> Result<Offered, VoiceStartError> {
    Err(VoiceStartError::NoPiper)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voice_speaks_its_language_whatever_it_is_called() {
        let voice = |language: &str| Voice {
            id: "v".into(),
            name: "V".into(),
            language: language.into(),
            engine: speech::Engine::Service,
        };
        for (own, asked, expected) in [
            ("en-US", "en-GB", true),
            ("de-DE", "German", true),
            ("de", "fr_CA", false),
            ("", "zh-CN", true),
            ("zh-CN", "zh", true),
            ("en", "zh", false),
        ] {
            assert_eq!(speaks(&voice(own), asked), expected, "{own} for {asked}");
        }
    }
}
