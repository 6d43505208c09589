//! Forwarded calls: calls through every machine, and the bounds that all machines keep together.

use api::Call;
use serde_json::json;

use super::{CODECS, front_of, place, token};
use crate::caller::{Caller, text};
use crate::machines::machines;
use crate::nats_server::NatsServer;
use crate::visitor::Visitor;

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_started_spoken_to_listed_and_stopped_through_every_machine() {
    let Some(nats) = NatsServer::start() else { return };
    let machines = machines(3, &nats, |_| {}).await;
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

#[tokio::test(flavor = "multi_thread")]
async fn a_token_opens_one_session_on_all_machines_together_and_touches_no_other() {
    let Some(nats) = NatsServer::start() else { return };
    let machines = machines(3, &nats, |_| {}).await;
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
    let Some(nats) = NatsServer::start() else { return };
    let machines = machines(3, &nats, |options| {
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
    let Some(nats) = NatsServer::start() else { return };
    let machines = machines(2, &nats, |options| {
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
