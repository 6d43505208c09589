//! The HTTP client for speech (text to speech).

use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Response, StatusCode};
use tokio::time::{Instant, timeout_at};

use super::{Pcm, SpeechRequest, VoiceError, VoiceFailure, voices};
use crate::{Client, Failure};

/// How long the list of voices may take.
const LIST_TIMEOUT: Duration = Duration::from_secs(5);
/// The longest sound of a sentence, in bytes: two minutes at 48 kHz in samples of 16 bits, half of that in floats.
const MAX_SOUND: usize = 12 << 20;
/// How long the sound of a sentence may take in all, whatever comes.
const MAX_WAIT: Duration = Duration::from_secs(60);

impl Client {
    /// The sound of a text. Each wait, for the first byte and for each further one, lasts `timeout` at most. Dropping the future
    /// closes the connection, which ends the synthesis.
    ///
    /// # Errors
    /// Where the service does not answer in time, refuses, or sends something else.
    pub async fn speak(&self, request: &SpeechRequest, timeout: Duration) -> Result<Pcm, VoiceFailure> {
        let end = Instant::now() + MAX_WAIT.max(timeout);
        let send = self
            .post("audio/speech")
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "audio/wav, audio/pcm;q=0.5, */*;q=0.1")
            .body(request.body().to_string())
            .send();
        let mut reply = in_time(Instant::now() + timeout, send)
            .await
            .map_err(|()| VoiceError::TimedOut)?
            .map_err(|error| self.unsent(&error))?;
        let is_sound = reply.status() == StatusCode::OK;
        let most = if is_sound { MAX_SOUND } else { crate::client::MAX_BODY };
        let mut body: Vec<u8> = Vec::new();
        loop {
            let until = end.min(Instant::now() + timeout);
            match in_time(until, reply.chunk()).await {
                Ok(Ok(Some(bytes))) => body.extend_from_slice(&bytes),
                Ok(Ok(None)) => break,
                // Of an error, what has come is enough.
                _ if !is_sound => break,
                Ok(Err(_)) => return Err(VoiceError::Cut.into()),
                Err(()) if body.is_empty() => return Err(VoiceError::TimedOut.into()),
                Err(()) => return Err(VoiceError::Stalled.into()),
            }
            if body.len() > most {
                if is_sound {
                    return Err(VoiceError::TooLong.into());
                }
                break;
            }
        }
        if let Some(failure) = self.refusal(&reply, &body) {
            return Err(failure.into());
        }
        let failure = |failure: VoiceFailure| {
            let error = failure.error.clone();
            let detail = Failure::new(crate::ServiceError::NotTheApi, failure.detail).without(self.key.as_deref());
            VoiceFailure::new(error, detail.detail)
        };
        Pcm::of_reply(kind(&reply), &body).map_err(failure)
    }

    /// The names of the voices that the service lists; `None` where it has no such list, as several have none.
    ///
    /// # Errors
    /// Where it does not answer in time, or refuses the key.
    pub async fn voices(&self) -> Result<Option<Vec<String>>, VoiceFailure> {
        let until = Instant::now() + LIST_TIMEOUT;
        let send = self.get("audio/voices").send();
        let mut reply = in_time(until, send)
            .await
            .map_err(|()| VoiceError::TimedOut)?
            .map_err(|error| self.unsent(&error))?;
        let mut body = Vec::new();
        while let Ok(Ok(Some(bytes))) = in_time(until, reply.chunk()).await {
            body.extend_from_slice(&bytes);
            if body.len() > crate::client::MAX_BODY {
                break;
            }
        }
        match self.refusal(&reply, &body).map(VoiceFailure::from) {
            Some(failure)
                if matches!(
                    failure.error,
                    VoiceError::NotFound | VoiceError::NotTheApi | VoiceError::Refused
                ) =>
            {
                Ok(None)
            }
            Some(failure) => Err(failure),
            None => Ok(voices(&body)),
        }
    }
}

fn kind(reply: &Response) -> &str {
    let kind = reply.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.unwrap_or_default()
}

/// The output of a future, unless it takes too long.
async fn in_time<T>(until: Instant, future: impl Future<Output = T>) -> Result<T, ()> {
    timeout_at(until, future).await.map_err(|_| ())
}
