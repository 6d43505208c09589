//! A relay of UDP datagrams between a server, each of its machines, and a browser, whose bandwidth towards the browser is limited.

use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::server::machines;
use crate::{Failure, free_port};

/// The longest queueing delay: datagrams that would have to wait longer are dropped.
const MAX_QUEUE: Duration = Duration::from_millis(500);
/// The relay's end on the browser's side, an address of its own on this machine.
const HERE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
/// Bytes of the headers of IP and UDP.
const HEADERS: usize = 28;
const MAX_PACKET: usize = 2048;

/// The relay. Datagrams from the browser are not held up.
#[derive(Debug)]
pub struct NarrowLine {
    port: u16,
    /// Kilobits a second.
    bandwidth: Arc<AtomicU32>,
    delivered: Arc<AtomicU64>,
    _tasks: JoinSet<io::Result<()>>,
}

impl NarrowLine {
    /// A line of this bandwidth, in kilobits a second. The server is to be started with [`Self::arguments`].
    pub async fn start(kilobits: u32) -> Result<Self, Failure> {
        let port = free_port()?;
        let bandwidth = Arc::new(AtomicU32::new(kilobits));
        let delivered = Arc::new(AtomicU64::new(0));
        let mut tasks = JoinSet::new();
        for machine in 0..machines::asked() {
            let port = machines::next_port(port, machine);
            let here = UdpSocket::bind((HERE, port)).await.map_err(failed)?;
            tasks.spawn(relay(
                Arc::new(here),
                port,
                Arc::clone(&bandwidth),
                Arc::clone(&delivered),
            ));
        }
        Ok(Self {
            port,
            bandwidth,
            delivered,
            _tasks: tasks,
        })
    }

    /// The options of a server whose media take this line.
    pub fn arguments(&self) -> [String; 4] {
        [
            "--announce-ip",
            &format!("{HERE}={}", Ipv4Addr::LOCALHOST),
            "--udp-port",
            &self.port.to_string(),
        ]
        .map(str::to_owned)
    }

    /// Changes the bandwidth, in kilobits a second.
    pub fn set_bandwidth(&self, kilobits: u32) {
        self.bandwidth.store(kilobits, Ordering::Relaxed);
    }

    /// Bytes that were delivered to the browser.
    pub fn delivered(&self) -> u64 {
        self.delivered.load(Ordering::Relaxed)
    }
}

/// Relays datagrams between the browser's addresses and the server's port.
async fn relay(
    here: Arc<UdpSocket>,
    port: u16,
    bandwidth: Arc<AtomicU32>,
    delivered: Arc<AtomicU64>,
) -> io::Result<()> {
    let mut upstreams: HashMap<SocketAddr, Arc<UdpSocket>> = HashMap::new();
    let mut tasks = JoinSet::new();
    let mut datagram = [0; MAX_PACKET];
    loop {
        let (size, browser) = here.recv_from(&mut datagram).await?;
        let upstream = match upstreams.get(&browser) {
            Some(upstream) => Arc::clone(upstream),
            None => {
                let upstream = Arc::new(UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?);
                upstream.connect((Ipv4Addr::LOCALHOST, port)).await?;
                upstreams.insert(browser, Arc::clone(&upstream));
                let (queue, waiting) = mpsc::unbounded_channel();
                tasks.spawn(enqueue(Arc::clone(&upstream), queue, Arc::clone(&bandwidth)));
                tasks.spawn(deliver(waiting, Arc::clone(&here), browser, Arc::clone(&delivered)));
                upstream
            }
        };
        // A server that has ended refuses; a later one may not.
        upstream.send(&datagram[..size]).await.ok();
    }
}

/// Queues the server's datagrams with the moment at which each has gone through; drops those for which the queue is too long.
async fn enqueue(
    upstream: Arc<UdpSocket>,
    queue: mpsc::UnboundedSender<(Instant, Vec<u8>)>,
    bandwidth: Arc<AtomicU32>,
) -> io::Result<()> {
    let mut free = Instant::now();
    let mut datagram = [0; MAX_PACKET];
    loop {
        let Ok(size) = upstream.recv(&mut datagram).await else {
            continue;
        };
        let begins = free.max(Instant::now());
        if begins - Instant::now() > MAX_QUEUE {
            continue;
        }
        let bits = (size + HEADERS) as f64 * 8.0;
        free = begins + Duration::from_secs_f64(bits / (f64::from(bandwidth.load(Ordering::Relaxed)) * 1000.0));
        if queue.send((free, datagram[..size].to_vec())).is_err() {
            return Ok(());
        }
    }
}

/// Sends queued datagrams to the browser, each at its moment.
async fn deliver(
    mut waiting: mpsc::UnboundedReceiver<(Instant, Vec<u8>)>,
    here: Arc<UdpSocket>,
    browser: SocketAddr,
    delivered: Arc<AtomicU64>,
) -> io::Result<()> {
    while let Some((at, datagram)) = waiting.recv().await {
        tokio::time::sleep_until(at).await;
        here.send_to(&datagram, browser).await?;
        delivered.fetch_add(datagram.len() as u64, Ordering::Relaxed);
    }
    Ok(())
}

fn failed(error: io::Error) -> Failure {
    Failure::Server(format!("no relay: {error}"))
}
