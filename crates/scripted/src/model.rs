//! A scripted language model.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::http::{reply, still_there};
use crate::service::{Service, serve};

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

/// The service. It ends with the runtime.
#[derive(Clone, Debug)]
pub struct Model {
    service: Service<Reply, Asked>,
    first_words: Arc<Mutex<Option<Instant>>>,
}

impl Model {
    /// A model that gives these replies in order, and repeats the last one.
    ///
    /// # Errors
    /// Where no port is free.
    pub async fn start(replies: impl IntoIterator<Item = Reply>) -> io::Result<Self> {
        let (service, listener) = Service::bind(replies).await?;
        let model = Self {
            service,
            first_words: Arc::default(),
        };
        let serving = model.clone();
        serve(listener, move |stream, head, body| {
            let model = serving.clone();
            async move { model.answer(stream, head, &body).await }
        });
        Ok(model)
    }

    /// The base address for `--llm-url`.
    pub fn url(&self) -> String {
        self.service.url()
    }

    /// The questions so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.service.received()
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
        self.service.hung_up()
    }

    /// When the first words of the last answer were sent.
    pub fn first_words(&self) -> Option<Instant> {
        *self.first_sent()
    }

    fn first_sent(&self) -> MutexGuard<'_, Option<Instant>> {
        self.first_words.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn answer(&self, mut stream: TcpStream, head: String, body: &[u8]) {
        if head.starts_with("get /v1/models ") {
            let list = json!({"object": "list", "data": [{"id": "scripted", "object": "model"}]});
            reply(&mut stream, 200, "", &list.to_string()).await.ok();
            return;
        }
        *self.first_sent() = None;
        let question = Asked {
            head,
            body: serde_json::from_slice(body).unwrap_or_default(),
            at: Instant::now(),
        };
        match self.service.next(question) {
            Some(Reply::Stream(acts)) => self.service.count(&self.play(&mut stream, acts).await),
            Some(Reply::Refuse(status, headers, body)) => {
                reply(&mut stream, status, headers, body).await.ok();
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
                    self.first_sent().get_or_insert_with(Instant::now);
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
