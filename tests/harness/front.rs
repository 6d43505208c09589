//! The front of several servers: each connection goes to the next one that can be reached.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

use crate::{Failure, Server};

/// A front, closed on drop.
#[derive(Debug)]
pub struct Front {
    port: u16,
    serving: AbortHandle,
}

impl Drop for Front {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Front {
    /// Opens a front of these servers.
    pub async fn before(servers: &[&Server]) -> Result<Self, Failure> {
        Self::at(0, servers.iter().map(|server| server.port()).collect()).await
    }

    /// Opens a front at `port`, or at a free one for 0, of servers that listen on these ports.
    pub async fn at(port: u16, ports: Arc<[u16]>) -> Result<Self, Failure> {
        let failed = |error: std::io::Error| Failure::Server(format!("the front: {error}"));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        let serving = tokio::spawn(serve(listener, ports)).abort_handle();
        Ok(Self { port, serving })
    }

    /// The port that it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The address of site and API for the visitor.
    pub fn address(&self) -> String {
        format!("http://localhost:{}", self.port)
    }
}

async fn serve(listener: TcpListener, ports: Arc<[u16]>) {
    let next = Arc::new(AtomicUsize::new(0));
    while let Ok((mut client, _)) = listener.accept().await {
        let (ports, next) = (Arc::clone(&ports), Arc::clone(&next));
        tokio::spawn(async move {
            let turn = next.fetch_add(1, Ordering::Relaxed);
            for port in ports.iter().cycle().skip(turn % ports.len()).take(ports.len()) {
                let address = SocketAddr::from((Ipv4Addr::LOCALHOST, *port));
                if let Ok(mut server) = TcpStream::connect(address).await {
                    copy_bidirectional(&mut client, &mut server).await.ok();
                    return;
                }
            }
        });
    }
}
