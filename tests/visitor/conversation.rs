//! Talk that the service's language model answers.

use std::time::Duration;

use end_to_end::{Browser, Failure, Server, eventually};
use scripted::model::{Act, Model, Reply, said};
use serde_json::{Value, json};

use crate::embed::module_page;

#[tokio::test]
async fn the_services_model_answers_with_captions_and_its_errors_are_reported() -> Result<(), Failure> {
    let mut endless = said("This is the beginning of a very long answer. It has a second sentence. And ");
    endless.push(Act::Stall);
    let model = Model::start([
        Reply::answer("**Hello there!** It is a fine day. What can I do for you?"),
        Reply::Refuse(401, "", "{}"),
        Reply::Stream(said("That is all I know, so")),
        Reply::Stream(endless),
        Reply::answer("Yes."),
    ])
    .await
    .map_err(|error| Failure::Server(error.to_string()))?;
    let server = Server::start("conversation", &["--llm-url", &model.url()]).await?;
    let browser = Browser::start("conversation").await?;
    let (_host, visitor) = module_page(&server, &browser).await?;
    let told: Value = visitor
        .ask(include_str!("conversation/talk.js"), vec![json!(server.address())])
        .await?;
    let answer = "Hello there! It is a fine day. What can I do for you?";
    assert_eq!(told["whole"]["outcome"], json!("spoken"), "{told:#}");
    assert_eq!(told["whole"]["answer"], json!(answer), "{told:#}");
    assert_eq!(told["whole"]["heard"], json!(answer), "{told:#}");
    assert_eq!(told["captions"], json!(answer), "{told:#}");
    let failed = json!(["failed", "answer-failed"]);
    assert_eq!(told["refused"]["outcome"], failed, "{told:#}");
    assert!(
        told["refused"]["detail"]
            .as_str()
            .is_some_and(|words| words.contains("key")),
        "{told:#}"
    );
    assert_eq!(told["cut"]["outcome"], failed, "{told:#}");
    assert_eq!(told["cut"]["answer"], json!("That is all I know, so"), "{told:#}");
    assert_eq!(told["interrupted"], json!("interrupted"), "{told:#}");
    assert_eq!(told["next"], json!("spoken"), "the session goes on: {told:#}");
    eventually(
        "the interrupt closes the request",
        Duration::from_secs(10),
        async || Ok(model.hung_up()),
        |hung_up| *hung_up == 1,
    )
    .await?;
    server.is_left_empty().await?;
    visitor.finds_the_console_clean().await?;
    browser.close().await?;
    server.stop_having_warned_of("an answer failed")
}

#[tokio::test]
async fn a_visitor_of_the_app_may_have_texts_said_word_for_word() -> Result<(), Failure> {
    let (model, server) = answering("word-for-word").await?;
    let browser = Browser::start("word-for-word").await?;
    let visitor = browser.visit(&server).await?;
    let chosen = "const box = document.querySelector('[data-testid=\"task-type\"]'); box.closest('details').open = true; \
                  box.value = 'repeat'; box.dispatchEvent(new Event('change', { bubbles: true }));";
    visitor.runs::<Value>(chosen).await?;
    visitor.takes_a_picture("word-for-word").await?;
    // It is kept for later visits.
    visitor.loads_again().await?;
    visitor.start().await?;
    visitor.says("How are you?").await?;
    visitor.waits_for_text("transcript", "Said").await?;
    assert!(model.asked().is_empty(), "the model was asked");
    visitor.stop().await?;
    server.is_left_empty().await?;
    visitor.finds_the_console_clean().await?;
    browser.close().await?;
    server.stop()
}

#[tokio::test]
async fn a_frame_has_the_messages_of_both_sides() -> Result<(), Failure> {
    let (_model, server) = answering("frame-messages").await?;
    let browser = Browser::start("frame-messages").await?;
    // A page of the server's without a policy of its own.
    let page = browser.opens(&format!("{}/embed/embed.css", server.address())).await?;
    let talk = "const [there, done] = arguments; import(`${there}/embed/frame.js`).then(async ({ StreamingAvatarFrame }) => { \
                const frame = new StreamingAvatarFrame({ options: {} }); document.body.append(frame.frame); \
                await frame.start(); const outcome = await frame.speak('How are you?', { type: 'talk' }); \
                const said = frame.messages.map(({ role, text, final }) => [role, text, final]); \
                await frame.stop(); return [outcome, said]; }).then(done, (error) => done(String(error)))";
    let told: Value = page.ask(talk, vec![json!(server.address())]).await?;
    let said = json!([
        ["user", "How are you?", true],
        ["avatar", "Very well, thank you.", true]
    ]);
    assert_eq!(told, json!(["spoken", said]));
    page.leaves().await?;
    server.is_left_empty().await?;
    browser.close().await?;
    server.stop()
}

/// A server whose language model is well.
async fn answering(name: &str) -> Result<(Model, Server), Failure> {
    let model = Model::start([Reply::answer("Very well, thank you.")])
        .await
        .map_err(|error| Failure::Server(error.to_string()))?;
    let server = Server::start(name, &["--llm-url", &model.url()]).await?;
    Ok((model, server))
}
