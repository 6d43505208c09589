//! The part that all scripted services share: the port, the script of replies, and the record of requests.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::net::{TcpListener, TcpStream};

use crate::http;

/// A service that takes requests of one kind and replies by its script. It ends with the runtime.
#[derive(Debug)]
pub struct Service<Reply, Request> {
    address: SocketAddr,
    state: Arc<Mutex<State<Reply, Request>>>,
}

#[derive(Debug)]
struct State<Reply, Request> {
    replies: VecDeque<Reply>,
    received: Vec<Request>,
    hung_up: usize,
}

// A derived one would ask the same of the replies.
impl<Reply, Request> Clone for Service<Reply, Request> {
    fn clone(&self) -> Self {
        Self {
            address: self.address,
            state: Arc::clone(&self.state),
        }
    }
}

impl<Reply: Clone + Send + 'static, Request: Clone + Send + 'static> Service<Reply, Request> {
    /// Binds a port. No request is taken before [`serve`].
    pub async fn bind(replies: impl IntoIterator<Item = Reply>) -> io::Result<(Self, TcpListener)> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let service = Self {
            address: listener.local_addr()?,
            state: Arc::new(Mutex::new(State {
                replies: replies.into_iter().collect(),
                received: Vec::new(),
                hung_up: 0,
            })),
        };
        Ok((service, listener))
    }

    /// Base address of the service's API.
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// The recorded requests.
    pub fn received(&self) -> Vec<Request> {
        self.state().received.clone()
    }

    /// Number of clients that closed the connection in the middle of a reply.
    pub fn hung_up(&self) -> usize {
        self.state().hung_up
    }

    /// Records a request, and takes its reply from the script.
    pub fn next(&self, request: Request) -> Option<Reply> {
        let mut state = self.state();
        state.received.push(request);
        if state.replies.len() > 1 {
            state.replies.pop_front()
        } else {
            state.replies.front().cloned()
        }
    }

    fn state(&self) -> MutexGuard<'_, State<Reply, Request>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a reply that met a closed connection.
    pub fn count(&self, reply: &io::Result<()>) {
        self.state().hung_up += usize::from(reply.is_err());
    }
}

/// Takes requests, and hands each with its head in lower case and its body to `answer`, in a task of its own.
pub fn serve<Answer>(
    listener: TcpListener,
    answer: impl Fn(TcpStream, String, Vec<u8>) -> Answer + Clone + Send + 'static,
) where
    Answer: Future<Output = ()> + Send,
{
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move {
                // Chunks arrive one by one, as from a real service.
                stream.set_nodelay(true).ok();
                if let Ok((head, body)) = http::request(&mut stream).await {
                    answer(stream, head, body).await;
                }
            });
        }
    });
}
