//! A line between a server's media and a browser that bears only so much.

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

use crate::{Failure, free_port};

/// The longest time that a datagram waits: those that would have to wait longer are lost.
const ROOM: Duration = Duration::from_millis(500);
/// The line's end on the browser's side, an address of its own on this machine.
const HERE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
/// Bytes of the headers of IP and UDP.
const HEADERS: usize = 28;
const LARGEST: usize = 2048;

/// A line on which the server's media go to a browser; what comes from the browser is not held up.
#[derive(Debug)]
pub struct Line {
    port: u16,
    bears: Arc<AtomicU32>,
    borne: Arc<AtomicU64>,
    _tasks: JoinSet<io::Result<()>>,
}

impl Line {
    /// A line that bears so many kilobits a second. The server is to be started with [`Self::arguments`].
    pub async fn bearing(kilobits: u32) -> Result<Self, Failure> {
        let port = free_port()?;
        let bears = Arc::new(AtomicU32::new(kilobits));
        let borne = Arc::new(AtomicU64::new(0));
        let here = UdpSocket::bind((HERE, port)).await.map_err(failed)?;
        let mut tasks = JoinSet::new();
        tasks.spawn(carry(Arc::new(here), port, Arc::clone(&bears), Arc::clone(&borne)));
        Ok(Self {
            port,
            bears,
            borne,
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

    /// Bears so many kilobits a second from now on.
    pub fn widens_to(&self, kilobits: u32) {
        self.bears.store(kilobits, Ordering::Relaxed);
    }

    /// Bytes that have come through to the browser.
    pub fn borne(&self) -> u64 {
        self.borne.load(Ordering::Relaxed)
    }
}

/// Carries datagrams between the browser's addresses and the server's port.
async fn carry(here: Arc<UdpSocket>, port: u16, bears: Arc<AtomicU32>, borne: Arc<AtomicU64>) -> io::Result<()> {
    let mut ways: HashMap<SocketAddr, Arc<UdpSocket>> = HashMap::new();
    let mut tasks = JoinSet::new();
    let mut datagram = [0; LARGEST];
    loop {
        let (size, browser) = here.recv_from(&mut datagram).await?;
        let way = match ways.get(&browser) {
            Some(way) => Arc::clone(way),
            None => {
                let way = Arc::new(UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?);
                way.connect((Ipv4Addr::LOCALHOST, port)).await?;
                ways.insert(browser, Arc::clone(&way));
                let (queue, waiting) = mpsc::unbounded_channel();
                tasks.spawn(queue_up(Arc::clone(&way), queue, Arc::clone(&bears)));
                tasks.spawn(deliver(waiting, Arc::clone(&here), browser, Arc::clone(&borne)));
                way
            }
        };
        // A server that has ended refuses; a later one may not.
        way.send(&datagram[..size]).await.ok();
    }
}

/// Takes what the server sends, with the moment at which the line has borne it; loses what has no room.
async fn queue_up(
    way: Arc<UdpSocket>,
    queue: mpsc::UnboundedSender<(Instant, Vec<u8>)>,
    bears: Arc<AtomicU32>,
) -> io::Result<()> {
    let mut free = Instant::now();
    let mut datagram = [0; LARGEST];
    loop {
        let Ok(size) = way.recv(&mut datagram).await else {
            continue;
        };
        let begins = free.max(Instant::now());
        if begins - Instant::now() > ROOM {
            continue;
        }
        let bits = (size + HEADERS) as f64 * 8.0;
        free = begins + Duration::from_secs_f64(bits / (f64::from(bears.load(Ordering::Relaxed)) * 1000.0));
        if queue.send((free, datagram[..size].to_vec())).is_err() {
            return Ok(());
        }
    }
}

async fn deliver(
    mut waiting: mpsc::UnboundedReceiver<(Instant, Vec<u8>)>,
    here: Arc<UdpSocket>,
    browser: SocketAddr,
    borne: Arc<AtomicU64>,
) -> io::Result<()> {
    while let Some((at, datagram)) = waiting.recv().await {
        tokio::time::sleep_until(at).await;
        here.send_to(&datagram, browser).await?;
        borne.fetch_add(datagram.len() as u64, Ordering::Relaxed);
    }
    Ok(())
}

fn failed(error: io::Error) -> Failure {
    Failure::Server(format!("no line: {error}"))
}
