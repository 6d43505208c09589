//! A server of several machines behind a front. `cargo xtask test --only end-to-end --machines 3` runs all other tests so, too.

use std::collections::BTreeSet;

use end_to_end::{Browser, Failure, Nats, Server};

#[tokio::test]
async fn a_visitor_is_served_by_three_machines_as_by_one() -> Result<(), Failure> {
    if !Nats::installed() {
        println!("left out: there is no nats-server on this machine; install it");
        return Ok(());
    }
    let server = Server::start_cluster("three-machines", 3, &["--max-unanswered", "9"]).await?;
    let browser = Browser::start("three-machines").await?;
    let visitor = browser.visit(&server).await?;
    visitor.start().await?;
    visitor.says("Good morning! It is a pleasure to meet you.").await?;
    visitor.is_told("avatar_stop_talking", 1).await?;
    assert_eq!(visitor.outcomes().await?, ["spoken"]);

    // New sessions go to all of them, and each machine takes the calls of all sessions.
    let mut machines = BTreeSet::new();
    let mut occupied = Vec::new();
    for _ in 0..8 {
        let session = server.occupy().await?;
        machines.insert(session.replace('-', "").chars().take(12).collect::<String>());
        occupied.push(session);
    }
    assert!(machines.len() > 1, "{machines:?}");
    assert_eq!(server.sessions(None).await?.len(), 9);
    for session in occupied {
        server.end(&session).await?;
    }
    visitor.stop().await?;
    server.is_left_empty().await?;
    visitor.finds_the_console_clean().await?;
    browser.close().await?;
    server.stop()
}
