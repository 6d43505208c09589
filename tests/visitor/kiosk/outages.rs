//! Outages that a kiosk survives: a server crash, permanent refusals, a night offline.

use std::time::Duration;

use api::{Call, ErrorKind};
use end_to_end::Failure;
use end_to_end::proxy::{Answer, Fault, Rule, Times};
use serde_json::json;

use super::stand::{Kiosk, Report};

/// Long enough to be cut off in the middle, even on a slow machine.
const CUT_OFF: &str = "This sentence is cut off in the middle, wherever that may be, and then it is said once more, \
    from its beginning to its end, as if nothing at all had happened to anybody who listened to it.";

#[tokio::test]
async fn a_kiosk_reconnects_after_a_server_restart() -> Result<(), Failure> {
    let mut kiosk = Kiosk::start("kiosk-crash", &[], Vec::new(), json!({})).await?;
    let first = kiosk.is_ready().await?;
    kiosk.is_given(CUT_OFF).await?;
    kiosk.comes_to("a text begun", |report| report.begun == 1).await?;
    kiosk.server = kiosk.server.crashes_and_comes_back().await?;
    let again = kiosk.is_ready_with_another(first.session).await?;
    assert!(!again.waits.is_empty(), "it says how long it waits: {again:?}");
    let said = kiosk
        .comes_to("the text said", |report| !report.outcomes.is_empty())
        .await?;
    assert_eq!(said.outcomes, ["spoken"]);
    assert_eq!(said.begun, 2, "from its beginning once more: {said:?}");
    kiosk.speaks().await?;
    kiosk.ends(1).await
}

/// A call that was cut off may have opened a session: the next one is sent when that session would have ended, whatever
/// event suggests an earlier try.
#[tokio::test]
async fn a_kiosk_waits_while_a_session_of_unknown_id_may_be_open() -> Result<(), Failure> {
    let kiosk = Kiosk::start("kiosk-cut", &[], Vec::new(), json!({})).await?;
    kiosk.is_ready().await?;
    kiosk
        .proxy
        .rule(vec![Rule::new(Call::New, Times::Every, Fault::CutReply)]);
    kiosk.server.kills_every_session().await?;
    let vain = |report: &Report| {
        report.state == "recovering" && report.errors.last().is_some_and(|code| code == "unavailable")
    };
    let report = kiosk.comes_to("a try in vain", vain).await?;
    let wait = report.waits.last().copied().unwrap_or_default();
    assert!((60.0..=90.0).contains(&wait), "it waits {wait} s");
    kiosk.asks_for_nothing().await?;
    assert_eq!(kiosk.asked(), 1);
    kiosk.is_stopped().await?;
    // The page cannot stop it; the server ends it, because it is never started.
    kiosk.server.kills_every_session().await?;
    kiosk.ends(1).await
}

#[tokio::test]
async fn a_kiosk_starts_when_a_permanent_refusal_is_lifted() -> Result<(), Failure> {
    // (the refusal, its call, and the error)
    let key = Answer::refusal(ErrorKind::Unauthorized, "Unauthorized");
    let plan = Answer::refusal(ErrorKind::PlanLimit, "Quota exceeded");
    let first = refused("kiosk-key", Call::New, key, "unauthorized", true);
    let later = refused("kiosk-plan", Call::New, plan, "plan-limit", false);
    let token = refused("kiosk-token", Call::CreateToken, Answer::page(502), "no-token", true);
    tokio::try_join!(first, later, token).map(|_| ())
}

/// The call is refused from the first start on, or after the first session is lost.
async fn refused(name: &str, call: Call, answer: Answer, code: &str, from_the_first: bool) -> Result<(), Failure> {
    let rules = vec![Rule::new(call, Times::Every, Fault::Answer(answer))];
    let attributes = json!({ "token-url": Call::CreateToken.path() });
    let mut first = None;
    let kiosk = if from_the_first {
        Kiosk::start(name, &[], rules, attributes).await?
    } else {
        let kiosk = Kiosk::start(name, &[], Vec::new(), attributes).await?;
        first = kiosk.is_ready().await?.session;
        kiosk.proxy.rule(rules);
        kiosk.server.kills_every_session().await?;
        kiosk
    };
    let waiting =
        |report: &Report| report.state == "recovering" && report.errors.last().is_some_and(|last| last == code);
    let report = kiosk.comes_to(&format!("{name}: the refusal told"), waiting).await?;
    assert_eq!(report.why.as_deref(), Some(code), "{name}: {report:?}");
    assert!(report.ends.is_empty(), "{name}: {report:?}");
    let wait = report.waits.last().copied().unwrap_or_default();
    assert!((0.3..=15.0).contains(&wait), "{name}: it waits {wait} s");
    assert!(
        kiosk.server.sessions(None).await?.is_empty(),
        "{name}: nothing is open meanwhile"
    );
    let asked = kiosk.proxy.count(call.path());
    assert!((1..=2).contains(&asked), "{name}: it asked {asked} times");

    kiosk.proxy.rule(Vec::new());
    kiosk.is_ready_with_another(first).await?;
    kiosk.speaks().await?;
    kiosk.ends(1).await
}

#[tokio::test]
async fn a_kiosk_reconnects_when_the_network_is_back() -> Result<(), Failure> {
    let kiosk = Kiosk::start("kiosk-offline", &[], Vec::new(), json!({})).await?;
    let first = kiosk.is_ready().await?;
    kiosk.browser.goes_offline(true).await?;
    // Media that flow already go on in this browser; the server ends them, because no packet reaches it.
    kiosk.server.kills_every_session().await?;
    let report = kiosk
        .comes_to("offline told", |report| {
            report.state != "live" && report.errors.iter().any(|code| code == "offline")
        })
        .await?;
    assert!(report.ends.is_empty(), "{report:?}");
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert!(kiosk.server.sessions(None).await?.is_empty());
    kiosk.browser.goes_offline(false).await?;
    kiosk.is_ready_with_another(first.session).await?;
    kiosk.speaks().await?;
    kiosk.ends(1).await
}
