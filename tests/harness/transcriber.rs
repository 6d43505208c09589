//! A scripted speech recognition: a service with an OpenAI-compatible API on a loopback port, which can be slow, stall,
//! break off, refuse, or send invalid replies.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

use crate::script::{refuse, request, still_there};

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

#[derive(Debug, Default)]
struct State {
    replies: VecDeque<Written>,
    received: Vec<Received>,
    hung_up: usize,
}

/// The service. It ends with the runtime.
#[derive(Clone, Debug)]
pub struct Transcriber {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl Transcriber {
    /// A service that gives these replies in order, and repeats the last one.
    ///
    /// # Errors Where no port is free.
    pub async fn start(replies: impl IntoIterator<Item = Written>) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let service = Self {
            address: listener.local_addr()?,
            state: Arc::new(Mutex::new(State {
                replies: replies.into_iter().collect(),
                ..State::default()
            })),
        };
        let serving = service.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let service = serving.clone();
                tokio::spawn(async move { service.serve(stream).await });
            }
        });
        Ok(service)
    }

    /// The base address for `--stt-url`.
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// The requests so far.
    pub fn received(&self) -> Vec<Received> {
        self.state().received.clone()
    }

    /// Number of clients that closed the connection before they had the words.
    pub fn hung_up(&self) -> usize {
        self.state().hung_up
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn serve(&self, mut stream: TcpStream) {
        stream.set_nodelay(true).ok();
        let Ok((head, body)) = request(&mut stream).await else {
            return;
        };
        if !head.starts_with("post /v1/audio/transcriptions ") {
            refuse(&mut stream, 404, "", "{}").await.ok();
            return;
        }
        let sound = body.windows(4).position(|four| four == b"RIFF").unwrap_or(body.len());
        let (fields, sound) = body.split_at(sound);
        let size = sound.get(HEADER - 4..HEADER).and_then(|size| size.try_into().ok());
        let size = size.map_or(0, |size| u32::from_le_bytes(size) as usize);
        let samples = sound.get(HEADER..HEADER + size).unwrap_or_default().as_chunks().0;
        let reply = {
            let mut state = self.state();
            state.received.push(Received {
                head,
                fields: String::from_utf8_lossy(fields).into_owned(),
                samples: samples.iter().map(|sample| i16::from_le_bytes(*sample)).collect(),
                at: Instant::now(),
            });
            if state.replies.len() > 1 {
                state.replies.pop_front()
            } else {
                state.replies.front().cloned()
            }
        };
        let gone = match reply {
            Some(Written::Words(words)) => write(&mut stream, words).await.is_err(),
            Some(Written::Slowly(time, words)) => match still_there(&mut stream, time).await {
                Ok(()) => write(&mut stream, words).await.is_err(),
                Err(_) => true,
            },
            Some(Written::Refuse(status, headers, body)) => {
                refuse(&mut stream, status, headers, body).await.ok();
                false
            }
            Some(Written::Cut) => {
                let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{\"text\": \"Good";
                stream.write_all(head.as_bytes()).await.ok();
                stream.shutdown().await.ok();
                false
            }
            Some(Written::Stall) => still_there(&mut stream, Duration::from_secs(600)).await.is_err(),
            None => false,
        };
        self.state().hung_up += usize::from(gone);
    }
}

async fn write(stream: &mut TcpStream, words: &str) -> io::Result<()> {
    refuse(stream, 200, "", &json!({"text": words}).to_string()).await
}
