//! Node death: machines that are killed, frozen or replaced.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use api::Call;
use serde_json::json;

use super::{CODECS, process_of, settled};
use crate::caller::text;
use crate::machines::{Machine, changing_front, front, machine, machines, processes, until};
use crate::nats_server::NatsServer;
use crate::visitor::Visitor;

#[tokio::test(flavor = "multi_thread")]
async fn sessions_of_a_killed_machine_are_told_at_once_and_their_visitors_come_back() {
    let Some(nats) = NatsServer::start() else { return };
    let mut processes = processes(3, &nats).await;
    let addresses = processes.iter().map(|process| process.address).collect();
    let front = front(addresses).await;
    // Each machine has some: so does the one that will be killed.
    let visitor = Visitor::enter(&processes[0].caller, json!({"quality": "low"}), &CODECS).await;
    let others = [front.open().await, front.open().await, front.open().await];
    let owner = process_of(&mut processes, &visitor).await;
    for process in &processes {
        settled(&process.caller).await;
    }
    let killed = Instant::now();
    drop(processes.remove(owner));
    let body = json!({"session_id": visitor.session});
    for process in &processes {
        let (status, refused) = process.caller.call(Call::KeepAlive, body.clone()).await;
        assert_eq!((status, &refused["code"]), (400, &json!(400_006)), "{refused}");
        assert!(text(&refused["message"]).contains("its node was lost"), "{refused}");
        assert_eq!(process.caller.call(Call::Stop, body.clone()).await.0, 200);
    }
    assert!(killed.elapsed() < Duration::from_secs(4), "{:?}", killed.elapsed());
    // The front goes round it, and so do new sessions.
    let again = Visitor::enter(&front, json!({"quality": "low"}), &CODECS).await;
    let (task, _) = again.say("Here I am again.").await;
    again.said(&task).await;
    let listed: Vec<_> = front.sessions().await.into_iter().map(|(session, _)| session).collect();
    assert!(listed.contains(&again.session) && !listed.contains(&visitor.session));
    for session in others.iter().filter(|session| listed.contains(*session)) {
        assert_eq!(front.call(Call::KeepAlive, json!({"session_id": session})).await.0, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_machine_is_told_as_lost_by_its_lease_and_gets_nothing_new() {
    let Some(nats) = NatsServer::start() else { return };
    let mut processes = processes(2, &nats).await;
    let visitor = Visitor::enter(&processes[0].caller, json!({"quality": "low"}), &CODECS).await;
    let frozen = process_of(&mut processes, &visitor).await;
    processes[frozen].program.signal("-STOP");
    let other = &processes[1 - frozen];
    let body = json!({"session_id": visitor.session});
    // Until its lease has run out, a call waits for an answer and is not sent again.
    until("the end of its lease", async || {
        let (status, answer) = other.caller.call(Call::KeepAlive, body.clone()).await;
        assert_ne!(status, 200, "{answer}");
        status == 400
    })
    .await;
    let asked = Instant::now();
    let (_, refused) = other.caller.call(Call::KeepAlive, body.clone()).await;
    assert!(text(&refused["message"]).contains("its node was lost"), "{refused}");
    for _ in 0..3 {
        other.caller.open().await;
    }
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    processes[frozen].program.signal("-CONT");
    // It counts again, whatever became of its session meanwhile.
    until("its return", async || {
        let (_, answer) = processes[1 - frozen].caller.call(Call::KeepAlive, body.clone()).await;
        !text(&answer["message"]).contains("its node was lost")
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_are_replaced_one_after_the_other_and_nobody_is_refused() {
    let Some(nats) = NatsServer::start() else { return };
    let set = |options: &mut streaming_avatar_server::Options| {
        options.max_sessions = 30;
        options.max_unanswered = Some(30);
    };
    let mut running = machines(2, &nats, set).await;
    let open = Arc::new(Mutex::new(Vec::new()));
    let front = changing_front(&open).await;
    let tell = |running: &[Machine]| {
        *open.lock().unwrap() = running.iter().map(|machine| machine.running.address()).collect();
    };
    tell(&running);
    let (done, asked) = (Arc::new(AtomicBool::new(false)), front.clone());
    let calling = tokio::spawn({
        let done = Arc::clone(&done);
        async move {
            let mut count = 0;
            while !done.load(Ordering::Relaxed) {
                let session = asked.open().await;
                for call in [Call::KeepAlive, Call::Stop] {
                    let (status, answer) = asked.call(call, json!({"session_id": session})).await;
                    assert_eq!(status, 200, "{call:?}: {answer}");
                }
                count += 1;
            }
            count
        }
    });
    let visitor = Visitor::enter(&front, json!({"quality": "low"}), &CODECS).await;
    for _ in 0..2 {
        let mut options = machine(&nats);
        set(&mut options);
        let new = Machine::start(options).await;
        let old = running.remove(0);
        old.running.drain();
        running.push(new);
        tell(&running);
        if old.has(&visitor.session).await {
            let (task, _) = visitor.say("Still here.").await;
            visitor.said(&task).await;
            assert_eq!(visitor.call(Call::Stop).await.0, 200);
        }
        old.running.emptied().await;
        old.running.shutdown().await;
    }
    done.store(true, Ordering::Relaxed);
    assert!(calling.await.unwrap() > 10);
    visitor.until("the end", |inbox| inbox.closed).await;
}
