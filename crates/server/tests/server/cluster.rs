//! Many machines: every call is taken by every one, and a machine that is gone takes nobody along.

#![cfg(all(unix, feature = "cluster"))]

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use api::{Call, Method};
use serde_json::{Value, json};
use str0m::format::Codec;

use crate::caller::{Caller, text};
use crate::engine::Engine;
use crate::machines::{Machine, changing_front, front, machine, machines, processes, until};
use crate::visitor::Visitor;

const CODECS: [Codec; 2] = [Codec::H264, Codec::Vp8];

/// The front of these machines.
async fn front_of(machines: &[Machine]) -> Caller {
    front(machines.iter().map(|machine| machine.running.address()).collect()).await
}

/// The place of the machine that has a session.
async fn place(machines: &[Machine], session: &str) -> usize {
    for (place, machine) in machines.iter().enumerate() {
        if machine.has(session).await {
            return place;
        }
    }
    panic!("no machine has {session}")
}

async fn token(caller: &Caller) -> Caller {
    caller.with_token(&text(&caller.data(Call::CreateToken, json!({})).await["token"]))
}

/// How many of so many calls at once open a session.
async fn opened(callers: Vec<Caller>) -> Vec<String> {
    let calls = callers
        .into_iter()
        .map(|caller| tokio::spawn(async move { caller.call(Call::New, json!({})).await }));
    let mut sessions = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        if let (200, opened) = call.await.unwrap() {
            sessions.push(text(&opened["data"]["session_id"]));
        }
    }
    sessions
}

/// Waits until a machine tells which machines are gone. For some seconds after it has connected, others may still be on their way.
async fn settled(caller: &Caller) {
    until("the cluster to be settled", async || {
        // In the form of a session, but of a machine that never was.
        let body = json!({"session_id": "01234567-89ab-8cde-8f01-23456789abcd"});
        let (_, refused) = caller.call(Call::KeepAlive, body).await;
        text(&refused["message"]).contains("its node was lost")
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_started_spoken_to_listed_and_stopped_through_every_machine() {
    let Some(engine) = Engine::start() else { return };
    let machines = machines(3, &engine, |_| {}).await;
    let front = front_of(&machines).await;
    let browser = token(&front).await;
    let visitor = Visitor::enter(&browser, json!({"quality": "low"}), &CODECS).await;
    let owner = place(&machines, &visitor.session).await;
    for (number, machine) in machines.iter().enumerate() {
        let listed = machine.caller.sessions().await;
        assert_eq!(listed, [(visitor.session.clone(), "connected".to_owned())], "{number}");
        let body = json!({"session_id": visitor.session, "text": "Yes.", "task_mode": "sync"});
        let said = machine.caller.data(Call::Task, body).await;
        assert!(said["duration_ms"].as_u64().unwrap() > 100, "{said}");
        visitor.said(&text(&said["task_id"])).await;
        for call in [Call::KeepAlive, Call::Interrupt, Call::StopListening] {
            let (status, answer) = machine.caller.call(call, json!({"session_id": visitor.session})).await;
            assert_eq!(status, 200, "{call:?}: {answer}");
        }
        // The refusals of the machine that has it, word for word.
        let (status, refused) = machine
            .caller
            .call(Call::Task, json!({"session_id": visitor.session, "text": " "}))
            .await;
        assert_eq!((status, &refused["code"]), (400, &json!(40_039)), "{refused}");
        let figure = machine.figure("avatar_forwarded_total{result=\"answered\"}").await;
        assert_eq!(figure > 0.0, number != owner, "{figure}");
    }
    let other = (owner + 1) % 3;
    let (status, _) = machines[other]
        .caller
        .call(Call::Stop, json!({"session_id": visitor.session}))
        .await;
    assert_eq!(status, 200);
    assert!(front.sessions().await.is_empty(), "gone as soon as stop is answered");
    visitor.until("the end at the other side", |inbox| inbox.closed).await;
    for machine in &machines {
        let body = json!({"session_id": visitor.session});
        let (status, refused) = machine.caller.call(Call::KeepAlive, body.clone()).await;
        assert_eq!(status, 400);
        assert!(text(&refused["message"]).contains("it was stopped"), "{refused}");
        assert_eq!(machine.caller.call(Call::Stop, body).await.0, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_opens_one_session_on_all_machines_together_and_touches_no_other() {
    let Some(engine) = Engine::start() else { return };
    let machines = machines(3, &engine, |_| {}).await;
    let front = front_of(&machines).await;
    let foreign = front.open().await;
    let browser = token(&front).await;
    let sessions = opened(vec![browser.clone(); 18]).await;
    assert_eq!(sessions.len(), 1, "{sessions:?}");
    for machine in &machines {
        let own = Caller {
            base: machine.caller.base.clone(),
            ..browser.clone()
        };
        assert_eq!(own.call(Call::New, json!({})).await.0, 401);
        assert_eq!(own.sessions().await, [(sessions[0].clone(), "new".to_owned())]);
        assert_eq!(own.call(Call::Stop, json!({"session_id": foreign})).await.0, 404);
        assert_eq!(
            own.call(Call::KeepAlive, json!({"session_id": sessions[0]})).await.0,
            200
        );
    }
    // One that is refused is good for another try.
    let another = token(&front).await;
    assert_eq!(another.call(Call::New, json!({"avatar_id": "nobody"})).await.0, 404);
    another.open().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keys_sessions_are_counted_on_all_machines_together() {
    let Some(engine) = Engine::start() else { return };
    let machines = machines(3, &engine, |options| {
        options.max_sessions_per_key = Some(4);
        options.max_unanswered = Some(8);
    })
    .await;
    let front = front_of(&machines).await;
    let sessions = opened(vec![front.clone(); 12]).await;
    assert_eq!(sessions.len(), 4);
    let (status, refused) = front.call(Call::New, json!({})).await;
    assert_eq!((status, &refused["code"]), (400, &json!(10_007)), "{refused}");
    let browser = token(&front).await;
    assert_eq!(browser.call(Call::New, json!({})).await.0, 400);
    for session in sessions {
        // Stopped through whichever machine, its place is free at once.
        assert_eq!(front.call(Call::Stop, json!({"session_id": session})).await.0, 200);
        browser_or(&browser, &front).await;
    }
    assert_eq!(front.sessions().await.len(), 4);
}

/// Opens a session with the token, or with the key where the token has been used.
async fn browser_or(browser: &Caller, owner: &Caller) {
    if browser.call(Call::New, json!({})).await.0 != 200 {
        owner.open().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn new_sessions_go_where_there_is_room_and_a_draining_machine_keeps_what_it_has() {
    let Some(engine) = Engine::start() else { return };
    let machines = machines(2, &engine, |options| {
        options.max_sessions = 2;
        options.max_unanswered = Some(2);
    })
    .await;
    let front = front_of(&machines).await;
    let mut sessions = Vec::new();
    for _ in 0..4 {
        sessions.push(front.open().await);
    }
    for machine in &machines {
        let refused = machine.caller.request(Call::New).json(&json!({})).send().await.unwrap();
        assert_eq!(refused.status(), 503);
        assert!(refused.headers().contains_key("retry-after"));
    }
    machines[0].running.drain();
    for session in &sessions {
        assert_eq!(front.call(Call::KeepAlive, json!({"session_id": session})).await.0, 200);
        assert_eq!(front.call(Call::Stop, json!({"session_id": session})).await.0, 200);
    }
    machines[0].running.emptied().await;
    // Its own front door stays open, too.
    for _ in 0..2 {
        let session = machines[0].caller.open().await;
        assert!(machines[1].has(&session).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_of_a_killed_machine_are_told_at_once_and_their_visitors_come_back() {
    let Some(engine) = Engine::start() else { return };
    let mut processes = processes(3, &engine).await;
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
async fn machines_are_replaced_one_after_the_other_and_nobody_is_refused() {
    let Some(engine) = Engine::start() else { return };
    let set = |options: &mut streaming_avatar_server::Options| {
        options.max_sessions = 30;
        options.max_unanswered = Some(30);
    };
    let mut running = machines(2, &engine, set).await;
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
        let mut options = machine(&engine);
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

/// The process that has a visitor's session. Nobody reads their logs, so each is frozen in its turn.
async fn process_of(processes: &mut [crate::machines::Process], visitor: &Visitor) -> usize {
    for (place, process) in processes.iter().enumerate() {
        process.program.signal("-STOP");
        tokio::time::sleep(Duration::from_millis(100)).await;
        let before = visitor.see(|inbox| inbox.packets.len());
        tokio::time::sleep(Duration::from_millis(600)).await;
        let after = visitor.see(|inbox| inbox.packets.len());
        process.program.signal("-CONT");
        if after == before {
            return place;
        }
    }
    panic!("nobody has the session")
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_engine_each_machine_goes_on_with_its_own_sessions_and_all_is_well_afterwards() {
    let Some(mut engine) = Engine::start() else { return };
    let machines = machines(2, &engine, |options| options.max_sessions_per_key = Some(6)).await;
    let front = front_of(&machines).await;
    let browser = token(&front).await;
    let visitor = Visitor::enter(&browser, json!({"quality": "low"}), &CODECS).await;
    let owner = place(&machines, &visitor.session).await;
    let (own, other) = (&machines[owner], &machines[1 - owner]);
    let body = json!({"session_id": visitor.session});
    engine.kill();
    until("unreadiness", async || {
        own.ready().await == 503 && other.ready().await == 503
    })
    .await;
    let (_, forwarded) = timed(&other.caller, Call::KeepAlive, &body).await;
    for refused in [
        forwarded,
        timed(&own.caller, Call::New, &json!({})).await.1,
        timed(&other.caller, Call::New, &json!({})).await.1,
        timed(&other.caller, Call::List, &json!({})).await.1,
    ] {
        assert_eq!(refused.0, 503);
        assert!(refused.1, "no Retry-After");
    }
    let task = own
        .caller
        .data(
            Call::Task,
            json!({"session_id": visitor.session, "text": "Still here."}),
        )
        .await;
    visitor.said(&text(&task["task_id"])).await;
    engine.restart();
    until("readiness", async || {
        own.ready().await == 200 && other.ready().await == 200
    })
    .await;
    until("the session through the other machine", async || {
        other.caller.call(Call::KeepAlive, body.clone()).await.0 == 200
    })
    .await;
    assert_eq!(
        browser.call(Call::New, json!({})).await.0,
        401,
        "a used token stays used"
    );
    until("room", async || front.call(Call::New, json!({})).await.0 == 200).await;
    assert_eq!(visitor.call(Call::Stop).await.0, 200);
    visitor.until("the end", |inbox| inbox.closed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_engine_is_frozen_nobody_takes_another_for_gone() {
    let Some(engine) = Engine::start() else { return };
    let machines = machines(2, &engine, |_| {}).await;
    settled(&machines[0].caller).await;
    settled(&machines[1].caller).await;
    let session = machines[0].caller.open().await;
    let body = json!({"session_id": session});
    let owner = place(&machines, &session).await;
    let (own, other) = (&machines[owner], &machines[1 - owner]);
    engine.signal("-STOP");
    // Longer than any lease.
    let frozen = Instant::now();
    while frozen.elapsed() < Duration::from_secs(9) {
        let (status, answer) = other.caller.call(Call::KeepAlive, body.clone()).await;
        // A signal takes a moment to stop a program.
        let is_early = status == 200 && frozen.elapsed() < Duration::from_secs(1);
        assert!(status == 503 || is_early, "{answer}");
        assert_eq!(own.caller.call(Call::KeepAlive, body.clone()).await.0, 200);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    engine.signal("-CONT");
    until("the session through the other machine", async || {
        let (status, answer) = other.caller.call(Call::KeepAlive, body.clone()).await;
        assert!([200, 503].contains(&status), "{answer}");
        status == 200
    })
    .await;
    let asked = Instant::now();
    assert_eq!(own.caller.call(Call::Stop, body.clone()).await.0, 200);
    assert!(asked.elapsed() < Duration::from_secs(2));
}

/// Calls; gives how long it took, the status, and whether a time to wait came with it.
async fn timed(caller: &Caller, call: Call, body: &Value) -> (Duration, (u16, bool)) {
    let asked = Instant::now();
    let request = match call.method() {
        Method::Get => caller.request(call),
        Method::Post => caller.request(call).json(body),
    };
    let response = request.send().await.unwrap();
    let waits = response.headers().contains_key("retry-after");
    (asked.elapsed(), (response.status().as_u16(), waits))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_starts_before_its_engine_joins_when_it_is_there() {
    let Some(mut engine) = Engine::start() else { return };
    let mut options = machine(&engine);
    options.max_unanswered = Some(8);
    engine.kill();
    let machine = Machine::start(options).await;
    assert_eq!(machine.ready().await, 503);
    assert_eq!(machine.caller.call(Call::New, json!({})).await.0, 503);
    engine.restart();
    until("readiness", async || machine.ready().await == 200).await;
    until("room", async || {
        machine.caller.call(Call::New, json!({})).await.0 == 200
    })
    .await;
    assert_eq!(machine.caller.sessions().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_machine_is_told_as_lost_by_its_lease_and_gets_nothing_new() {
    let Some(engine) = Engine::start() else { return };
    let mut processes = processes(2, &engine).await;
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
async fn forged_names_of_sessions_reach_nobody() {
    let Some(engine) = Engine::start() else { return };
    let machines = machines(2, &engine, |_| {}).await;
    let session = machines[0].caller.open().await;
    let upper = session.to_uppercase();
    for forged in [
        "",
        "*",
        ">",
        "a.b",
        "..",
        "$SYS.>",
        "_INBOX.>",
        "avatar.v1.all",
        "00000000-0000-4000-8000-000000000000",
        &session.replace('-', ""),
        &format!("{{{session}}}"),
        &format!("{session}\n"),
        &upper,
    ] {
        if forged == session {
            continue;
        }
        for machine in &machines {
            for call in [
                Call::Start,
                Call::Ice,
                Call::Task,
                Call::Interrupt,
                Call::KeepAlive,
                Call::Stop,
            ] {
                let body = json!({
                    "session_id": forged, "text": "Hi", "candidate": "", "sdp": {"type": "answer", "sdp": "v=0"},
                });
                let (status, refused) = machine.caller.call(call, body).await;
                assert_eq!(
                    (status, &refused["code"]),
                    (404, &json!(400_004)),
                    "{forged}: {refused}"
                );
            }
        }
    }
    settled(&machines[0].caller).await;
    assert_eq!(machines[1].caller.sessions().await.len(), 1, "unharmed");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_permissions_in_deploy_are_those_that_machines_need() {
    let configuration = crate::deploy::text("deploy/nats.conf")
        .replace("port: 4222\n", "")
        .replace("http_port: 8222\n", "")
        .replace("store_dir: \"/data\"\n", "")
        .replace("$NATS_PASSWORD", "hush-nats");
    let Some(engine) = Engine::configured(&configuration) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("nats");
    std::fs::write(&file, "avatar:hush-nats\n").unwrap();
    let machines = machines(2, &engine, |options| {
        options.cluster.cluster_credentials = Some(file.clone());
        options.max_sessions_per_key = Some(1);
    })
    .await;
    let front = front_of(&machines).await;
    for _ in 0..4 {
        let browser = token(&front).await;
        let session = browser.open().await;
        assert_eq!(browser.call(Call::New, json!({})).await.0, 401);
        assert_eq!(front.call(Call::New, json!({})).await.1["code"], 10_007);
        for machine in &machines {
            assert_eq!(machine.caller.sessions().await.len(), 1);
            assert_eq!(
                machine
                    .caller
                    .call(Call::KeepAlive, json!({"session_id": session}))
                    .await
                    .0,
                200
            );
        }
        assert_eq!(front.call(Call::Stop, json!({"session_id": session})).await.0, 200);
    }
    // Others may not even listen.
    std::fs::write(&file, "avatar:guess").unwrap();
    let mut options = machine(&engine);
    options.cluster.cluster_credentials = Some(file);
    let stranger = Machine::start(options).await;
    assert_eq!(stranger.ready().await, 503);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_that_could_not_work_is_refused_at_the_start() {
    let Some(engine) = Engine::start() else { return };
    let mut options = machine(&engine);
    options.token_secret.clear();
    let refused = streaming_avatar_server::Server::start(options.clone())
        .await
        .err()
        .unwrap();
    assert!(refused.to_string().contains("--token-secret-file"), "{refused}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("credentials");
    std::fs::write(&file, "hush").unwrap();
    let mut options = machine(&engine);
    options.cluster.cluster_credentials = Some(file);
    let refused = streaming_avatar_server::Server::start(options)
        .await
        .err()
        .unwrap()
        .to_string();
    assert!(
        refused.contains("--cluster-credentials") && !refused.contains("hush"),
        "{refused}"
    );
}
