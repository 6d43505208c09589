//! Work that is deferred while NATS is away, and answers of it that were lost.

use std::time::{Duration, Instant};

use api::Call;
use serde_json::json;

use super::{place, settled, token};
use crate::caller::text;
use crate::machines::{Machine, machine, machines, until};
use crate::nats_relay::NatsRelay;
use crate::nats_server::NatsServer;

#[tokio::test(flavor = "multi_thread")]
async fn sessions_that_are_stopped_while_the_engine_is_away_end_and_their_places_are_free_once_it_is_back() {
    let Some(mut nats) = NatsServer::start() else { return };
    let machines = machines(2, &nats, |options| options.max_sessions_per_key = Some(2)).await;
    settled(&machines[0].caller).await;
    settled(&machines[1].caller).await;
    let sessions = [machines[0].caller.open().await, machines[0].caller.open().await];
    let owners = [
        place(&machines, &sessions[0]).await,
        place(&machines, &sessions[1]).await,
    ];
    nats.kill();
    until("unreadiness", async || {
        machines[0].ready().await == 503 && machines[1].ready().await == 503
    })
    .await;
    // The first is stopped where it is, the other where it is not.
    let stop =
        async |machine: &Machine, session: &str| machine.caller.call(Call::Stop, json!({"session_id": session})).await;
    assert_eq!(stop(&machines[owners[0]], &sessions[0]).await.0, 200);
    let (status, refused) = stop(&machines[1 - owners[1]], &sessions[1]).await;
    assert_eq!(status, 503);
    assert!(text(&refused["message"]).contains("stopped as soon as"), "{refused}");
    assert!(machines[owners[1]].has(&sessions[1]).await);
    nats.restart();
    until("readiness", async || {
        machines[0].ready().await == 200 && machines[1].ready().await == 200
    })
    .await;
    let back = Instant::now();
    until("the end of the other", async || {
        !machines[owners[1]].has(&sessions[1]).await
    })
    .await;
    for machine in &machines {
        until("room", async || {
            machine.caller.call(Call::New, json!({})).await.0 == 200
        })
        .await;
    }
    // The places of silent machines would be free by their age much later.
    assert!(back.elapsed() < Duration::from_secs(6), "{:?}", back.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_whose_claim_was_kept_but_not_acknowledged_is_not_called_used() {
    let Some(nats) = NatsServer::start() else { return };
    let relay = NatsRelay::start(&nats, "avatar_v1_claims").await;
    let mut options = machine(&nats);
    options.cluster.cluster = vec![relay.url()];
    let machine = Machine::start(options).await;
    until("readiness", async || machine.ready().await == 200).await;
    machine.caller.open().await;
    let browser = token(&machine.caller).await;
    relay.lose(true);
    let (status, opened) = browser.call(Call::New, json!({})).await;
    assert_eq!((status, relay.lost()), (200, 1), "{opened}");
    relay.lose(false);
    let (status, refused) = browser.call(Call::New, json!({})).await;
    assert_eq!(status, 401, "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_a_full_key_is_refused_costs_no_request_for_each_of_its_places() {
    let Some(nats) = NatsServer::start() else { return };
    let most = 12;
    let relay = NatsRelay::start(&nats, "avatar_v1_claims").await;
    let limits = |options: &mut streaming_avatar_server::Options| {
        options.max_sessions_per_key = Some(most);
        options.max_sessions = 20;
        options.max_unanswered = Some(20);
    };
    let full = machines(1, &nats, limits).await;
    let mut options = machine(&nats);
    limits(&mut options);
    options.max_sessions = 0;
    options.cluster.cluster = vec![relay.url()];
    let other = Machine::start(options).await;
    until("the neighbour", async || {
        other.figure("avatar_cluster_nodes").await == 2.0
    })
    .await;
    for _ in 0..most {
        other.caller.open().await;
    }
    let before = relay.sent("avatar_v1_places");
    let (_, refused) = other.caller.call(Call::New, json!({})).await;
    assert_eq!(refused["code"], 10_007, "{refused}");
    assert_eq!(relay.sent("avatar_v1_places") - before, 1);
    assert_eq!(full[0].caller.sessions().await.len(), most);
    assert!(before < 4 * most, "{before}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_count_for_a_limit_that_was_lowered_while_they_are_open() {
    let Some(nats) = NatsServer::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("avatar-server.toml");
    let keys = |most: usize| {
        std::fs::write(
            &file,
            format!(
                "[[key]]\nname = 'shop'\nsecret = '{}'\nmax-sessions = {most}\n",
                crate::machines::KEY
            ),
        )
        .unwrap();
        let file = file.to_str().unwrap();
        streaming_avatar_server::Options::read(["avatar-server", "--config", file]).unwrap()
    };
    let generous = keys(40);
    let machines = machines(3, &nats, |options| {
        options.api_key.clear();
        options.key = generous.key.clone();
    })
    .await;
    // On two machines, so that none of them counts both by itself.
    let first = machines[0].caller.open().await;
    let owner = place(&machines, &first).await;
    until("a session elsewhere", async || {
        let session = machines[0].caller.open().await;
        let elsewhere = place(&machines, &session).await != owner;
        if !elsewhere {
            machines[0]
                .caller
                .data(Call::Stop, json!({"session_id": session}))
                .await;
        }
        elsewhere
    })
    .await;
    let lowered = keys(2);
    for machine in &machines {
        machine.running.reload_keys(&lowered).unwrap();
    }
    for machine in &machines {
        let (_, refused) = machine.caller.call(Call::New, json!({})).await;
        assert_eq!(refused["code"], 10_007, "{refused}");
    }
    machines[0].caller.data(Call::Stop, json!({"session_id": first})).await;
    machines[0].caller.open().await;
}
