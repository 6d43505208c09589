//! A scripted speech service, which hums.

mod hum;

use std::io;
use std::time::Duration;

use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::http::{reply, still_there};
use crate::service::{Service, serve};

pub use hum::Form;
use hum::{encoded, hum};

/// One step of a reply.
#[derive(Clone, Debug)]
pub enum Sound {
    /// All of the hum, in this form and at this rate.
    Hum(Form, u32),
    /// The first half of it, then the connection ends.
    Half,
    /// The first half of it, then silence until the client closes the connection.
    Stall,
    /// A pause before what follows.
    After(Duration, Box<Self>),
    /// A status with these header lines and this body.
    Refuse(u16, &'static str, &'static str),
}

/// The service. It ends with the runtime.
#[derive(Clone, Debug)]
pub struct SpeechService {
    voices: &'static str,
    service: Service<Sound, (String, Value)>,
}

impl SpeechService {
    /// A service that gives these replies in order, and repeats the last one. `voices` is its reply to the call for its voices;
    /// without one, it has no such call.
    ///
    /// # Errors
    /// Where no port is free.
    pub async fn start(voices: &'static str, replies: impl IntoIterator<Item = Sound>) -> io::Result<Self> {
        let (service, listener) = Service::bind(replies).await?;
        let speech = Self { voices, service };
        let serving = speech.clone();
        serve(listener, move |stream, head, body| {
            let speech = serving.clone();
            async move { speech.answer(stream, head, &body).await }
        });
        Ok(speech)
    }

    /// The base address for `--tts-url`.
    pub fn url(&self) -> String {
        self.service.url()
    }

    /// The head and the body of each request for speech so far.
    pub fn asked(&self) -> Vec<(String, Value)> {
        self.service.received()
    }

    /// Number of clients that closed the connection in the middle of a reply.
    pub fn hung_up(&self) -> usize {
        self.service.hung_up()
    }

    async fn answer(&self, mut stream: TcpStream, head: String, body: &[u8]) {
        if head.starts_with("get /v1/audio/voices ") {
            let status = if self.voices.is_empty() { 404 } else { 200 };
            reply(&mut stream, status, "", self.voices).await.ok();
            return;
        }
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let characters = body["input"].as_str().unwrap_or_default().chars().count();
        if let Some(sound) = self.service.next((head, body)) {
            self.service.count(&play(&mut stream, sound, characters).await);
        }
    }
}

async fn play(stream: &mut TcpStream, mut sound: Sound, characters: usize) -> io::Result<()> {
    while let Sound::After(wait, then) = sound {
        still_there(stream, wait).await?;
        sound = *then;
    }
    let (form, rate) = match sound {
        Sound::Hum(form, rate) => (form, rate),
        _ => (Form::Endless, 24_000),
    };
    let body = encoded(form, rate, &hum(characters, rate));
    let half = body.len() / 2;
    match sound {
        Sound::Refuse(status, headers, body) => reply(stream, status, headers, body).await,
        Sound::Hum(..) => {
            let kind = if form == Form::Pcm {
                format!("audio/pcm;rate={rate}")
            } else {
                "audio/wav".into()
            };
            head(stream, &kind).await?;
            for part in body.chunks(4_800) {
                chunk(stream, part).await?;
            }
            stream.write_all(b"0\r\n\r\n").await?;
            stream.shutdown().await
        }
        Sound::Half | Sound::Stall => {
            head(stream, "audio/wav").await?;
            chunk(stream, body.get(..half).unwrap_or_default()).await?;
            if matches!(sound, Sound::Stall) {
                still_there(stream, Duration::from_secs(600)).await?;
            }
            stream.shutdown().await
        }
        Sound::After(..) => Ok(()),
    }
}

async fn head(stream: &mut TcpStream, kind: &str) -> io::Result<()> {
    let head =
        format!("HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await
}

async fn chunk(stream: &mut TcpStream, bytes: &[u8]) -> io::Result<()> {
    stream.write_all(format!("{:x}\r\n", bytes.len()).as_bytes()).await?;
    stream.write_all(bytes).await?;
    stream.write_all(b"\r\n").await
}
