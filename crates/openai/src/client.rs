//! The HTTP client for chat completions and the list of models.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{RequestBuilder, Response, StatusCode};
use thiserror::Error;
use tokio::time::{Instant, timeout_at};

use crate::stream_timeout::StreamTimeout;
use crate::{BaseUrl, ChatRequest, ChatStream, Event, Failure, Finish, ServiceError, models};

/// How long a connection may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long the list of models may take.
const LIST_TIMEOUT: Duration = Duration::from_secs(5);
/// The longest body of an error or a list that is read, in bytes.
pub(crate) const MAX_BODY: usize = 1 << 20;

/// Why there is no client.
#[derive(Clone, Debug, Error)]
pub enum ClientError {
    /// The key has characters that no header may have.
    #[error("the key has characters that cannot be sent: it is made of printable ASCII characters")]
    Key,
    /// TLS does not start.
    #[error("the client does not start: {0}")]
    Tls(Arc<reqwest::Error>),
}

/// A client of one service. Copies share their connections.
#[derive(Clone)]
pub struct Client {
    pub(crate) http: reqwest::Client,
    pub(crate) base: BaseUrl,
    pub(crate) key: Option<String>,
    /// The span that requests belong to.
    traceparent: Option<HeaderValue>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Client")
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A client of the service at `base`, with its key. Redirects are not followed, so that the key goes nowhere else.
    ///
    /// # Errors
    /// Where the key cannot be sent, or TLS does not start.
    pub fn new(base: BaseUrl, key: Option<String>) -> Result<Self, ClientError> {
        let mut headers = HeaderMap::new();
        if let Some(key) = &key {
            let mut value = HeaderValue::try_from(format!("Bearer {key}")).map_err(|_| ClientError::Key)?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        let mut builder = reqwest::Client::builder()
            .default_headers(headers)
            .redirect(Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .user_agent("streaming-avatar");
        // A proxy of the environment is for other machines.
        if base.is_loopback() {
            builder = builder.no_proxy();
        }
        let http = builder.build().map_err(|error| ClientError::Tls(Arc::new(error)))?;
        Ok(Self {
            http,
            base,
            key,
            traceparent: None,
        })
    }

    /// The same client, whose requests carry this header `traceparent` (W3C Trace Context), or none.
    pub fn traced(&self, traceparent: Option<&str>) -> Self {
        Self {
            traceparent: traceparent.and_then(|header| HeaderValue::from_str(header).ok()),
            ..self.clone()
        }
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.with_trace(self.http.get(self.base.join(path)))
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.with_trace(self.http.post(self.base.join(path)))
    }

    fn with_trace(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.traceparent {
            Some(header) => request.header("traceparent", header),
            None => request,
        }
    }

    /// The ids of the models that the service lists.
    ///
    /// # Errors
    /// Where it does not answer in time, refuses, or answers something else.
    pub async fn models(&self) -> Result<Vec<String>, Failure> {
        let until = Instant::now() + LIST_TIMEOUT;
        let send = self.get("models").send();
        let reply = in_time(until, send)
            .await
            .and_then(|sent| sent.map_err(|error| self.unsent(&error)));
        let mut reply = reply?;
        let body = in_time(until, body(&mut reply)).await?;
        if let Some(failure) = self.refusal(&reply, &body) {
            return Err(failure);
        }
        models(&body).ok_or_else(|| ServiceError::NotTheApi.into())
    }

    /// Asks for a streamed answer, of which no more than `longest` characters are used: see [`ChatStream::within`]. Each wait, for the
    /// first word and for each further one, lasts `timeout` at most. Dropping the answer closes the connection, which ends the generation.
    pub fn ask(&self, request: &ChatRequest<'_>, timeout: Duration, longest: usize) -> Answer {
        let body = request.body().to_string();
        let request = self
            .post("chat/completions")
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "text/event-stream")
            .body(body);
        Answer {
            client: self.clone(),
            state: State::Unsent(request),
            stream: ChatStream::within(longest),
            stream_timeout: StreamTimeout::new(timeout, Instant::now()),
        }
    }

    /// A request that came to no reply.
    pub(crate) fn unsent(&self, error: &reqwest::Error) -> Failure {
        let error_word = if error.is_timeout() {
            "connecting took too long"
        } else {
            "no connection"
        };
        let mut words = error_word.to_owned();
        let mut cause = std::error::Error::source(error);
        while let Some(next) = cause {
            words = format!("{words}: {next}");
            cause = next.source();
        }
        Failure::new(ServiceError::Unreachable, Some(words)).without(self.key.as_deref())
    }

    pub(crate) fn refusal(&self, reply: &Response, body: &[u8]) -> Option<Failure> {
        let retry_after = reply
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.trim().parse().ok())
            .map(Duration::from_secs);
        let failure = Failure::of_reply(reply.status().as_u16(), retry_after, body)?;
        Some(failure.without(self.key.as_deref()))
    }
}

enum State {
    Unsent(RequestBuilder),
    Streaming(Response),
    Over,
}

/// An answer that is being given.
pub struct Answer {
    client: Client,
    state: State,
    stream: ChatStream,
    stream_timeout: StreamTimeout,
}

impl Answer {
    /// The next event; after [`Event::Finished`] or [`Event::Failed`], none.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            match self.stream.poll() {
                Some(Event::Text(text)) => {
                    self.stream_timeout.said(&text);
                    return Some(Event::Text(text));
                }
                Some(Event::Finished(Finish::Filtered)) => return Some(self.fail(ServiceError::Filtered.into())),
                Some(Event::Failed(failure)) => {
                    let failure = failure.without(self.client.key.as_deref());
                    return Some(self.fail(failure));
                }
                Some(finished) => {
                    self.state = State::Over;
                    return Some(finished);
                }
                None => {}
            }
            let until = self.stream_timeout.until(Instant::now(), self.stream.is_finishing());
            match std::mem::replace(&mut self.state, State::Over) {
                State::Over => return None,
                State::Unsent(request) => match in_time(until, request.send()).await {
                    Ok(Ok(reply)) => {
                        if let Some(failure) = self.open(reply, until).await {
                            return Some(self.fail(failure));
                        }
                    }
                    Ok(Err(error)) => {
                        let failure = self.client.unsent(&error);
                        return Some(self.fail(failure));
                    }
                    Err(failure) => return Some(self.fail(failure)),
                },
                State::Streaming(mut reply) => match in_time(until, reply.chunk()).await {
                    Ok(Ok(Some(bytes))) => {
                        let thought = self.stream.thought();
                        self.stream.push(&bytes);
                        if self.stream.thought() > thought {
                            self.stream_timeout.thought();
                        }
                        self.state = State::Streaming(reply);
                    }
                    // Also where the connection broke: what was said stands.
                    Ok(Ok(None) | Err(_)) => self.stream.end(),
                    // All has come: some services keep the connection open.
                    Err(_) if self.stream.is_finishing() => self.stream.end(),
                    Err(failure) if self.stream_timeout.has_begun() => {
                        let stalled = Failure::new(ServiceError::Stalled, failure.detail);
                        return Some(self.fail(stalled));
                    }
                    Err(failure) => return Some(self.fail(failure)),
                },
            }
        }
    }

    /// Takes the head of a reply; what is wrong with it, if anything.
    async fn open(&mut self, mut reply: Response, until: Instant) -> Option<Failure> {
        let kind = reply.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = kind.unwrap_or_default().to_ascii_lowercase();
        let is_json = kind.contains("json");
        if reply.status() == StatusCode::OK && !is_json {
            self.state = State::Streaming(reply);
            return None;
        }
        let body = match in_time(until, body(&mut reply)).await {
            Ok(body) => body,
            Err(failure) => return Some(failure),
        };
        if let Some(failure) = self.client.refusal(&reply, &body) {
            return Some(failure);
        }
        self.stream.whole(&body);
        None
    }

    fn fail(&mut self, failure: Failure) -> Event {
        self.state = State::Over;
        Event::Failed(failure)
    }
}

/// The output of a future, unless it takes too long.
pub(crate) async fn in_time<T>(until: Instant, future: impl Future<Output = T>) -> Result<T, Failure> {
    timeout_at(until, future)
        .await
        .map_err(|_| ServiceError::TimedOut.into())
}

/// The beginning of a body, as far as it came.
pub(crate) async fn body(reply: &mut Response) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(bytes)) = reply.chunk().await {
        body.extend_from_slice(&bytes);
        if body.len() > MAX_BODY {
            break;
        }
    }
    body
}
