//! Limits and timeouts of HTTP connections (against slowloris): how many may be open, and how long each may take.
//!
//! A stranger costs a server nothing by opening connections and sending nothing: what waits without a word is closed after a while,
//! and at once where somebody else needs its place.

mod guard;
mod roster;

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_io_timeout::TimeoutStream;

use guard::{ConnectionGuard, Shared, Watched};
use roster::ConnectionPhase;

/// How long a client may take until the head of its first request has arrived.
const FIRST_HEAD_TIMEOUT: Duration = Duration::from_secs(15);

/// How long a connection may wait for its next request, the head of that included. Longer than proxies commonly keep theirs open (60 s),
/// because a proxy that sends a request while its connection is being closed must tell its client of an error.
const KEEP_ALIVE_TIMEOUT: Duration = Duration::from_secs(90);

/// How long a client may take to receive a part of a reply.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);

/// How long nothing is accepted after the system has refused, unless a connection is closed meanwhile.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How many connections may be open: as many as asked for, but at most half of the files that the system allows. The other half is
/// for sessions, the site's files and the log.
pub fn bound(asked: usize) -> usize {
    // Systems set the limit low for programs that cannot deal with more, and let the others raise it.
    let files = rlimit::increase_nofile_limit(u64::from(u16::MAX)).unwrap_or(1024);
    usize::try_from(files / 2).unwrap_or(usize::MAX).min(asked).max(1)
}

/// Serves HTTP until `ending` says so; then answers what has been asked. `answer` gives the reply to a request of a peer.
pub async fn serve<A, F>(listener: TcpListener, answer: A, most: usize, mut ending: watch::Receiver<bool>)
where
    A: Fn(SocketAddr, Request<Body>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response> + Send + 'static,
{
    let shared = Arc::new(Shared::default());
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            _ = ending.wait_for(|ending| *ending) => break,
            accepted = listener.accept() => accepted,
            Some(_) = connections.join_next() => continue,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) if of_one_connection(&error) => continue,
            Err(error) => {
                // There is no file left, commonly. The place of one that waits without a word is free in a moment.
                tracing::debug!(%error, "a connection cannot be accepted");
                shared.roster().shed();
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        tokio::select! {
            _ = ending.wait_for(|ending| *ending) => break,
            () = has_room(&shared, most) => {}
        }
        let id = shared.roster().enter(peer.ip());
        let guard = Arc::new(ConnectionGuard::take(Arc::clone(&shared), id));
        let end = connections.spawn(keep(stream, peer, answer.clone(), guard, ending.clone()));
        shared.roster().set_end(id, end);
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// Makes room for one more connection; where all are being answered, waits until one is not.
async fn has_room(shared: &Shared, most: usize) {
    while shared.roster().len() >= most && !shared.roster().shed() {
        shared.changed.notified().await;
    }
}

/// Whether an error says something about one connection only, which its client has given up already.
fn of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Answers the requests of one connection.
async fn keep<A, F>(
    stream: TcpStream,
    peer: SocketAddr,
    answer: A,
    guard: Arc<ConnectionGuard>,
    mut ending: watch::Receiver<bool>,
) where
    A: Fn(SocketAddr, Request<Body>) -> F,
    F: Future<Output = Response>,
{
    // Replies are small and waited for.
    stream.set_nodelay(true).ok();
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(WRITE_TIMEOUT));
    let watched = Arc::clone(&guard);
    let service = service_fn(move |request: Request<Incoming>| {
        let guard = Arc::clone(&watched);
        let reply = answer(peer, received(request, &guard));
        async move {
            let reply = reply.await;
            let reply = reply.map(|body| {
                Body::new(Watched::new(
                    body,
                    &guard,
                    ConnectionPhase::Sending,
                    ConnectionPhase::Idle,
                ))
            });
            Ok::<_, Infallible>(reply)
        }
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(KEEP_ALIVE_TIMEOUT)
            .serve_connection(TokioIo::new(Box::pin(stream)), service)
    );
    let mut first_head = pin!(tokio::time::sleep(FIRST_HEAD_TIMEOUT));
    let (mut waiting, mut open) = (true, true);
    loop {
        tokio::select! {
            // An error is the client's: it went away, or what it sent is no HTTP, which it has been told.
            _ = connection.as_mut() => return,
            () = first_head.as_mut(), if waiting => {
                waiting = false;
                if guard.phase() == Some(ConnectionPhase::HalfOpen) {
                    return;
                }
            }
            _ = ending.wait_for(|ending| *ending), if open => {
                open = false;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

/// A request whose connection counts as receiving until its body has arrived.
fn received(request: Request<Incoming>, guard: &Arc<ConnectionGuard>) -> Request<Body> {
    if request.body().is_end_stream() {
        guard.set(ConnectionPhase::Answering);
        return request.map(Body::new);
    }
    request.map(|body| {
        Body::new(Watched::new(
            Body::new(body),
            guard,
            ConnectionPhase::Receiving,
            ConnectionPhase::Answering,
        ))
    })
}
