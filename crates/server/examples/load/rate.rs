//! How many calls are answered in a second, by one server and through a cluster of three.

use std::time::{Duration, Instant};

use api::Call;
use serde_json::json;
use tokio::task::JoinSet;

use crate::caller::Caller;
use crate::metrics::quantile;

/// Clients that call at once, each the next time as soon as it is answered.
const CLIENTS: usize = 32;

/// The calls that were answered.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// In a second.
    pub calls: f64,
    /// How long half of them took at most.
    pub half: Duration,
    /// How long all but one in twenty took at most.
    pub most: Duration,
}

/// Has the session kept alive through these servers in turns, as often as they answer.
pub async fn measure(servers: &[Caller], session: &str, watch: Duration) -> Rate {
    let mut calling = JoinSet::new();
    let began = Instant::now();
    for client in 0..CLIENTS {
        let servers = servers.to_vec();
        let body = json!({"session_id": session});
        calling.spawn(async move {
            let mut taken = Vec::new();
            for number in client.. {
                let asked = Instant::now();
                if asked - began >= watch {
                    break;
                }
                let server = &servers[number % servers.len()];
                let (status, answer) = server.call(Call::KeepAlive, body.clone()).await;
                assert_eq!(status, 200, "{answer}");
                taken.push(asked.elapsed());
            }
            taken
        });
    }
    let mut taken = calling.join_all().await.concat();
    Rate {
        calls: taken.len() as f64 / began.elapsed().as_secs_f64(),
        half: quantile(&mut taken, 0.5),
        most: quantile(&mut taken, 0.95),
    }
}

impl std::fmt::Display for Rate {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let millis = |time: Duration| time.as_secs_f64() * 1000.0;
        write!(
            formatter,
            "{:.0} calls/s, p50 {:.1} ms, p95 {:.1} ms",
            self.calls,
            millis(self.half),
            millis(self.most)
        )
    }
}
