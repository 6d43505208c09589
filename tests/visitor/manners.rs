//! The element where pages and visitors do the unusual: no hang, no unasked session, no lost text.

use end_to_end::{Browser, Failure, Server};
use serde_json::{Value, json};

#[tokio::test]
async fn the_element_tolerates_unusual_pages_and_visitors() -> Result<(), Failure> {
    let server = Server::start("manners", &[]).await?;
    let browser = Browser::start("manners").await?;
    let expected = [
        ("mutes_and_unmutes", json!([true, false, true])),
        (
            "starts_again_at_once",
            json!([["live", "stopped"], ["live", "stopped"]]),
        ),
        ("closes_within_its_own_event", json!(["stopped", "idle"])),
        ("starts_twice_in_one_go", json!(["started", "started"])),
        (
            "keeps_what_is_to_be_agreed_to",
            json!({
                "before": [null, null, "failed"], "refused": "consent-needed", "text": "Agree to this.", "live": "live",
                "again": "consent-needed", "other": "Agree to that.",
                "codes": ["not-started", "consent-needed", "consent-needed"],
            }),
        ),
        ("is_seen_once", json!(["idle", "live", "ended"])),
        (
            "takes_methods_and_attributes_of_one_name",
            json!(["click", true, "function", "function", "live"]),
        ),
        (
            "speaks_the_language_asked_for",
            json!(["Starten", "ابدأ", "rtl", "Start", "Go now", "Here", true]),
        ),
        (
            "comes_back_after_it_was_removed_in_mid_start",
            json!(["started", "stopped", "live", 1]),
        ),
        (
            "follows_what_changes_while_it_is_live",
            json!({
                "before": {
                    "name": "Anna", "fit": "cover", "transcript": false, "captions": "false", "controls": [true, true],
                    "muted": false, "background": "",
                },
                "after": {
                    "name": "Clara", "fit": "contain", "transcript": true, "captions": "true", "controls": [true, false],
                    "muted": true, "background": "red",
                },
                "last": ["", [false, false], false], "state": "live",
            }),
        ),
        ("waits_for_the_network_while_it_is_there", json!([2, true, true])),
        ("keeps_a_film_of_what_was_removed", json!([true, null])),
        ("hears_escape_and_gives_the_focus_back", json!([true, true, true, true])),
        (
            "starts_with_enter_and_interrupts_with_escape",
            json!({
                "early": "spoken", "ended": "ended", "passed": true, "again": "spoken", "taken": true, "interrupted": true,
                "order": ["Early.", "Again.", "Text 1.", "Text 2.", "Text 3.", "Text 4.", "Text 5."], "seen": true,
                "draft": "A draft.",
            }),
        ),
    ];
    let mut wrong = Vec::new();
    for (step, wanted) in expected {
        let page = browser.opens(&format!("{}/embed/embed.css", server.address())).await?;
        let told: Value = page.ask(include_str!("manners/element.js"), vec![json!(step)]).await?;
        if told["found"] != wanted {
            wrong.push(format!("{step}: {} instead of {wanted}", told["found"]));
        }
        if let Err(left) = server.is_left_empty().await {
            wrong.push(format!("{step}: {left}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn the_element_counts_down_to_its_end() -> Result<(), Failure> {
    let server = Server::start("countdown", &["--idle-timeout", "14"]).await?;
    let browser = Browser::start("countdown").await?;
    let page = browser.opens(&format!("{}/embed/embed.css", server.address())).await?;
    let step = json!("counts_down_to_its_end");
    let told: Value = page.ask(include_str!("manners/element.js"), vec![step]).await?;
    let expected = json!({
        "before": {"idle": null, "cap": null}, "begins": true, "cap": null, "kind": "idle", "counted": true, "gone": true, "later": true,
    });
    assert_eq!(told["found"], expected);
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}
