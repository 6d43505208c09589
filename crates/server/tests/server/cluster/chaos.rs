//! Machines and their NATS server are killed, frozen and started again in any order, for as long as one likes; run on demand:
//!
//! ```sh
//! CHAOS_SEED=7 CHAOS_SECONDS=300 cargo test -p streaming-avatar-server --test server chaos -- --ignored --nocapture
//! ```
//!
//! Whatever happens, every call is answered, a token opens one session at most, and nobody touches another's. Afterwards all is well.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use api::Call;
use serde_json::json;

use crate::caller::{Caller, text};
use crate::machines::{Process, changing_front, until};
use crate::nats_server::NatsServer;

/// The longest that a call may take: the time-out between machines, and what NATS may take before.
const MAX_CALL_TIME: Duration = Duration::from_secs(15);

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}

/// One visitor after the other, who uses their token twice at once, and looks after their session.
async fn visit(front: Caller, end: Instant, statuses: Arc<Mutex<std::collections::BTreeMap<(String, u16), u32>>>) {
    let count = |call: &str, status: u16| *statuses.lock().unwrap().entry((call.to_owned(), status)).or_default() += 1;
    while Instant::now() < end {
        let (status, made) = timed(&front, Call::CreateToken, json!({})).await;
        count("create_token", status);
        if status != 200 {
            continue;
        }
        let browser = front.with_token(&text(&made["data"]["token"]));
        let twice = [browser.clone(), browser.clone()];
        let calls = twice.map(|browser| tokio::spawn(async move { timed(&browser, Call::New, json!({})).await }));
        let mut sessions = Vec::new();
        for call in calls {
            let (status, opened) = call.await.unwrap();
            count("new", status);
            if status == 200 {
                sessions.push(text(&opened["data"]["session_id"]));
            }
        }
        assert!(sessions.len() <= 1, "a token has opened {sessions:?}");
        for session in sessions {
            for call in [Call::KeepAlive, Call::Stop] {
                let (status, _) = timed(&browser, call, json!({"session_id": session})).await;
                count(if call == Call::Stop { "stop" } else { "keep_alive" }, status);
                assert!([0, 200, 400, 503].contains(&status), "{call:?}: {status}");
            }
        }
    }
}

/// Calls; a connection that breaks because its machine was killed counts as 0.
async fn timed(caller: &Caller, call: Call, body: serde_json::Value) -> (u16, serde_json::Value) {
    let asked = Instant::now();
    let sent = caller.request(call).json(&body).timeout(MAX_CALL_TIME * 2).send().await;
    let answer = match sent {
        Ok(response) => (response.status().as_u16(), response.json().await.unwrap_or_default()),
        Err(_) => (0, json!(null)),
    };
    // A frozen machine at the front door answers nobody; the machines behind it do.
    assert!(
        answer.0 == 0 || asked.elapsed() < MAX_CALL_TIME,
        "{call:?} took {:?}",
        asked.elapsed()
    );
    answer
}

#[ignore = "takes as long as one likes: run on demand"]
#[tokio::test(flavor = "multi_thread")]
async fn whatever_fails_every_call_is_answered_and_all_is_well_afterwards() {
    let Some(mut nats) = NatsServer::start() else { return };
    let (seed, seconds) = (number("CHAOS_SEED", 1), number("CHAOS_SECONDS", 60));
    println!("seed {seed}, {seconds} s");
    let mut dice = fastrand::Rng::with_seed(seed);
    let mut processes: Vec<_> = (0..3).map(|_| Process::start(&nats)).collect();
    let addresses = |processes: &[Process]| processes.iter().map(|process| process.address).collect::<Vec<_>>();
    let open = Arc::new(Mutex::new(addresses(&processes)));
    let front = changing_front(&open).await;
    until("room", async || front.call(Call::List, json!({})).await.0 == 200).await;
    let end = Instant::now() + Duration::from_secs(seconds);
    let statuses = Arc::default();
    let visitors: Vec<_> = (0..3)
        .map(|_| tokio::spawn(visit(front.clone(), end, Arc::clone(&statuses))))
        .collect();
    while Instant::now() < end {
        tokio::time::sleep(Duration::from_millis(dice.u64(500..3500))).await;
        let (victim, pause) = (dice.usize(..processes.len()), Duration::from_millis(dice.u64(..9000)));
        match dice.usize(..5) {
            0 => {
                println!("kills a machine");
                drop(processes.remove(victim));
                tokio::time::sleep(pause / 3).await;
                processes.push(Process::start(&nats));
                *open.lock().unwrap() = addresses(&processes);
            }
            1 => {
                println!("freezes a machine for {pause:?}");
                // Its front door is closed, as by a load balancer's check.
                let address = processes[victim].address;
                open.lock().unwrap().retain(|other| *other != address);
                processes[victim].program.signal("-STOP");
                tokio::time::sleep(pause).await;
                processes[victim].program.signal("-CONT");
                open.lock().unwrap().push(address);
            }
            2 => {
                println!("ends a machine as it should be");
                let mut old = processes.remove(victim);
                *open.lock().unwrap() = addresses(&processes);
                old.program.signal("-TERM");
                tokio::time::sleep(pause / 3).await;
                old.program.signal("-INT");
                assert_eq!(old.program.wait(), Some(0));
                processes.push(Process::start(&nats));
                *open.lock().unwrap() = addresses(&processes);
            }
            3 => {
                println!("kills NATS for {pause:?}");
                nats.kill();
                tokio::time::sleep(pause).await;
                nats.restart();
            }
            _ => {
                println!("freezes NATS for {pause:?}");
                nats.signal("-STOP");
                tokio::time::sleep(pause).await;
                nats.signal("-CONT");
            }
        }
    }
    for visitor in visitors {
        visitor.await.unwrap();
    }
    println!("{:#?}", statuses.lock().unwrap());
    until("peace", async || {
        for _ in 0..9 {
            if front.call(Call::New, json!({})).await.0 != 200 {
                return false;
            }
            for (session, _) in front.sessions().await {
                if front.call(Call::Stop, json!({"session_id": session})).await.0 != 200 {
                    return false;
                }
            }
        }
        true
    })
    .await;
    for process in &processes {
        until("an empty list on every machine", async || {
            let (status, listed) = process.caller.call(Call::List, json!(null)).await;
            status == 200 && listed["data"]["sessions"].as_array().is_some_and(Vec::is_empty)
        })
        .await;
    }
}
