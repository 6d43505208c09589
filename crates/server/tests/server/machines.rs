//! A cluster to be tested: several servers that are one, and a front that hands each connection to the next of them.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use api::Call;
use serde_json::{Value, json};
use streaming_avatar_server::options::Key;
use streaming_avatar_server::{Options, Running, Server};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};

use crate::binary::{Program, launched};
use crate::caller::{Caller, options};
use crate::nats_server::NatsServer;
use crate::visitor::TIMEOUT;

/// The key that all machines take.
pub const KEY: &str = "hush-key";

const TOKEN_SECRET: &str = "hush-hush-hush-hush-hush-hush-hush";

/// The options of a machine of this cluster.
pub fn machine(nats: &NatsServer) -> Options {
    let mut options = options();
    options.cluster.cluster = vec![nats.url()];
    options.api_key = vec![Key::new(format!("shop={KEY}"))];
    options.token_secret = vec![Key::new(TOKEN_SECRET)];
    options.admin.admin_listen = Some((Ipv4Addr::LOCALHOST, 0).into());
    options
}

/// A server in this process.
pub struct Machine {
    pub running: Running,
    /// Calls this machine, with the key.
    pub caller: Caller,
}

impl Machine {
    pub async fn start(options: Options) -> Self {
        let running = Server::start(options).await.unwrap();
        let caller = Caller::new(&format!("http://{}", running.address())).with_key(KEY);
        Self { running, caller }
    }

    fn admin(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.admin_address().unwrap())
    }

    /// Whether it takes new sessions, as a load balancer asks.
    pub async fn ready(&self) -> u16 {
        reqwest::get(self.admin("/readyz")).await.unwrap().status().as_u16()
    }

    /// One of its metrics.
    pub async fn figure(&self, name: &str) -> f64 {
        let page = reqwest::get(self.admin("/metrics"))
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        let line = page.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("no {name} in {page}")).parse().unwrap()
    }

    /// Whether this machine has a session.
    pub async fn has(&self, session: &str) -> bool {
        let sessions = reqwest::get(self.admin("/admin/sessions")).await.unwrap();
        let sessions: Value = sessions.json().await.unwrap();
        let mut sessions = sessions.as_array().unwrap().iter();
        sessions.any(|entry| entry["session_id"] == session)
    }
}

/// Starts so many machines, and waits until each knows of all.
pub async fn machines(count: usize, nats: &NatsServer, set: impl Fn(&mut Options)) -> Vec<Machine> {
    let mut machines = Vec::new();
    for _ in 0..count {
        let mut options = machine(nats);
        set(&mut options);
        machines.push(Machine::start(options).await);
    }
    until("every machine to know of all", async || {
        for machine in &machines {
            if machine.figure("avatar_cluster_nodes").await < count as f64 || machine.ready().await != 200 {
                return false;
            }
        }
        true
    })
    .await;
    machines
}

/// Waits until something is the case.
pub async fn until(what: &str, is: impl AsyncFn() -> bool) {
    let deadline = Instant::now() + TIMEOUT;
    while !is().await {
        assert!(Instant::now() < deadline, "{what} did not come");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A client of all machines: each of its calls goes to the next one that lives.
pub async fn front(machines: Vec<SocketAddr>) -> Caller {
    changing_front(&Arc::new(Mutex::new(machines))).await
}

/// The same of machines that come and go.
pub async fn changing_front(machines: &Arc<Mutex<Vec<SocketAddr>>>) -> Caller {
    let machines = Arc::clone(machines);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let next = Arc::new(AtomicUsize::new(0));
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let (machines, next) = (Arc::clone(&machines), Arc::clone(&next));
            tokio::spawn(async move {
                let machines = machines.lock().unwrap().clone();
                for _ in 0..machines.len() {
                    let turn = next.fetch_add(1, Ordering::Relaxed) % machines.len();
                    if let Ok(mut machine) = TcpStream::connect(machines[turn]).await {
                        copy_bidirectional(&mut client, &mut machine).await.ok();
                        return;
                    }
                }
            });
        }
    });
    let mut caller = Caller::new(&format!("http://{address}")).with_key(KEY);
    // A connection for each call, so that each goes to another machine.
    caller.http = reqwest::Client::builder().pool_max_idle_per_host(0).build().unwrap();
    caller
}

/// A server in a process of its own, which can be killed.
pub struct Process {
    pub program: Program,
    pub caller: Caller,
    pub address: SocketAddr,
}

impl Process {
    pub fn start(nats: &NatsServer) -> Self {
        Self::start_with(nats, &[])
    }

    /// The same with further options.
    pub fn start_with(nats: &NatsServer, further: &[&str]) -> Self {
        let url = nats.url();
        let api_key = format!("shop={KEY}");
        let own = ["--cluster", &url, "--api-key", &api_key, "--token-secret", TOKEN_SECRET];
        let (program, address, log) = launched(crate::binary::command(), &[&own, further].concat());
        // Nobody reads its log: a full pipe would stop it.
        std::thread::spawn(move || std::io::copy(&mut { log }, &mut std::io::sink()));
        Self {
            program,
            caller: Caller::new(&address).with_key(KEY),
            address: address.strip_prefix("http://").unwrap().parse().unwrap(),
        }
    }
}

/// Starts so many processes, and waits until each hands sessions to each.
pub async fn processes(count: usize, nats: &NatsServer) -> Vec<Process> {
    let processes: Vec<_> = (0..count).map(|_| Process::start(nats)).collect();
    meet(&processes).await;
    processes
}

/// Waits until each of these hands sessions to each.
pub async fn meet(processes: &[Process]) {
    // A list counts the sessions of all machines, so each sees the one that was opened elsewhere.
    for process in processes {
        until("room", async || {
            let (status, opened) = process.caller.call(Call::New, json!({})).await;
            let body = json!({"session_id": opened["data"]["session_id"]});
            if status != 200 {
                return false;
            }
            for other in processes {
                if other.caller.call(Call::KeepAlive, body.clone()).await.0 != 200 {
                    return false;
                }
            }
            process.caller.call(Call::Stop, body).await.0 == 200
        })
        .await;
    }
}
