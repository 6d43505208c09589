//! Texts that are sent before the synthesis has been loaded.

use serde_json::json;

use crate::page::Page;

#[test]
fn texts_wait_for_a_synthesis_that_has_not_been_loaded() {
    let mut page = Page::without_synthesis();
    let id = page.started(json!({}));
    let mut task = |text: &str| page.send("/v1/streaming.task", &json!({ "session_id": id, "text": text }));
    let (dropped, empty) = (task("Dropped."), task("  "));
    assert_eq!(
        page.replies.iter().map(|(call, ..)| *call).collect::<Vec<_>>(),
        [empty],
        "an empty text needs no synthesis to be refused"
    );
    assert_eq!(page.call("/v1/streaming.interrupt", json!({ "session_id": id })).0, 200);
    assert!(
        page.replies
            .iter()
            .any(|(call, status, body)| *call == dropped && *status == 200 && body["data"]["duration_ms"] == 0)
    );
    let said = page.send("/v1/streaming.task", &json!({ "session_id": id, "text": "Hello." }));
    page.absent = false;
    page.forward();
    page.synthesise();
    let (_, status, body) = page.replies.iter().find(|(call, ..)| *call == said).unwrap();
    assert!(
        *status == 200 && body["data"]["duration_ms"].as_u64() > Some(200),
        "{body}"
    );
    let samples = 24 * body["data"]["duration_ms"].as_u64().unwrap();
    page.sound(&id, samples as usize);
    assert!(
        !page.service.session(&id).unwrap().is_speaking(),
        "the interrupted text is not heard"
    );
}

#[test]
fn texts_fail_where_the_synthesis_does_not_come_and_the_next_ones_wait_anew() {
    let mut page = Page::without_synthesis();
    let id = page.started(json!({}));
    let failed = page.send("/v1/streaming.task", &json!({ "session_id": id, "text": "One." }));
    page.service.lose_voice(&id);
    page.gather();
    let (call, status, body) = &page.replies[0];
    assert_eq!((*call, *status), (failed, 400));
    assert!(body["message"].as_str().unwrap().contains("has not come"), "{body}");
    let said = page.send("/v1/streaming.task", &json!({ "session_id": id, "text": "Two." }));
    page.absent = false;
    page.forward();
    page.synthesise();
    assert!(
        page.replies
            .iter()
            .any(|(call, status, _)| *call == said && *status == 200)
    );
}
