//! A proxy between the visitor and the server that carries everything except the media, and adds faults to calls.

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

/// A proxy in front of a server, closed on drop.
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
    /// Number of calls on their way.
    underway: watch::Sender<u32>,
}

impl Proxy {
    /// Opens a proxy in front of `server` with these fault rules. The first rule that matches a call applies.
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

    /// The address of site and API for the visitor.
    pub fn address(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Number of requests for this path.
    pub fn count(&self, path: &str) -> u32 {
        locked(&self.state.counts).get(path).copied().unwrap_or(0)
    }

    /// Replaces the rules and resets the counts.
    pub fn rule(&self, rules: Vec<Rule>) {
        *locked(&self.state.rules) = rules;
        locked(&self.state.counts).clear();
    }

    /// Releases the held calls and stops holding. On return the held calls have arrived.
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
    /// The fault of this call.
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
        // A connection that closed before it was accepted is no error of the proxy.
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        connections.spawn(converse(stream, Arc::clone(&state)));
        while connections.try_join_next().is_some() {}
    }
}

/// Serves one request on a connection: a browser silently resends a request that is cut off on a reused connection.
async fn converse(stream: TcpStream, state: Arc<State>) {
    let service = service_fn(|request: Request<Incoming>| {
        let state = Arc::clone(&state);
        async move {
            let (parts, body) = request.into_parts();
            let Ok(body) = body.collect().await else {
                return Err(Cut);
            };
            let asked = Asked::new(parts, body.to_bytes());
            // Goes on after the caller is gone, so that a request on its way arrives.
            let answer = tokio::spawn(async move {
                state.underway.send_modify(|calls| *calls += 1);
                let answer = state.answer(asked).await;
                state.underway.send_modify(|calls| *calls -= 1);
                answer
            });
            answer.await.unwrap_or(Err(Cut))
        }
    });
    // An error is a cut connection, or a caller that is gone.
    let _ = http1::Builder::new()
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
