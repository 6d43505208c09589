//! A proxy between the visitor and the server, through which everything but the media goes, and in which calls meet faults.

mod fault;
mod forward;

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};

use crate::{Failure, Server};
pub use fault::{Answer, Fault, Rule, Times};
use forward::{Asked, Body, Cut, Forwarder};

/// A proxy in front of a server, over when it is dropped.
#[derive(Debug)]
pub struct Proxy {
    port: u16,
    state: Arc<State>,
    serving: AbortHandle,
}

/// State that all connections share.
#[derive(Debug)]
struct State {
    forwarder: Forwarder,
    rules: Mutex<Vec<Rule>>,
    counts: Mutex<HashMap<String, u32>>,
    released: watch::Sender<bool>,
    /// How many calls are on their way.
    underway: watch::Sender<u32>,
}

impl Proxy {
    /// Opens a proxy in front of `server`, in which calls meet the faults of these rules. Of several rules for one occurrence
    /// of a call the first counts.
    pub async fn before(server: &Server, rules: Vec<Rule>) -> Result<Self, Failure> {
        let failed = |error: std::io::Error| Failure::Server(format!("the proxy: {error}"));
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
            .await
            .map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        let state = Arc::new(State {
            forwarder: Forwarder::to(server.address()),
            rules: Mutex::new(rules),
            counts: Mutex::default(),
            released: watch::channel(false).0,
            underway: watch::channel(0).0,
        });
        let serving = tokio::spawn(serve(listener, Arc::clone(&state))).abort_handle();
        Ok(Self { port, state, serving })
    }

    /// Where the visitor finds site and API.
    pub fn address(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// How often this path was asked for.
    pub fn count(&self, path: &str) -> u32 {
        locked(&self.state.counts).get(path).copied().unwrap_or(0)
    }

    /// From now on these rules hold, and calls are counted anew.
    pub fn rule(&self, rules: Vec<Rule>) {
        *locked(&self.state.rules) = rules;
        locked(&self.state.counts).clear();
    }

    /// Lets go of what is held, and of what would be from now on. What was held has arrived afterwards.
    pub async fn release(&self) {
        self.state.released.send_replace(true);
        // The sender lives as long as the proxy does.
        let _ = self.state.underway.subscribe().wait_for(|calls| *calls == 0).await;
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl State {
    /// The fault that this call meets now.
    fn fault(&self, path: &str) -> Option<Fault> {
        let occurrence = {
            let mut counts = locked(&self.counts);
            let count = counts.entry(path.to_owned()).or_default();
            *count += 1;
            *count
        };
        let rules = locked(&self.rules);
        let mut meeting = rules
            .iter()
            .filter(|rule| rule.path == path && rule.times.meets(occurrence));
        meeting.next().map(|rule| rule.fault.clone())
    }

    async fn released(&self) {
        // The sender lives as long as this does.
        let _ = self.released.subscribe().wait_for(|released| *released).await;
    }

    async fn answer(&self, asked: Asked) -> Result<Response<Body>, Cut> {
        let Some(fault) = self.fault(asked.path()) else {
            return self.forwarder.forward(&asked).await;
        };
        match fault {
            Fault::Delay(time) => {
                tokio::time::sleep(time).await;
                self.forwarder.forward(&asked).await
            }
            Fault::Hold => {
                self.released().await;
                self.forwarder.forward(&asked).await
            }
            Fault::HoldReply => {
                let reply = self.forwarder.forward(&asked).await;
                self.released().await;
                reply
            }
            Fault::Cut => Err(Cut),
            Fault::CutReply => {
                self.forwarder.forward(&asked).await?;
                Err(Cut)
            }
            Fault::Double => {
                self.forwarder.forward(&asked).await?;
                self.forwarder.forward(&asked).await
            }
            Fault::Answer(answer) => Ok(answer.into_response()),
            Fault::Change(change) => self.forwarder.changed(&asked, change).await,
        }
    }
}

async fn serve(listener: TcpListener, state: Arc<State>) {
    let mut connections = JoinSet::new();
    loop {
        // A connection that ended before it was taken up is no fault of ours.
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        connections.spawn(converse(stream, Arc::clone(&state)));
        while connections.try_join_next().is_some() {}
    }
}

/// Answers on one connection. It is used once: a browser would send again by itself what is cut off on one that was used before.
async fn converse(stream: TcpStream, state: Arc<State>) {
    let service = service_fn(|request: Request<Incoming>| {
        let state = Arc::clone(&state);
        async move {
            let (parts, body) = request.into_parts();
            let Ok(body) = body.collect().await else {
                return Err(Cut);
            };
            let asked = Asked::new(parts, body.to_bytes());
            // Goes on even if the caller goes away: what is on its way arrives.
            let answer = tokio::spawn(async move {
                state.underway.send_modify(|calls| *calls += 1);
                let answer = state.answer(asked).await;
                state.underway.send_modify(|calls| *calls -= 1);
                answer
            });
            answer.await.unwrap_or(Err(Cut))
        }
    });
    // An error is a cut, or a caller who went away.
    let _ = http1::Builder::new()
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
