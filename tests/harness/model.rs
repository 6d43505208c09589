//! A scripted language model: a service with an OpenAI-compatible API on a loopback port, which can be slow, stall,
//! break off, refuse, or send invalid replies.
//!
//! It writes its replies to the socket by hand, so that a connection can end in the middle of a chunk.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

use crate::script::{refuse, request, still_there};

/// One step of an answer.
#[derive(Clone, Debug)]
pub enum Act {
    /// Words of the answer, in a chunk of their own.
    Say(String),
    /// Raw bytes: comments, errors, half a chunk.
    Raw(String),
    /// A pause.
    Wait(Duration),
    /// Silence until the client closes the connection.
    Stall,
    /// The end of the stream in the API's form.
    Finish,
}

/// The model's reply to a question.
#[derive(Clone, Debug)]
pub enum Reply {
    /// A stream. Without [`Act::Finish`], the connection ends in the middle of the answer.
    Stream(Vec<Act>),
    /// A status with these header lines and this body.
    Refuse(u16, &'static str, &'static str),
}

impl Reply {
    /// An answer in chunks of a few letters, like a real model's.
    pub fn answer(words: &str) -> Self {
        let mut acts = said(words);
        acts.push(Act::Finish);
        Self::Stream(acts)
    }
}

/// Words in chunks of a few letters.
pub fn said(words: &str) -> Vec<Act> {
    let letters: Vec<char> = words.chars().collect();
    letters
        .chunks(4)
        .map(|chunk| Act::Say(chunk.iter().collect()))
        .collect()
}

/// A received question.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The header lines, in lower case.
    pub head: String,
    /// The body.
    pub body: Value,
    /// Time of arrival.
    pub at: Instant,
}

#[derive(Debug, Default)]
struct State {
    replies: VecDeque<Reply>,
    asked: Vec<Asked>,
    hung_up: usize,
    first_words: Option<Instant>,
}

/// The service. It ends with the runtime.
#[derive(Clone, Debug)]
pub struct Model {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl Model {
    /// A model that gives these replies in order, and repeats the last one.
    ///
    /// # Errors Where no port is free.
    pub async fn start(replies: impl IntoIterator<Item = Reply>) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let model = Self {
            address: listener.local_addr()?,
            state: Arc::new(Mutex::new(State {
                replies: replies.into_iter().collect(),
                ..State::default()
            })),
        };
        let serving = model.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let model = serving.clone();
                tokio::spawn(async move { model.serve(stream).await });
            }
        });
        Ok(model)
    }

    /// The base address for `--llm-url`.
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// The questions so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.state().asked.clone()
    }

    /// The messages of a question, each with its role.
    pub fn messages(&self, question: usize) -> Vec<(String, String)> {
        let asked = self.asked();
        let messages = asked
            .get(question)
            .and_then(|asked| asked.body["messages"].as_array().cloned());
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let pair = |message: Value| (text(&message["role"]), text(&message["content"]));
        messages.unwrap_or_default().into_iter().map(pair).collect()
    }

    /// Number of clients that closed the connection in the middle of an answer.
    pub fn hung_up(&self) -> usize {
        self.state().hung_up
    }

    /// When the first words of the last answer were sent.
    pub fn first_words(&self) -> Option<Instant> {
        self.state().first_words
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers one request; an error of the socket ends it.
    async fn serve(&self, mut stream: TcpStream) {
        stream.set_nodelay(true).ok();
        let Ok((head, body)) = request(&mut stream).await else {
            return;
        };
        if head.starts_with("get /v1/models ") {
            let list = json!({"object": "list", "data": [{"id": "scripted", "object": "model"}]});
            refuse(&mut stream, 200, "", &list.to_string()).await.ok();
            return;
        }
        let reply = {
            let mut state = self.state();
            state.first_words = None;
            state.asked.push(Asked {
                head,
                body: serde_json::from_slice(&body).unwrap_or_default(),
                at: Instant::now(),
            });
            if state.replies.len() > 1 {
                state.replies.pop_front()
            } else {
                state.replies.front().cloned()
            }
        };
        match reply {
            Some(Reply::Stream(acts)) => {
                let gone = self.play(&mut stream, acts).await.is_err();
                self.state().hung_up += usize::from(gone);
            }
            Some(Reply::Refuse(status, headers, body)) => {
                refuse(&mut stream, status, headers, body).await.ok();
            }
            None => {}
        }
    }

    async fn play(&self, stream: &mut TcpStream, acts: Vec<Act>) -> io::Result<()> {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
        stream.write_all(head.as_bytes()).await?;
        for act in acts {
            match act {
                Act::Say(words) => {
                    self.state().first_words.get_or_insert_with(Instant::now);
                    let chunk = json!({"id": "x", "choices": [{"index": 0, "delta": {"content": words}, "finish_reason": null}]});
                    stream.write_all(format!("data: {chunk}\n\n").as_bytes()).await?;
                }
                Act::Raw(bytes) => stream.write_all(bytes.as_bytes()).await?,
                Act::Wait(time) => still_there(stream, time).await?,
                Act::Stall => still_there(stream, Duration::from_secs(600)).await?,
                Act::Finish => {
                    let last = json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]});
                    stream
                        .write_all(format!("data: {last}\n\ndata: [DONE]\n\n").as_bytes())
                        .await?;
                }
            }
        }
        stream.shutdown().await
    }
}
