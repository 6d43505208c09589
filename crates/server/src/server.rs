//! The server: its start, reload and graceful shutdown.

mod error;
mod network;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

use crate::admin::{Admin, AdminFront};
use crate::avatars::Avatars;
use crate::cluster::{Cluster, Node};
use crate::connections;
use crate::hearing;
use crate::http::{App, Middleware, is_loopback};
use crate::keys::{KeyRing, RateLimits, TokenSecrets};
use crate::load::Load;
use crate::media::Stagger;
use crate::metrics::Metrics;
use crate::options::{AdminOptions, Options, SecretHash};
use crate::peer::{self, Bounds, MediaEndpoints};
use crate::records::Records;
use crate::sessions::{Registry, SessionLimits, ping_sessions};
use crate::synthesis;
use crate::talk::Service;
use crate::voices::Voices;
pub use error::{ReloadError, StartError};
use network::{check_network, media_addresses, ports};

/// How long sessions may take to close when the server ends.
const CLOSE_TIMEOUT: Duration = Duration::from_millis(1200);

/// How long webhooks may be on their way after that.
const WEBHOOKS_TIMEOUT: Duration = Duration::from_secs(5);

/// Connections to the listener for administration.
const ADMIN_CONNECTIONS: usize = 32;

/// How long requests that are being answered may take after that.
const REPLIES_TIMEOUT: Duration = Duration::from_millis(300);

/// The server.
pub struct Server;

impl Server {
    /// Starts it. When this returns, it answers.
    ///
    /// # Errors
    /// Where an address cannot be used, the site is not there, or others could reach the server without a key.
    pub async fn start(options: Options) -> Result<Running, StartError> {
        check_privacy(&options)?;
        peer::install_cryptography();
        tokio::task::spawn_blocking(synthesis::warm);
        if let Some(site) = &options.site
            && !site.join("index.html").is_file()
        {
            return Err(StartError::Site(site.clone()));
        }
        let rates = RateLimits {
            per_key: options.rates.rate_per_key,
            per_address: options.rates.rate_per_address,
        };
        let keys = Arc::new(KeyRing::new(options.keys()?, rates));
        let talk = Service::of(&options.talk)?;
        check_network(&options)?;
        let avatars = avatars(&options).await?;
        let voices = Voices::of(&options.voices).await?;
        let hearing = hearing::Service::of(&options.hearing)?;
        let addresses = media_addresses(&options.media_ip).await?;
        let addresses = peer::announced(&addresses, &options.network.announce_ip)?;
        let address = SocketAddr::new(options.listen, options.port);
        let failed = |error: io::Error| StartError::Listen {
            address,
            error: Arc::new(error),
        };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let metrics = Metrics::new();
        let most_late = Some(options.max_lateness).filter(|most| !most.is_zero());
        let load = Arc::new(Load::new(most_late));
        let limits = SessionLimits {
            most: options.max_sessions,
            per_key: options.max_sessions_per_key,
            unanswered: options.unanswered(),
        };
        let records = Records::begin(&options.records)?;
        let registry = Registry::new(limits, metrics.clone(), records.journal());
        tokio::spawn(ping_sessions(Arc::downgrade(&registry)));
        let admin_listener = admin_listener(&options.admin).await?;
        let bounds = Bounds {
            endpoints: MediaEndpoints {
                ports: ports(&options.network, &addresses, &metrics)?,
                addresses: addresses.into(),
            },
            start: options.start_timeout,
            connect: options.connect_timeout,
            longest: options.max_duration,
            tasks: options.tasks(),
            metrics: metrics.clone(),
            load: Arc::clone(&load),
            stagger: Arc::new(Stagger::new(Instant::now())),
        };
        let most = connections::bound(options.max_connections);
        if let Some(talk) = talk.clone() {
            tokio::spawn(async move { talk.look().await });
        }
        let looking = voices.clone();
        tokio::spawn(async move { looking.look().await });
        let options = Arc::new(options);
        let node = Arc::new(Node {
            options: Arc::clone(&options),
            avatars: avatars.clone(),
            talk,
            voices: voices.clone(),
            hearing,
            registry: Arc::clone(&registry),
            bounds,
            // Connections that wait for words are never closed for others, so most are kept for those.
            waiting: Semaphore::new((most / 4).max(1)),
            load: Arc::clone(&load),
            metrics: metrics.clone(),
        });
        let cluster = Arc::new(Cluster::of(node).await?);
        let admin = AdminFront::new(Admin {
            registry: Arc::clone(&registry),
            cluster: Arc::clone(&cluster),
            load: Arc::clone(&load),
            metrics: metrics.clone(),
            key: options.admin.admin_key.as_ref().map(|key| SecretHash::of(key.reveal())),
        });
        let middleware = Middleware::new(Arc::new(App {
            keys: Arc::clone(&keys),
            tokens: TokenSecrets::of(&options.token_secret),
            avatars: avatars.clone(),
            voices,
            cluster: Arc::clone(&cluster),
            metrics,
            options,
        }));
        let (end, ending) = watch::channel(false);
        let middleware = Arc::new(middleware);
        let answer = move |peer, request| {
            let middleware = Arc::clone(&middleware);
            async move { middleware.answer(peer, request).await }
        };
        let admin_address = admin_listener.as_ref().and_then(|listener| listener.local_addr().ok());
        if let Some(listener) = admin_listener {
            let admin = Arc::new(admin);
            let answer = move |peer, request| {
                let admin = Arc::clone(&admin);
                async move { admin.answer(peer, request).await }
            };
            tokio::spawn(connections::serve(listener, answer, ADMIN_CONNECTIONS, ending.clone()));
        }
        let serving = tokio::spawn(connections::serve(listener, answer, most, ending));
        Ok(Running {
            address,
            admin_address,
            registry,
            cluster,
            avatars,
            keys,
            records,
            end,
            serving,
        })
    }
}

/// The avatars. Their voices are looked for first, which may start another program.
async fn avatars(options: &Options) -> Result<Avatars, StartError> {
    let folder = options.avatars.clone();
    let read = tokio::task::spawn_blocking(move || Avatars::of(folder.as_deref())).await;
    Ok(read.map_err(|_| StartError::AvatarsDefect)??)
}

/// Refuses to start where others could use the server although nobody said so.
fn check_privacy(options: &Options) -> Result<(), StartError> {
    if !options.is_private() {
        return Ok(());
    }
    if !options.listen.to_canonical().is_loopback() {
        return Err(StartError::Open(format!("--listen {}", options.listen)));
    }
    match &options.public_url {
        Some(url) if !is_loopback(url.host()) => Err(StartError::Open(format!("--public-url {}", url.base()))),
        _ => Ok(()),
    }
}

/// The listener for administration, where one is wanted.
async fn admin_listener(options: &AdminOptions) -> Result<Option<TcpListener>, StartError> {
    let Some(address) = options.admin_listen else {
        return Ok(None);
    };
    if options.admin_key.is_none() && !address.ip().to_canonical().is_loopback() {
        return Err(StartError::AdminOpen(address));
    }
    let listener = TcpListener::bind(address).await;
    listener.map(Some).map_err(|error| StartError::AdminListen {
        address,
        error: Arc::new(error),
    })
}

/// A server that runs. Dropped, it goes on running until the process ends.
pub struct Running {
    address: SocketAddr,
    admin_address: Option<SocketAddr>,
    registry: Arc<Registry>,
    cluster: Arc<Cluster>,
    avatars: Avatars,
    keys: Arc<KeyRing>,
    records: Records,
    end: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

impl Running {
    /// Where it listens for HTTP.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it listens for administration.
    pub fn admin_address(&self) -> Option<SocketAddr> {
        self.admin_address
    }

    /// Waits until no more sessions are opened, because [`Running::drain`] or the listener for administration says so.
    pub async fn drains(&self) {
        self.registry.drains().await;
    }

    /// Takes the keys of these options in the place of those that it has. Everything else stays as it was.
    ///
    /// # Errors
    /// Where they cannot be told apart, or none is left. The server keeps its keys then.
    pub fn reload_keys(&self, options: &Options) -> Result<(), ReloadError> {
        let keys = options.keys()?;
        Ok(self.keys.replace(keys)?)
    }

    /// Reads the folder of avatars of these options again. Sessions go on with the avatars that they began with. Blocks meanwhile.
    ///
    /// # Errors
    /// Where one of them cannot be offered. The server keeps all its avatars as they are then.
    pub fn reload_avatars(&self, options: &Options) -> Result<(), ReloadError> {
        Ok(self.avatars.read_again(options.avatars.as_deref())?)
    }

    /// Opens no more sessions. Those that are open go on, and all other calls are answered. Gives the number of sessions.
    pub fn drain(&self) -> usize {
        self.registry.drain();
        self.registry.sessions()
    }

    /// Waits until there is no session.
    pub async fn emptied(&self) {
        self.registry.emptied().await;
    }

    /// Ends it: takes no more calls, closes all sessions at once, answers what is left. Takes 1.5 s at most, 0.8 s
    /// more where the NATS of a cluster does not answer, and 5 s more where webhooks are not.
    pub async fn shutdown(self) {
        self.end.send_replace(true);
        self.registry.close(CLOSE_TIMEOUT).await;
        self.cluster.leave().await;
        let mut serving = self.serving;
        if tokio::time::timeout(REPLIES_TIMEOUT, &mut serving).await.is_err() {
            serving.abort();
        }
        self.registry.close_journal();
        self.records.finish(WEBHOOKS_TIMEOUT).await;
    }
}
