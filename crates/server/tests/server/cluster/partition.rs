//! Network partitions and outages of NATS: machines whose NATS server is killed, frozen, or not there yet.

use std::time::{Duration, Instant};

use api::{Call, Method};
use serde_json::{Value, json};

use super::{CODECS, front_of, place, settled, token};
use crate::caller::{Caller, text};
use crate::machines::{Machine, machine, machines, processes, until};
use crate::nats_server::NatsServer;
use crate::visitor::Visitor;

#[tokio::test(flavor = "multi_thread")]
async fn without_its_engine_each_machine_goes_on_with_its_own_sessions_and_all_is_well_afterwards() {
    let Some(mut nats) = NatsServer::start() else { return };
    let machines = machines(2, &nats, |options| options.max_sessions_per_key = Some(6)).await;
    let front = front_of(&machines).await;
    let browser = token(&front).await;
    let visitor = Visitor::enter(&browser, json!({"quality": "low"}), &CODECS).await;
    let owner = place(&machines, &visitor.session).await;
    let (own, other) = (&machines[owner], &machines[1 - owner]);
    let body = json!({"session_id": visitor.session});
    nats.kill();
    until("unreadiness", async || {
        own.ready().await == 503 && other.ready().await == 503
    })
    .await;
    for (machine, call, body) in [
        (other, Call::KeepAlive, &body),
        (own, Call::New, &json!({})),
        (other, Call::New, &json!({})),
        (other, Call::List, &json!({})),
    ] {
        let (status, says_when) = status(&machine.caller, call, body).await;
        assert_eq!(status, 503, "{call:?}");
        assert!(says_when, "{call:?} without Retry-After");
    }
    let task = own
        .caller
        .data(
            Call::Task,
            json!({"session_id": visitor.session, "text": "Still here."}),
        )
        .await;
    visitor.said(&text(&task["task_id"])).await;
    nats.restart();
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

/// Calls; gives the status, and whether a time to wait came with it.
async fn status(caller: &Caller, call: Call, body: &Value) -> (u16, bool) {
    let request = match call.method() {
        Method::Get => caller.request(call),
        Method::Post => caller.request(call).json(body),
    };
    let response = request.send().await.unwrap();
    (
        response.status().as_u16(),
        response.headers().contains_key("retry-after"),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_engine_is_frozen_nobody_takes_another_for_gone() {
    let Some(nats) = NatsServer::start() else { return };
    let machines = machines(2, &nats, |_| {}).await;
    settled(&machines[0].caller).await;
    settled(&machines[1].caller).await;
    let session = machines[0].caller.open().await;
    let body = json!({"session_id": session});
    let owner = place(&machines, &session).await;
    let (own, other) = (&machines[owner], &machines[1 - owner]);
    nats.signal("-STOP");
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
    nats.signal("-CONT");
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

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_starts_before_its_engine_joins_when_it_is_there() {
    let Some(mut nats) = NatsServer::start() else { return };
    let mut options = machine(&nats);
    options.max_unanswered = Some(8);
    nats.kill();
    let machine = Machine::start(options).await;
    assert_eq!(machine.ready().await, 503);
    assert_eq!(machine.caller.call(Call::New, json!({})).await.0, 503);
    nats.restart();
    until("readiness", async || machine.ready().await == 200).await;
    until("room", async || {
        machine.caller.call(Call::New, json!({})).await.0 == 200
    })
    .await;
    assert_eq!(machine.caller.sessions().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_machine_that_has_just_lost_its_engine_says_so_and_not_that_there_is_no_room() {
    let Some(mut nats) = NatsServer::start() else { return };
    let processes = processes(1, &nats).await;
    let machines = machines(1, &nats, |options| options.max_sessions = 1).await;
    let machine = &machines[0];
    processes[0].program.signal("-KILL");
    // From then on new sessions are not given to the group, where a silent machine could still be.
    until("a machine that knows to be alone", async || {
        machine.figure("avatar_cluster_nodes").await == 1.0
    })
    .await;
    let refused = async || {
        let (status, refused) = machine.caller.call(Call::New, json!({})).await;
        assert_eq!(status, 503, "{refused}");
        text(&refused["message"])
    };
    machine.caller.open().await;
    assert!(refused().await.contains("No machine of this service takes a session"));
    nats.kill();
    until("the true reason", async || {
        refused().await.contains("do not reach each other")
    })
    .await;
    assert_eq!(machine.ready().await, 200, "it has known for less than four seconds");
}
