//! A relay between a machine and its NATS, which counts what the machine sends, and can lose acknowledgements.

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

use crate::nats_server::NatsServer;

/// The relay.
#[derive(Clone, Default)]
pub struct NatsRelay {
    address: String,
    /// The subjects of what the machine has sent.
    sent: Arc<Mutex<Vec<String>>>,
    loses: Arc<AtomicBool>,
    lost: Arc<AtomicUsize>,
}

impl NatsRelay {
    /// Starts one in front of a NATS server. Acknowledgements of the bucket whose name holds `bucket` can be lost.
    pub async fn start(nats: &NatsServer, bucket: &'static str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let relay = Self {
            address: format!("nats://{}", listener.local_addr().unwrap()),
            ..Self::default()
        };
        let (own, nats) = (relay.clone(), nats.url().replace("nats://", ""));
        tokio::spawn(async move {
            while let Ok((machine, _)) = listener.accept().await {
                let Ok(nats) = TcpStream::connect(&nats).await else {
                    continue;
                };
                let ((read, write), (nats_read, nats_write)) = (machine.into_split(), nats.into_split());
                tokio::spawn(own.clone().carry(read, nats_write, None));
                tokio::spawn(own.clone().carry(nats_read, write, Some(bucket)));
            }
        });
        relay
    }

    pub fn url(&self) -> String {
        self.address.clone()
    }

    /// Whether acknowledgements are lost from now on.
    pub fn lose(&self, loses: bool) {
        self.loses.store(loses, Ordering::SeqCst);
    }

    /// How many were lost.
    pub fn lost(&self) -> usize {
        self.lost.load(Ordering::SeqCst)
    }

    /// How many messages were sent to subjects with these words in them.
    pub fn sent(&self, words: &str) -> usize {
        let sent = self.sent.lock().unwrap();
        sent.iter().filter(|subject| subject.contains(words)).count()
    }

    /// Carries one way, message by message: a line, and where it tells of a payload, that.
    async fn carry(self, read: OwnedReadHalf, mut write: OwnedWriteHalf, from_engine: Option<&'static str>) {
        let mut read = BufReader::new(read);
        loop {
            let mut message = Vec::new();
            if read.read_until(b'\n', &mut message).await.unwrap_or(0) == 0 {
                return;
            }
            let line = String::from_utf8_lossy(&message).into_owned();
            let words: Vec<_> = line.split_whitespace().collect();
            let mut payload = Vec::new();
            if ["PUB", "HPUB", "MSG", "HMSG"].contains(&words[0]) {
                let size: usize = words.last().unwrap().parse().unwrap();
                payload = vec![0; size + 2];
                if read.read_exact(&mut payload).await.is_err() {
                    return;
                }
            }
            match from_engine {
                None if words[0].ends_with("PUB") => self.sent.lock().unwrap().push(words[1].to_owned()),
                Some(bucket) if self.loses.load(Ordering::SeqCst) => {
                    let text = String::from_utf8_lossy(&payload);
                    if text.contains(&format!("\"stream\":\"KV_{bucket}\"")) && text.contains("\"seq\":") {
                        self.lost.fetch_add(1, Ordering::SeqCst);
                        continue;
                    }
                }
                _ => {}
            }
            message.extend(payload);
            if write.write_all(&message).await.is_err() {
                return;
            }
        }
    }
}
