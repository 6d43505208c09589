//! A session with texts that nothing but the session may know.

use api::Call;
use serde_json::json;
use str0m::format::Codec;

use crate::caller::Caller;
use crate::visitor::Visitor;

/// A session with a prompt, a spoken and an asked text that neither log nor trace may repeat: `A page-prompt.`, `A spoken-text.`,
/// `An asked-text?`.
pub async fn confidential_talk(browser: &Caller) -> Visitor {
    let request = json!({"quality": "low", "knowledge_base": "A page-prompt."});
    let visitor = Visitor::enter(browser, request, &[Codec::H264, Codec::Vp8]).await;
    let (task, _) = visitor.say("A spoken-text.").await;
    visitor.said(&task).await;
    let asked =
        json!({"session_id": visitor.session, "text": "An asked-text?", "task_type": "talk", "task_mode": "sync"});
    browser.data(Call::Task, asked).await;
    visitor
}
