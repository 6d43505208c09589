//! Voice samples: a sentence in each voice, so that it can be heard before it is chosen.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use api::{ErrorKind, NewRequest};
use avatar::SAMPLE_RATE;
use avatar::speech::{self, Delivery, Engine};
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use tokio::sync::Mutex as Turn;
use tokio::time::timeout;

use crate::http::app::App;
use crate::refusal::Refusal;

/// The path of a sample. An `audio` element sends neither key nor token, so none is asked for. An addition of this server's.
pub const SAMPLE: &str = "/v1/streaming/voice.sample/{voice}";

/// The sentences by their languages; the first stands in for the languages that have none.
const SENTENCES: [(&str, &str); 5] = [
    ("en", "Hello! This is how I sound. I say every word that you type."),
    ("de", "Hallo! So klinge ich. Ich sage jedes Wort, das Sie schreiben."),
    ("fr", "Bonjour ! Voici ma voix. Je dis chaque mot que vous écrivez."),
    ("es", "¡Hola! Así sueno yo. Digo cada palabra que usted escribe."),
    ("it", "Ciao! Questa è la mia voce. Dico ogni parola che scrivi."),
];

/// Samples are synthesised one at a time, once each: visitors who speak must not wait for those who choose.
static TURN: Turn<()> = Turn::const_new(());
/// A call waits so long for its turn at most.
const TURN_TIMEOUT: Duration = Duration::from_secs(10);

/// The path of a voice's sample; none of voices that have none. Speech of a service costs its operator money, so it says nothing unasked.
pub fn path(voice: &speech::Voice) -> Option<String> {
    let plain = |character: char| character.is_ascii_alphanumeric() || "-._~:".contains(character);
    let there = voice.engine != Engine::Service && voice.id.chars().all(plain);
    there.then(|| SAMPLE.replace("{voice}", &voice.id))
}

/// A voice's sample, as a WAV file.
pub async fn sample(
    State(app): State<Arc<App>>,
    voice: Result<Path<String>, PathRejection>,
) -> Result<Response, Refusal> {
    let unknown = || {
        Refusal::new(
            ErrorKind::BadRequest,
            "There is no sample of a voice of this id. The addresses of samples stand in streaming/voice.list.",
        )
    };
    // A name that is no text is that of no voice.
    let Path(id) = voice.map_err(|_| unknown())?;
    let file = match kept(&id) {
        Some(file) => file,
        None => {
            let voices = app.voices.all().await;
            let voice = voices.into_iter().find(|voice| voice.id == id && path(voice).is_some());
            synthesised(&app, voice.ok_or_else(unknown)?).await?
        }
    };
    let headers = [
        (header::CONTENT_TYPE, "audio/wav"),
        // Another release may have another voice under this id.
        (
            header::CACHE_CONTROL,
            "public, max-age=3600, stale-while-revalidate=86400",
        ),
        // For pages that are isolated from other origins.
        (
            header::HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        ),
    ];
    Ok((headers, file).into_response())
}

type Files = HashMap<String, Bytes>;

/// The samples that were made, by the ids of their voices: there are no more than voices.
fn files() -> &'static Mutex<Files> {
    static FILES: OnceLock<Mutex<Files>> = OnceLock::new();
    FILES.get_or_init(Mutex::default)
}

fn kept(id: &str) -> Option<Bytes> {
    let files = files().lock().unwrap_or_else(PoisonError::into_inner);
    files.get(id).cloned()
}

/// Has a voice say its sentence, after those who asked before.
async fn synthesised(app: &App, voice: speech::Voice) -> Result<Bytes, Refusal> {
    let id = voice.id.clone();
    let mut delivery = Delivery {
        voice_id: Some(id.clone()),
        ..Delivery::default()
    };
    let named = api::Voice {
        voice_id: Some(id.clone()),
        ..api::Voice::default()
    };
    let request = NewRequest {
        voice: Some(named),
        ..NewRequest::default()
    };
    app.voices.give(&mut delivery, &request, &id);
    once(id, move || say(&voice, &delivery)).await
}

/// The file under this id, made where it is not kept yet, after those who asked before. Once begun it is made and kept even if its caller goes
/// away, and nobody else's is made meanwhile: callers who come and go cost no more than one who stays.
async fn once(id: String, make: impl FnOnce() -> Option<Bytes> + Send + 'static) -> Result<Bytes, Refusal> {
    let turn = timeout(TURN_TIMEOUT, TURN.lock()).await.map_err(|_| {
        Refusal::new(
            ErrorKind::RateLimited,
            "Too many voices are asked for at once. Ask again in a moment.",
        )
    })?;
    let made = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        // Made for another call meanwhile.
        if let Some(file) = kept(&id) {
            return Some(file);
        }
        let file = make()?;
        let mut files = files().lock().unwrap_or_else(PoisonError::into_inner);
        files.insert(id, file.clone());
        Some(file)
    });
    made.await.ok().flatten().ok_or_else(|| {
        Refusal::new(
            ErrorKind::Unavailable,
            "This voice does not speak just now. The server's log may say why.",
        )
    })
}

/// The sentence of a voice, as a WAV file; none where it fails.
fn say(voice: &speech::Voice, delivery: &Delivery) -> Option<Bytes> {
    let language = voice.language.get(..2).unwrap_or_default();
    let own = SENTENCES.iter().find(|(tag, _)| *tag == language);
    let (_, sentence) = own.or_else(|| SENTENCES.first())?;
    let narration = speech::narrate(sentence, delivery);
    let narrated = narration.and_then(|narration| narration.collect::<Result<Vec<_>, _>>());
    match narrated {
        Ok(utterances) => {
            let samples: Vec<i16> = utterances.into_iter().flat_map(|utterance| utterance.samples).collect();
            (!samples.is_empty()).then(|| wav(&samples))
        }
        Err(error) => {
            tracing::warn!(voice = voice.id, %error, "a voice has no sample");
            None
        }
    }
}

/// Samples as a WAV file: 16 bits, one channel (RFC 2361 names the form, "Multimedia Programming Interface" of 1991 the header).
fn wav(samples: &[i16]) -> Bytes {
    let size = (samples.len() * 2) as u32;
    let mut file = Vec::with_capacity(samples.len() * 2 + 44);
    let mut put = |bytes: &[u8]| file.extend_from_slice(bytes);
    put(b"RIFF");
    put(&(size + 36).to_le_bytes());
    put(b"WAVEfmt ");
    put(&16_u32.to_le_bytes());
    // Plain samples, one channel.
    put(&1_u16.to_le_bytes());
    put(&1_u16.to_le_bytes());
    put(&SAMPLE_RATE.to_le_bytes());
    put(&(SAMPLE_RATE * 2).to_le_bytes());
    put(&2_u16.to_le_bytes());
    put(&16_u16.to_le_bytes());
    put(b"data");
    put(&size.to_le_bytes());
    for sample in samples {
        put(&sample.to_le_bytes());
    }
    file.into()
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn a_sample_whose_caller_goes_away_is_made_and_kept_and_no_other_meanwhile() {
        let (began, has_begun) = tokio::sync::oneshot::channel();
        let (go_on, may_go_on) = mpsc::channel::<()>();
        let first = once("a-voice".to_owned(), move || {
            began.send(()).unwrap();
            may_go_on.recv().unwrap();
            Some(Bytes::from_static(b"sound"))
        });
        let first = tokio::spawn(first);
        has_begun.await.unwrap();
        first.abort();
        assert!(first.await.unwrap_err().is_cancelled());
        assert!(TURN.try_lock().is_err(), "it is still being made");
        go_on.send(()).unwrap();
        let second = once("a-voice".to_owned(), || panic!("it is made only once")).await;
        assert_eq!(second.unwrap(), "sound");
    }

    #[test]
    fn a_file_says_how_its_samples_are_written() {
        let file = wav(&[1, -1, 300]);
        assert_eq!(file.len(), 44 + 6);
        assert_eq!(&file[..4], b"RIFF");
        assert_eq!(&file[8..16], b"WAVEfmt ");
        assert_eq!(file[24..28], SAMPLE_RATE.to_le_bytes());
        assert_eq!(file[40..44], 6_u32.to_le_bytes());
        assert_eq!(file[44..], [1, 0, 255, 255, 44, 1]);
    }
}
