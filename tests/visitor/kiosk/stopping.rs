//! The user's stop ends a kiosk for good, in every state.

use api::{Call, ErrorKind};
use end_to_end::Failure;
use end_to_end::proxy::{Answer, Fault, Rule, Times};
use serde_json::json;

use super::stand::Kiosk;

#[tokio::test]
async fn a_kiosk_that_is_stopped_while_it_waits_or_calls_stays_ended() -> Result<(), Failure> {
    let plan = || Fault::Answer(Answer::refusal(ErrorKind::PlanLimit, "Quota exceeded"));
    let kiosk = Kiosk::start(
        "kiosk-stop",
        &[],
        vec![Rule::new(Call::New, Times::Every, plan())],
        json!({}),
    )
    .await?;
    // While it waits for its next try.
    kiosk.comes_to("a wait", |report| report.state == "recovering").await?;
    kiosk.is_stopped().await?;
    kiosk.proxy.rule(Vec::new());
    kiosk.asks_for_nothing().await?;

    // While the reply to its `streaming.new` is on its way: the session is stopped when the reply arrives.
    kiosk
        .proxy
        .rule(vec![Rule::new(Call::New, Times::First(1), Fault::HoldReply)]);
    kiosk.does("avatar.start().catch(() => {})").await?;
    kiosk.comes_to("a call", |report| report.state == "creating").await?;
    kiosk.is_stopped().await?;
    kiosk.proxy.release().await;
    kiosk.server.is_left_empty().await?;
    kiosk.asks_for_nothing().await?;

    // After it was ready. A start by the user begins all anew.
    kiosk.does("avatar.start().catch(() => {})").await?;
    kiosk.is_ready().await?;
    kiosk.speaks().await?;
    kiosk.ends(1).await
}
