//! A scripted speech recognition.

use std::io;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::http::{reply, still_there};
use crate::service::{Service, serve};

/// Bytes of the header of a WAV file.
const HEADER: usize = 44;

/// The reply to a request.
#[derive(Clone, Debug)]
pub enum Written {
    /// These words.
    Words(&'static str),
    /// These words after a while.
    Slowly(Duration, &'static str),
    /// A status with these header lines and this body.
    Refuse(u16, &'static str, &'static str),
    /// The connection ends in the middle of the words.
    Cut,
    /// Silence until the client closes the connection.
    Stall,
}

/// A received request.
#[derive(Clone, Debug)]
pub struct Received {
    /// The header lines, in lower case.
    pub head: String,
    /// The body up to the sound.
    pub fields: String,
    /// The sound, at 16 kHz.
    pub samples: Vec<i16>,
    /// Time of arrival.
    pub at: Instant,
}

impl Received {
    /// The length of the sound in seconds.
    pub fn seconds(&self) -> f64 {
        self.samples.len() as f64 / 16_000.0
    }
}

/// The service. It ends with the runtime.
#[derive(Clone, Debug)]
pub struct Transcriber {
    service: Service<Written, Received>,
}

impl Transcriber {
    /// A service that gives these replies in order, and repeats the last one.
    ///
    /// # Errors
    /// Where no port is free.
    pub async fn start(replies: impl IntoIterator<Item = Written>) -> io::Result<Self> {
        let (service, listener) = Service::bind(replies).await?;
        let transcriber = Self { service };
        let serving = transcriber.clone();
        serve(listener, move |stream, head, body| {
            let transcriber = serving.clone();
            async move { transcriber.answer(stream, head, &body).await }
        });
        Ok(transcriber)
    }

    /// The base address for `--stt-url`.
    pub fn url(&self) -> String {
        self.service.url()
    }

    /// The requests so far.
    pub fn received(&self) -> Vec<Received> {
        self.service.received()
    }

    /// Number of clients that closed the connection before they had the words.
    pub fn hung_up(&self) -> usize {
        self.service.hung_up()
    }

    async fn answer(&self, mut stream: TcpStream, head: String, body: &[u8]) {
        if !head.starts_with("post /v1/audio/transcriptions ") {
            reply(&mut stream, 404, "", "{}").await.ok();
            return;
        }
        let (fields, samples) = recording(body);
        let written = self.service.next(Received {
            head,
            fields,
            samples,
            at: Instant::now(),
        });
        let end = match written {
            Some(Written::Words(words)) => write(&mut stream, words).await,
            Some(Written::Slowly(time, words)) => match still_there(&mut stream, time).await {
                Ok(()) => write(&mut stream, words).await,
                gone => gone,
            },
            Some(Written::Refuse(status, headers, body)) => {
                reply(&mut stream, status, headers, body).await.ok();
                Ok(())
            }
            Some(Written::Cut) => {
                let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{\"text\": \"Good";
                stream.write_all(head.as_bytes()).await.ok();
                stream.shutdown().await.ok();
                Ok(())
            }
            Some(Written::Stall) => still_there(&mut stream, Duration::from_secs(600)).await,
            None => Ok(()),
        };
        self.service.count(&end);
    }
}

/// Splits the body of a request into the fields before the sound and the samples of its WAV file.
fn recording(body: &[u8]) -> (String, Vec<i16>) {
    let sound = body.windows(4).position(|four| four == b"RIFF").unwrap_or(body.len());
    let (fields, sound) = body.split_at(sound);
    let size = sound.get(HEADER - 4..HEADER).and_then(|size| size.try_into().ok());
    let size = size.map_or(0, |size| u32::from_le_bytes(size) as usize);
    let samples = sound.get(HEADER..HEADER + size).unwrap_or_default().as_chunks().0;
    let samples = samples.iter().map(|sample| i16::from_le_bytes(*sample)).collect();
    (String::from_utf8_lossy(fields).into_owned(), samples)
}

async fn write(stream: &mut TcpStream, words: &str) -> io::Result<()> {
    reply(stream, 200, "", &json!({"text": words}).to_string()).await
}
