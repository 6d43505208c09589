//! Visitors whom the browser itself hears, since there is no server that could.

use end_to_end::{Browser, Failure};
use serde_json::{Value, json};

use super::{Bare, built};

#[tokio::test]
async fn the_browsers_own_recognition_hears_visitors_and_an_endpoint_of_the_page_answers() -> Result<(), Failure> {
    if !built()? {
        return Ok(());
    }
    let bare = Bare::start()?;
    let browser = Browser::start("heard-in-page").await?;
    let visitor = browser.opens(&format!("{}/embed/embed.css", bare.address())).await?;
    let told: Value = visitor
        .ask(include_str!("heard.js"), vec![json!(bare.address())])
        .await?;
    assert_eq!(
        told["before"],
        json!(["off", 0, null]),
        "nobody is heard unasked: {told:#}"
    );
    assert_eq!(told["how"], json!(["en", true, true]), "{told:#}");
    let notice = told["notice"].as_str().unwrap_or_default();
    assert!(notice.contains("Google"), "it says who hears: {told:#}");
    assert_eq!(
        told["messages"],
        json!([
            ["how are", false],
            ["How are you?", false],
            ["How are you?", true],
            ["stop that please", false],
            ["Stop that, please.", false],
            ["Stop that, please.", true],
        ]),
        "{told:#}"
    );
    assert_eq!(told["echo"], json!(3), "its own words are not the visitor's: {told:#}");
    assert_eq!(
        told["turns"],
        json!(["userspeakstart", "userspeakend", "userspeakstart", "userspeakend"]),
        "{told:#}"
    );
    assert_eq!(told["outcomes"], json!(["interrupted", "spoken"]), "{told:#}");
    let asked = &told["asked"];
    let first = json!([
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "How are you?"},
    ]);
    assert_eq!(asked[0]["messages"], first, "{told:#}");
    assert_eq!(
        (&asked[0]["model"], &asked[0]["stream"]),
        (&json!("tiny"), &json!(true))
    );
    let second = &asked[1]["messages"];
    assert_eq!(second[2]["role"], json!("assistant"), "{told:#}");
    let said = second[2]["content"].as_str().unwrap_or_default();
    assert!(
        !said.contains("think") && !said.contains("a very long time"),
        "what was heard: {told:#}"
    );
    assert_eq!(second[3]["content"], json!("Stop that, please."), "{told:#}");
    let log = told["log"].as_str().unwrap_or_default();
    assert_eq!(log.matches("How are you?").count(), 1, "{told:#}");
    assert!(log.contains("All right."), "{told:#}");
    assert_eq!(told["problems"], json!(["not-heard", "microphone-lost"]), "{told:#}");
    assert_eq!(told["state"], json!("lost"), "{told:#}");
    assert_eq!(told["echoes"], json!([true, false, true, false]), "{told:#}");
    assert_eq!(told["spoken"], json!(["One ", "", "Three", "4 < 5"]), "{told:#}");
    assert_eq!(told["levels"], json!([0, 4, 10]), "{told:#}");
    assert_eq!(told["devices"], json!(1), "{told:#}");
    assert_eq!(
        told["cut"],
        json!(["The answer was cut off.", "No memory."]),
        "{told:#}"
    );
    assert!(bare.asked_of_a_service().is_empty());
    browser.close().await
}
