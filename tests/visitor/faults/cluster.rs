//! Several servers that are one, of which one dies.

use std::time::Duration;

use end_to_end::{Browser, Failure, Front, Nats, Server};
use serde_json::Value;

use super::is_live_and_has_said_it;

const CUT_OFF: &str = "This sentence is cut off in the middle, because the machine that says it is gone from one moment to the next. \
    Then another machine says it once more, from its beginning to its end.";

#[tokio::test]
async fn the_page_goes_on_with_another_machine_where_its_own_dies() -> Result<(), Failure> {
    if !Nats::installed() {
        println!("left out: there is no nats-server on this machine; install it");
        return Ok(());
    }
    let engine = Nats::start("machines").await?;
    let address = engine.address();
    let arguments = ["--cluster", address.as_str()];
    let one = Server::start("machine-one", &arguments).await?;
    let other = Server::start("machine-two", &arguments).await?;
    let front = Front::before(&[&one, &other]).await?;
    let browser = Browser::start("machines").await?;
    let visitor = browser.visit_at(&front.address()).await?;
    visitor.start().await?;
    visitor.says(CUT_OFF).await?;
    visitor.is_told("avatar_start_talking", 1).await?;

    let sessions = other.sessions(None).await?;
    assert_eq!(sessions, one.sessions(None).await?, "each lists the sessions of both");
    let session = sessions.first().and_then(|entry| entry.get("session_id")?.as_str());
    let machine = session.unwrap_or_default().replace('-', "");
    let machine = machine.get(..12).unwrap_or_default();
    // Each machine also names the others in its log.
    let own = format!("a machine of a cluster node={machine}");
    let (dies, lives) = if one.log().contains(&own) {
        (one, other)
    } else {
        (other, one)
    };
    assert!(dies.log().contains(&own), "the session names its machine");
    dies.kill()?;

    is_live_and_has_said_it(&visitor, Duration::from_secs(90)).await?;
    let sessions = lives.sessions(None).await?;
    assert_eq!(sessions.len(), 1);
    assert_ne!(
        sessions
            .first()
            .and_then(|entry| entry.get("session_id"))
            .and_then(Value::as_str),
        session
    );
    visitor.stop().await?;
    lives.is_left_empty().await?;
    browser.close().await?;
    // The list is asked for while the dead one counts as living.
    lives.stop_having_warned_of("machines are missing in a list")
}
