//! The exporter of traces (OTLP over HTTP): requests to the collector. Whether it takes them is said once, and again only when that changes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use reqwest::Client;
use reqwest::redirect::Policy;
use tokio::runtime::Handle;

use crate::options::OtlpUrl;

/// The longest reply that is read, in bytes: it says how many spans were taken.
const MAX_REPLY: usize = 64 * 1024;

/// The client of the collector. Spans are sent by a thread without a runtime, so it brings its own.
#[derive(Debug)]
pub struct Sender {
    http: Client,
    runtime: Handle,
    /// Whether the last request failed.
    fails: AtomicBool,
}

impl Sender {
    /// A client of this collector, which may take so long. Within a runtime only.
    ///
    /// # Errors
    /// Where TLS does not start.
    pub fn new(url: &OtlpUrl, timeout: Duration) -> Result<Self, reqwest::Error> {
        // A redirect would take the headers elsewhere.
        let mut builder = Client::builder().timeout(timeout).redirect(Policy::none());
        // A proxy of the environment is for other machines.
        if url.is_loopback() {
            builder = builder.no_proxy();
        }
        Ok(Self {
            http: builder.build()?,
            runtime: Handle::current(),
            fails: AtomicBool::new(false),
        })
    }

    /// Takes note of how a request went: nothing is the matter, or this.
    fn note(&self, problem: Option<&str>) {
        let failed = self.fails.swap(problem.is_some(), Ordering::Relaxed);
        match problem {
            Some(problem) if !failed => tracing::warn!(
                problem,
                "the collector takes no spans; those that wait too long are lost. This is not said again until it does"
            ),
            None if failed => tracing::info!("the collector takes spans again"),
            _ => {}
        }
    }
}

#[async_trait]
impl HttpClient for Sender {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let http = self.http.clone();
        let sent = self.runtime.spawn(async move { exchange(&http, request).await });
        let answered = match sent.await {
            Ok(answered) => answered,
            // The server has ended.
            Err(error) => return Err(error.into()),
        };
        match &answered {
            Ok(response) if response.status().is_success() => self.note(None),
            Ok(response) => self.note(Some(&format!("it answers {}", response.status()))),
            Err(error) => self.note(Some(problem(error))),
        }
        Ok(answered?)
    }
}

/// Sends a request; gives the beginning of its reply.
async fn exchange(http: &Client, request: Request<Bytes>) -> Result<Response<Bytes>, reqwest::Error> {
    let mut reply = http.execute(request.try_into()?).await?;
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = reply.status();
    *response.headers_mut() = std::mem::take(reply.headers_mut());
    let mut body = Vec::new();
    while let Some(bytes) = reply.chunk().await? {
        if body.len() + bytes.len() > MAX_REPLY {
            break;
        }
        body.extend_from_slice(&bytes);
    }
    *response.body_mut() = body.into();
    Ok(response)
}

/// A failure in our own words: those of the library name the address.
fn problem(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() {
        "no answer came in time"
    } else if error.is_connect() {
        "no connection comes about"
    } else {
        "the connection broke"
    }
}
