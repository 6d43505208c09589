//! Visitors who speak into the browser's microphone.

mod devices;
mod held;

use std::time::Duration;

use end_to_end::microphone::speech;
use end_to_end::{Browser, Failure, Server, Size, Visitor, eventually};
use scripted::model::{Act, Model, Reply, said};
use scripted::transcriber::{Received, Transcriber, Written};
use serde_json::{Value, json};

use crate::embed::module_page;

/// A server that hears visitors and answers them, with the services behind it.
struct Scene {
    server: Server,
    transcriber: Transcriber,
    model: Model,
}

impl Scene {
    async fn new(name: &str, words: &'static str, replies: impl IntoIterator<Item = Reply>) -> Result<Self, Failure> {
        let failed = |error: std::io::Error| Failure::Server(error.to_string());
        let transcriber = Transcriber::start([Written::Words(words)]).await.map_err(failed)?;
        let model = Model::start(replies).await.map_err(failed)?;
        let arguments = ["--stt-url", &transcriber.url(), "--llm-url", &model.url()];
        let server = Server::start(name, &arguments).await?;
        Ok(Self {
            server,
            transcriber,
            model,
        })
    }

    /// A browser whose microphone says a sentence, and remembers its tracks.
    async fn browser(&self, name: &str) -> Result<Browser, Failure> {
        let file = speech(&self.server, name).await?;
        let browser = Browser::with_microphone(name, &file).await?;
        browser
            .runs_before_pages(include_str!("listening/keep_tracks.js"))
            .await?;
        Ok(browser)
    }
}

/// Takes pictures on a phone by day and on a desk by night, to be looked at.
async fn takes_pictures(browser: &Browser, visitor: &Visitor, name: &str) -> Result<(), Failure> {
    for (size, dark, when) in [(Size::PHONE, false, "phone"), (Size::DESK, true, "desk")] {
        browser.resize(size).await?;
        browser.prefer_dark(dark).await?;
        visitor.takes_a_picture(&format!("{name}-{when}")).await?;
    }
    browser.prefer_dark(false).await
}

/// The states of all tracks that the microphone gave.
async fn tracks(visitor: &Visitor) -> Result<Vec<String>, Failure> {
    visitor
        .runs("return window.tracks.map((track) => track.readyState)")
        .await
}

#[tokio::test]
async fn what_is_said_into_the_microphone_is_written_down_and_answered() -> Result<(), Failure> {
    let scene = Scene::new("heard", "How are you today?", [Reply::answer("I am well, thank you.")]).await?;
    let browser = scene.browser("heard").await?;
    let visitor = browser.visit(&scene.server).await?;
    visitor.start().await?;
    visitor.waits_to_see("microphone").await?;
    assert!(tracks(&visitor).await?.is_empty(), "nobody is asked before they press");
    visitor.press("microphone").await?;
    visitor.waits_for_text("state", "Listening").await?;
    assert!(visitor.sees("notice").await?, "it says that it is no human being");
    visitor.waits_for_text("transcript", "How are you today?").await?;
    visitor.waits_for_text("transcript", "I am well, thank you.").await?;
    visitor.is_told("avatar_stop_talking", 1).await?;
    assert_eq!(visitor.outcomes().await?, ["heard", "spoken"]);
    visitor.finds_no_barrier("in a voice chat").await?;
    takes_pictures(&browser, &visitor, "voice-chat").await?;
    let longest = scene
        .transcriber
        .received()
        .iter()
        .map(Received::seconds)
        .fold(0.0, f64::max);
    assert!(longest > 1.0, "{longest} s of the sentence were heard");
    let asked = scene.model.messages(0);
    assert_eq!(asked.last(), Some(&("user".into(), "How are you today?".into())));

    visitor.press("microphone").await?;
    visitor.waits_for_text("state", "Live").await?;
    assert_eq!(tracks(&visitor).await?, ["ended"]);
    visitor.press("microphone").await?;
    visitor.waits_for_text("state", "Listening").await?;
    visitor.stop().await?;
    assert_eq!(tracks(&visitor).await?, ["ended", "ended"], "open after the end");
    scene.server.is_left_empty().await?;
    visitor.finds_the_console_clean().await?;
    browser.close().await?;
    scene.server.stop()
}

#[tokio::test]
async fn a_visitor_who_refuses_reads_how_to_allow_it() -> Result<(), Failure> {
    let scene = Scene::new("refused-microphone", "No.", [Reply::answer("No.")]).await?;
    let browser = Browser::asking_for_the_microphone("refused-microphone").await?;
    let visitor = browser.visit(&scene.server).await?;
    let refusal = json!({"permission": {"name": "microphone"}, "setting": "denied", "origin": scene.server.address()});
    visitor.commands("Browser.setPermission", refusal).await?;
    visitor.start().await?;
    visitor.press("microphone").await?;
    let error = visitor.reads_an_error().await?;
    assert!(error.contains("Allow it"), "{error}");
    visitor.waits_for_text("state", "Microphone not allowed").await?;
    takes_pictures(&browser, &visitor, "microphone-not-allowed").await?;
    visitor.says("I can still type.").await?;
    visitor.waits_for_text("transcript", "Said").await?;
    visitor.stop().await?;
    scene.server.is_left_empty().await?;
    browser.close().await?;
    scene.server.stop()
}

#[tokio::test]
async fn speech_interrupts_the_answer_and_is_a_message() -> Result<(), Failure> {
    let mut long =
        said("This is the first sentence of a very long story. And this is the second one, which goes on and on. ");
    long.push(Act::Stall);
    let scene = Scene::new(
        "barge-in",
        "Stop, please.",
        [Reply::Stream(long), Reply::answer("Of course.")],
    )
    .await?;
    let browser = scene.browser("barge-in").await?;
    let (_host, visitor) = module_page(&scene.server, &browser).await?;
    let told: Value = visitor
        .ask(
            include_str!("listening/interrupt.js"),
            vec![json!(scene.server.address())],
        )
        .await?;
    assert_eq!(told["early"], json!("not-started"), "{told:#}");
    assert_eq!(told["outcome"], json!("interrupted"), "{told:#}");
    assert_eq!(told["turns"], json!(["userspeakstart", "userspeakend"]), "{told:#}");
    let messages: Vec<_> = told["messages"].as_array().into_iter().flatten().collect();
    let of = |place: usize| {
        (
            &messages[place]["role"],
            &messages[place]["text"],
            &messages[place]["interrupted"],
        )
    };
    assert_eq!(messages.len(), 4, "{told:#}");
    assert_eq!(of(0), (&json!("user"), &json!("Tell me a story."), &json!(false)));
    assert_eq!((of(1).0, of(1).2), (&json!("avatar"), &json!(true)), "{told:#}");
    assert_eq!(of(2), (&json!("user"), &json!("Stop, please."), &json!(false)));
    assert_eq!(of(3), (&json!("avatar"), &json!("Of course."), &json!(false)));
    let level = |name: &str| told[name].as_f64().unwrap_or(f64::NAN);
    assert!(level("loudest") > 0.3 && level("loudest") <= 1.0, "{told:#}");
    assert!(level("quietest") < 0.2, "{told:#}");
    assert_eq!(told["devices"], json!([true, true]), "each once: {told:#}");
    assert_eq!(told["states"][0], json!("off"), "{told:#}");
    assert_eq!(
        told["states"].as_array().and_then(|states| states.last()),
        Some(&json!("unavailable"))
    );
    assert_eq!(told["tracks"], json!(["ended"]), "{told:#}");
    eventually(
        "the interrupt closes the request",
        Duration::from_secs(10),
        async || Ok(scene.model.hung_up()),
        |hung_up| *hung_up == 1,
    )
    .await?;
    scene.server.is_left_empty().await?;
    visitor.finds_the_console_clean().await?;
    browser.close().await?;
    scene.server.stop()
}

#[tokio::test]
async fn a_microphone_that_is_muted_before_it_is_there_is_muted_and_one_that_is_on_is_not_waited_for()
-> Result<(), Failure> {
    let scene = Scene::new("muted-early", "Nobody hears this.", [Reply::answer("Indeed.")]).await?;
    let browser = scene.browser("muted-early").await?;
    let (_host, visitor) = module_page(&scene.server, &browser).await?;
    let there = vec![json!(scene.server.address())];
    let told: Value = visitor.ask(include_str!("listening/muted.js"), there).await?;
    assert_eq!(
        (&told["first"], &told["again"]),
        (&json!("muted"), &json!("muted")),
        "{told:#}"
    );
    assert_eq!(told["loud"], json!("listening"), "{told:#}");
    let states = told["states"].as_array().cloned().unwrap_or_default();
    let muted = states.iter().position(|state| state == "muted");
    let listening = states.iter().position(|state| state == "listening");
    assert!(muted < listening, "heard before: {told:#}");
    scene.server.is_left_empty().await?;
    browser.close().await?;
    scene.server.stop()
}

/// Waits until a script in the page gives true.
async fn comes(visitor: &Visitor, what: &str) -> Result<(), Failure> {
    let script = format!("return {what}");
    eventually(
        what,
        Duration::from_secs(10),
        async || visitor.runs::<bool>(&script).await,
        |is| *is,
    )
    .await
    .map(|_| ())
}

#[tokio::test]
async fn the_space_bar_is_held_to_talk_in_the_element() -> Result<(), Failure> {
    let scene = Scene::new("held-to-talk", "Hello there.", [Reply::answer("Hello to you, too.")]).await?;
    let browser = scene.browser("held-to-talk").await?;
    let page = format!("{}/embed/embed.css", scene.server.address());
    let visitor = browser.opens(&page).await?;
    let there = vec![json!(scene.server.address())];
    let label: String = visitor.ask(include_str!("listening/element.js"), there).await?;
    assert_eq!(label, "Microphone");
    visitor.runs::<Value>("part('microphone').click()").await?;
    comes(&visitor, "avatar.microphone === 'muted'").await?;
    assert_eq!(
        visitor.runs::<String>("return part('microphone').title").await?,
        "Hold to talk"
    );
    browser.prefer_dark(true).await?;
    visitor.takes_a_picture("held-to-talk-let-go").await?;

    // The page's own text box keeps its blanks.
    let space = |kind: &str| {
        json!({"type": kind, "key": " ", "code": "Space", "windowsVirtualKeyCode": 32,
               "text": if kind == "keyDown" { " " } else { "" }})
    };
    visitor.runs::<Value>("search.focus()").await?;
    visitor.commands("Input.dispatchKeyEvent", space("keyDown")).await?;
    visitor.commands("Input.dispatchKeyEvent", space("keyUp")).await?;
    assert_eq!(visitor.runs::<String>("return search.value").await?, " ");
    assert_eq!(visitor.runs::<String>("return avatar.microphone").await?, "muted");

    visitor.runs::<Value>("part('microphone').focus()").await?;
    visitor.commands("Input.dispatchKeyEvent", space("keyDown")).await?;
    comes(
        &visitor,
        "avatar.microphone === 'listening' || avatar.microphone === 'hearing'",
    )
    .await?;
    comes(&visitor, "avatar.microphone === 'hearing'").await?;
    visitor.takes_a_picture("held-to-talk-held").await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    visitor.commands("Input.dispatchKeyEvent", space("keyUp")).await?;
    comes(&visitor, "part('transcript').textContent.includes('Hello there.')").await?;
    comes(
        &visitor,
        "part('transcript').textContent.includes('Hello to you, too.')",
    )
    .await?;
    assert_eq!(visitor.runs::<String>("return avatar.microphone").await?, "muted");
    visitor.takes_a_picture("held-to-talk-answered").await?;

    visitor.runs::<Value>("avatar.remove()").await?;
    let ended = async || tracks(&visitor).await;
    let all = |states: &Vec<String>| states.iter().all(|state| state == "ended");
    eventually("the microphone is closed", Duration::from_secs(5), ended, all).await?;
    scene.server.is_left_empty().await?;
    browser.close().await?;
    scene.server.stop()
}
