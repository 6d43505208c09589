//! A scripted speech service: an OpenAI-compatible API on a loopback port that hums, and can be slow, stall, break off, refuse, or
//! send something else.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Largest request that is read, in bytes.
const LONGEST: usize = 1 << 20;
/// Seconds that the hum lasts for each character of the text.
const SECONDS_PER_CHARACTER: f32 = 0.05;

/// The form in which the hum is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A WAV file of 16 bits with true lengths.
    Wav,
    /// The same with lengths of 0xFFFFFFFF, as services write that stream.
    Endless,
    /// The same with lengths of 0.
    Zero,
    /// The extensible form, 24 bits, with a chunk of text before the samples.
    Extensible,
    /// 32-bit floats in two channels.
    Floats,
    /// Bare samples, whose type tells their rate.
    Pcm,
}

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

#[derive(Debug, Default)]
struct State {
    replies: VecDeque<Sound>,
    asked: Vec<(String, Value)>,
    hung_up: usize,
}

/// The service. It ends with the runtime.
#[derive(Clone, Debug)]
pub struct SpeechService {
    address: SocketAddr,
    voices: &'static str,
    state: Arc<Mutex<State>>,
}

impl SpeechService {
    /// A service that gives these replies in order, and repeats the last one. `voices` is its reply to the call for its voices;
    /// without one, it has no such call.
    ///
    /// # Errors
    /// Where no port is free.
    pub async fn start(voices: &'static str, replies: impl IntoIterator<Item = Sound>) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let service = Self {
            address: listener.local_addr()?,
            voices,
            state: Arc::new(Mutex::new(State {
                replies: replies.into_iter().collect(),
                ..State::default()
            })),
        };
        let serving = service.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let service = serving.clone();
                tokio::spawn(async move { service.serve(stream).await.ok() });
            }
        });
        Ok(service)
    }

    /// The base address for `--tts-url`.
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// The head and the body of each request for speech so far.
    pub fn asked(&self) -> Vec<(String, Value)> {
        self.state().asked.clone()
    }

    /// Number of clients that closed the connection in the middle of a reply.
    pub fn hung_up(&self) -> usize {
        self.state().hung_up
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn serve(&self, mut stream: TcpStream) -> io::Result<()> {
        let (head, body) = request(&mut stream).await?;
        if head.starts_with("get /v1/audio/voices ") {
            let status = if self.voices.is_empty() { 404 } else { 200 };
            return reply(&mut stream, status, "", "application/json", self.voices.as_bytes()).await;
        }
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        let sound = {
            let mut state = self.state();
            state.asked.push((head, body.clone()));
            if state.replies.len() > 1 {
                state.replies.pop_front()
            } else {
                state.replies.front().cloned()
            }
        };
        let Some(sound) = sound else { return Ok(()) };
        let text = body["input"].as_str().unwrap_or_default().chars().count();
        let ended = self.play(&mut stream, sound, text).await;
        self.state().hung_up += usize::from(ended.is_err());
        ended
    }

    async fn play(&self, stream: &mut TcpStream, mut sound: Sound, characters: usize) -> io::Result<()> {
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
            Sound::Refuse(status, headers, body) => {
                reply(stream, status, headers, "application/json", body.as_bytes()).await
            }
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
}

/// A tone of 150 Hz with the overtones of a voice, as long as the text is.
fn hum(characters: usize, rate: u32) -> Vec<i16> {
    let length = (characters as f32 * SECONDS_PER_CHARACTER * rate as f32) as usize;
    let step = std::f32::consts::TAU * 150.0 / rate as f32;
    let sample = |nth: usize| {
        let angle = nth as f32 * step;
        ((angle.sin() + 0.5 * (2.0 * angle).sin() + 0.25 * (5.0 * angle).sin()) * 5_000.0) as i16
    };
    (0..length).map(sample).collect()
}

/// The hum in a form.
fn encoded(form: Form, rate: u32, samples: &[i16]) -> Vec<u8> {
    let (kind, channels, bits): (u16, u16, u16) = match form {
        Form::Floats => (3, 2, 32),
        Form::Extensible => (0xfffe, 1, 24),
        _ => (1, 1, 16),
    };
    let data: Vec<u8> = samples
        .iter()
        .flat_map(|sample| match form {
            Form::Floats => (f32::from(*sample) / 32_767.0).to_le_bytes().repeat(2),
            Form::Extensible => (i32::from(*sample) << 8).to_le_bytes()[..3].to_vec(),
            _ => sample.to_le_bytes().to_vec(),
        })
        .collect();
    if form == Form::Pcm {
        return data;
    }
    let size = |true_size: usize| match form {
        Form::Endless => u32::MAX,
        Form::Zero => 0,
        _ => u32::try_from(true_size).unwrap_or(u32::MAX),
    };
    let block = channels * bits / 8;
    let mut format = Vec::new();
    format.extend(kind.to_le_bytes());
    format.extend(channels.to_le_bytes());
    format.extend(rate.to_le_bytes());
    format.extend((rate * u32::from(block)).to_le_bytes());
    format.extend(block.to_le_bytes());
    format.extend(bits.to_le_bytes());
    let mut out = b"RIFF".to_vec();
    out.extend(size(data.len() + 36).to_le_bytes());
    out.extend(b"WAVE");
    if form == Form::Extensible {
        format.extend([22, 0, 24, 0, 4, 0, 0, 0, 1, 0]);
        format.extend(*b"\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71");
        out.extend(b"LIST\x05\0\0\0words\0");
    }
    out.extend(b"fmt ");
    out.extend(u32::try_from(format.len()).unwrap_or_default().to_le_bytes());
    out.extend(format);
    out.extend(b"data");
    out.extend(size(data.len()).to_le_bytes());
    out.extend(data);
    out
}

/// Waits; an error if the client closes the connection meanwhile.
async fn still_there(stream: &mut TcpStream, time: Duration) -> io::Result<()> {
    match tokio::time::timeout(time, stream.read_u8()).await {
        Err(_) => Ok(()),
        Ok(_) => Err(io::ErrorKind::ConnectionAborted.into()),
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

async fn reply(stream: &mut TcpStream, status: u16, headers: &str, kind: &str, body: &[u8]) -> io::Result<()> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} Scripted\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body).await?;
    stream.shutdown().await
}

/// Reads a request: its head in lower case, and its body.
async fn request(stream: &mut TcpStream) -> io::Result<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut bytes).await? == 0 || bytes.len() > LONGEST {
            return Err(io::ErrorKind::InvalidData.into());
        }
    };
    let mut body = bytes.split_off(end);
    let head = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    while body.len() < length.unwrap_or(0_usize) {
        if stream.read_buf(&mut body).await? == 0 || body.len() > LONGEST {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
    Ok((head, body))
}
