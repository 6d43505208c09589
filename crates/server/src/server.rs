//! Starting and ending the server.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::http::{self, App};
use crate::options::Options;
use crate::peer::{self, Bounds, Sockets};
use crate::sessions::Registry;

/// How long sessions may take to close when the server ends.
const PATIENCE: Duration = Duration::from_millis(1200);

/// How long requests that are being answered may take after that.
const LAST_REPLIES: Duration = Duration::from_millis(300);

/// Why the server does not start.
#[derive(Clone, Debug, Error)]
pub enum StartError {
    /// The address for HTTP cannot be had.
    #[error("cannot listen on {address}: {error}. Choose another --port, or --port 0 for a free one")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        error: Arc<io::Error>,
    },
    /// An address for media is not this machine's.
    #[error("cannot use {address} for media: {error}. Give an address of this machine with --media-ip")]
    Media {
        /// The address.
        address: IpAddr,
        /// What the system says.
        error: Arc<io::Error>,
    },
    /// The site is not there.
    #[error("{} has no index.html. Build the site first, or leave --site out", .0.display())]
    Site(std::path::PathBuf),
}

/// The server.
pub struct Server;

impl Server {
    /// Starts it. When this returns, it answers.
    ///
    /// # Errors
    /// Where an address cannot be used, or the site is not there.
    pub async fn start(options: Options) -> Result<Running, StartError> {
        peer::install_cryptography();
        if let Some(site) = &options.site
            && !site.join("index.html").is_file()
        {
            return Err(StartError::Site(site.clone()));
        }
        let addresses = media_addresses(&options.media_ip).await?;
        let address = SocketAddr::new(options.listen, options.port);
        let failed = |error: io::Error| StartError::Listen {
            address,
            error: Arc::new(error),
        };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let registry = Registry::new(options.max_sessions);
        let bounds = Bounds {
            addresses: addresses.into(),
            start: options.start_timeout,
            connect: options.connect_timeout,
            longest: options.max_duration,
            queue: options.max_queue,
        };
        let router = http::router(Arc::new(App {
            options,
            registry: Arc::clone(&registry),
            bounds,
        }));
        let (end, ending) = oneshot::channel();
        let serving = tokio::spawn(serve(listener, router, ending));
        Ok(Running {
            address,
            registry,
            end,
            serving,
        })
    }
}

async fn serve(listener: TcpListener, router: Router, ending: oneshot::Receiver<()>) {
    let until = async {
        ending.await.ok();
    };
    if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(until).await {
        tracing::error!(%error, "HTTP ended");
    }
}

/// The addresses that candidates are made of: those that were set, all of which must be usable, or the default ones that are.
async fn media_addresses(set: &[IpAddr]) -> Result<Vec<IpAddr>, StartError> {
    let mut usable = Vec::new();
    let candidates = if set.is_empty() {
        peer::default_addresses()
    } else {
        set.to_vec()
    };
    for address in candidates {
        match Sockets::bind(&[address]).await {
            Ok(_) if usable.contains(&address) => {}
            Ok(_) => usable.push(address),
            Err(error) if set.is_empty() => tracing::debug!(%address, %error, "not usable for media"),
            Err(error) => {
                return Err(StartError::Media {
                    address,
                    error: Arc::new(error),
                });
            }
        }
    }
    Ok(usable)
}

/// A server that runs. Dropped, it goes on running until the process ends.
pub struct Running {
    address: SocketAddr,
    registry: Arc<Registry>,
    end: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl Running {
    /// Where it listens for HTTP.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends it: takes no more calls, closes all sessions, answers what is left. Takes 1.5 s at most.
    pub async fn shutdown(self) {
        self.end.send(()).ok();
        self.registry.close(PATIENCE).await;
        let mut serving = self.serving;
        if tokio::time::timeout(LAST_REPLIES, &mut serving).await.is_err() {
            serving.abort();
        }
    }
}
