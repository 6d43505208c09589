//! Refusals of a cluster: forged names, permissions, and options that cannot work.

use api::Call;
use serde_json::json;

use super::{front_of, settled, token};
use crate::caller::{CALLS_OF_A_SESSION, any_body};
use crate::machines::{Machine, machine, machines};
use crate::nats_server::NatsServer;

#[tokio::test(flavor = "multi_thread")]
async fn forged_names_of_sessions_reach_nobody() {
    let Some(nats) = NatsServer::start() else { return };
    let machines = machines(2, &nats, |_| {}).await;
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
            for call in CALLS_OF_A_SESSION {
                let (status, refused) = machine.caller.call(call, any_body(forged)).await;
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
    let Some(nats) = NatsServer::configured(&configuration) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("nats");
    std::fs::write(&file, "avatar:hush-nats\n").unwrap();
    let machines = machines(2, &nats, |options| {
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
    let mut options = machine(&nats);
    options.cluster.cluster_credentials = Some(file);
    let stranger = Machine::start(options).await;
    assert_eq!(stranger.ready().await, 503);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_that_could_not_work_is_refused_at_the_start() {
    let Some(nats) = NatsServer::start() else { return };
    let mut options = machine(&nats);
    options.token_secret.clear();
    let refused = streaming_avatar_server::Server::start(options.clone())
        .await
        .err()
        .unwrap();
    assert!(refused.to_string().contains("--token-secret-file"), "{refused}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("credentials");
    std::fs::write(&file, "hush").unwrap();
    let mut options = machine(&nats);
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
