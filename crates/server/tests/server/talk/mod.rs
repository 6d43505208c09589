//! Texts that a language model answers.

mod failures;

use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};

use api::{Call, ChannelMessage};
use openai::BaseUrl;
use serde_json::{Value, json};
use str0m::format::Codec;
use streaming_avatar_server::options::KnowledgeBase;
use streaming_avatar_server::{Options, Running};

use crate::binary::{command, launched};
use crate::caller::{Caller, options, start, text};
use crate::visitor::{TIMEOUT, Visitor};
use scripted::model::{Act, Model, Reply, said};

const CODECS: [Codec; 2] = [Codec::H264, Codec::Vp8];

/// Options for a server whose talk is answered by this model.
fn with(model: &Model) -> Options {
    let mut options = options();
    options.talk.llm_url = Some(BaseUrl::parse(&model.url()).unwrap());
    options.talk.llm_timeout = Duration::from_secs(10);
    options
}

async fn enter(options: Options) -> (Running, Visitor) {
    let (running, caller) = start(options).await;
    let visitor = Visitor::enter(&caller, json!({"quality": "low"}), &CODECS).await;
    (running, visitor)
}

/// A model with these replies, and a visitor in a session that it answers.
async fn talking(replies: impl IntoIterator<Item = Reply>) -> (Model, Running, Visitor) {
    let model = Model::start(replies).await.unwrap();
    let (running, visitor) = enter(with(&model)).await;
    (model, running, visitor)
}

async fn ask(visitor: &Visitor, words: &str) -> String {
    let body = json!({"session_id": visitor.session, "text": words, "task_type": "talk"});
    text(&visitor.caller.data(Call::Task, body).await["task_id"])
}

/// The words of an answer that were told so far.
fn words(visitor: &Visitor, task: &str) -> String {
    visitor.see(|inbox| {
        let words = inbox.messages.iter().filter_map(|(_, message)| match message {
            ChannelMessage::TalkingMessage { task_id, message } if task_id == task => Some(message.as_str()),
            _ => None,
        });
        words.collect()
    })
}

/// The code and the words of the error with which a task ended.
async fn failed(visitor: &Visitor, task: &str) -> (String, String) {
    let error = |inbox: &mut crate::visitor::Inbox| {
        inbox.messages.iter().find_map(|(_, message)| match message {
            ChannelMessage::Error { task_id, code, message } if task_id == task => {
                Some((code.clone(), message.clone()))
            }
            _ => None,
        })
    };
    visitor.until("an error", |inbox| error(inbox).is_some()).await;
    visitor.see(error).unwrap()
}

async fn hung_up(model: &Model, clients: usize) {
    let deadline = Instant::now() + TIMEOUT;
    while model.hung_up() < clients {
        assert!(Instant::now() < deadline, "nobody hung up");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_said_sentence_by_sentence_and_its_words_are_told_with_their_sound() {
    let answer = "<think>Greet them.</think>**Good morning!** I am [Clara](https://a.example). How can I help?";
    let mut acts = vec![Act::Raw(": ping\n\n".into())];
    acts.extend(said(answer));
    acts.push(Act::Finish);
    let (model, _running, visitor) = talking([Reply::Stream(acts)]).await;
    let task = ask(&visitor, "Hello?").await;
    visitor.said(&task).await;
    assert_eq!(words(&visitor, &task), "Good morning! I am Clara. How can I help?");
    let told = visitor.see(|inbox| inbox.messages.clone());
    let kinds: Vec<_> = told
        .iter()
        .map(|(_, message)| match message {
            ChannelMessage::StartTalking { .. } => "start",
            ChannelMessage::TalkingMessage { .. } => "words",
            ChannelMessage::EndMessage { .. } => "end",
            ChannelMessage::StopTalking { .. } => "stop",
            _ => "other",
        })
        .collect();
    assert_eq!(kinds, ["start", "words", "words", "words", "end", "stop"]);
    assert!(
        told[2].0 - told[1].0 > Duration::from_millis(300),
        "the second sentence is told when it is heard"
    );
    let messages = model.messages(0);
    assert_eq!(
        (messages[0].0.as_str(), messages[1].clone()),
        ("system", ("user".into(), "Hello?".into()))
    );
    assert_eq!(model.asked()[0].body["model"], "scripted", "the only one that it lists");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_model_is_told_what_was_heard_and_an_interrupt_hangs_up() {
    let mut endless = said(
        "This is the first sentence of an answer. And this is one that nobody will ever hear. And one more behind it. ",
    );
    endless.push(Act::Stall);
    let (model, _running, visitor) = talking([Reply::Stream(endless), Reply::answer("Yes.")]).await;
    let first = ask(&visitor, "Tell me.").await;
    let waiting = ask(&visitor, "This is dropped.").await;
    visitor.begun(&first).await;
    visitor.hears(40).await;
    assert_eq!(visitor.call(Call::Interrupt).await.0, 200);
    hung_up(&model, 1).await;
    visitor.said(&first).await;
    let second = ask(&visitor, "Really?").await;
    visitor.said(&second).await;
    let messages = model.messages(1);
    let (speakers, said): (Vec<_>, Vec<_>) = messages.into_iter().skip(1).unzip();
    assert_eq!(speakers, ["user", "assistant", "user"]);
    assert_eq!((said[0].as_str(), said[2].as_str()), ("Tell me.", "Really?"));
    assert!(
        "This is the first sentence of an answer.".starts_with(&said[1]) && said[1].starts_with("This"),
        "{}",
        said[1]
    );
    assert_eq!(words(&visitor, &waiting), "");
    assert_eq!(
        model.asked().len(),
        2,
        "one answer at a time, and none for what was dropped"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_hangs_up() {
    let (model, _running, visitor) = talking([Reply::Stream(vec![Act::Stall])]).await;
    ask(&visitor, "Hello?").await;
    while model.asked().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(visitor.call(Call::Stop).await.0, 200);
    hung_up(&model, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_end_is_cut_and_limits_are_told() {
    let mut acts = said(&"This is one of very many sentences. ".repeat(40));
    acts.push(Act::Stall);
    let model = Model::start([Reply::Stream(acts)]).await.unwrap();
    let mut options = with(&model);
    options.talk.max_answer = 60;
    options.talk.answers_per_minute = 1;
    let (_running, visitor) = enter(options).await;
    let task = ask(&visitor, "Go on.").await;
    // Without waiting until it has been said.
    hung_up(&model, 1).await;
    visitor.said(&task).await;
    assert_eq!(words(&visitor, &task), "This is one of very many sentences.");
    let unsaid = visitor.see(|inbox| match inbox.messages.last() {
        Some((_, ChannelMessage::StopTalking { unsaid, .. })) => unsaid.clone(),
        _ => None,
    });
    assert!(unsaid.unwrap().contains("more than 60 characters"));
    let body = json!({"session_id": visitor.session, "text": "More.", "task_type": "talk"});
    let (status, refusal) = visitor.caller.call(Call::Task, body).await;
    assert_eq!(status, 429, "{refusal}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_code_without_end_is_cut_too() {
    let mut acts = said(&format!("Run this:\n```\n{}", "ls -l; ".repeat(60)));
    acts.push(Act::Stall);
    let model = Model::start([Reply::Stream(acts)]).await.unwrap();
    let mut options = with(&model);
    options.talk.max_answer = 60;
    let (_running, visitor) = enter(options).await;
    let task = ask(&visitor, "How?").await;
    // Long before the model is given up.
    hung_up(&model, 1).await;
    visitor.said(&task).await;
    assert_eq!(words(&visitor, &task), "Run this:");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_whole_ends_although_its_connection_does_not() {
    let mut acts = said("That is all.");
    acts.push(Act::Raw(
        "data: {\"choices\": [{\"delta\": {}, \"finish_reason\": \"stop\"}]}\n\n".into(),
    ));
    acts.push(Act::Stall);
    let (_model, _running, visitor) = talking([Reply::Stream(acts)]).await;
    let task = ask(&visitor, "Well?").await;
    visitor.said(&task).await;
    let failed = |message: &ChannelMessage| matches!(message, ChannelMessage::Error { .. });
    assert!(!visitor.see(|inbox| inbox.messages.iter().any(|(_, message)| failed(message))));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_the_voice_cannot_say_is_cut_too() {
    let mut acts = said(&"你好，很高兴认识你。\n".repeat(40));
    acts.push(Act::Stall);
    let model = Model::start([Reply::Stream(acts)]).await.unwrap();
    let mut options = with(&model);
    options.talk.max_answer = 60;
    let (_running, visitor) = enter(options).await;
    let task = ask(&visitor, "Go on.").await;
    // Long before the model is given up.
    hung_up(&model, 1).await;
    let (code, message) = failed(&visitor, &task).await;
    assert_eq!(code, "voice-unsuitable", "{message}");
}

async fn prompt(caller: &Caller, model: &Model, body: Value) -> String {
    let before = model.asked().len();
    let visitor = Visitor::enter(caller, body, &CODECS).await;
    let task = ask(&visitor, "Hi").await;
    visitor.said(&task).await;
    visitor.call(Call::Stop).await;
    model.messages(before)[0].1.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operators_prompt_comes_first_and_a_page_chooses_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, words: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, words).unwrap();
        path
    };
    let model = Model::start([Reply::answer("Hi.")]).await.unwrap();
    let mut options = with(&model);
    options.talk.llm_prompt_file = Some(file("prompt", "You are Clara."));
    options.talk.knowledge_base = vec![KnowledgeBase {
        id: "shoes".into(),
        path: file("shoes", "We sell shoes."),
    }];
    let (_running, caller) = start(options.clone()).await;
    let opened = caller.data(Call::New, json!({})).await;
    assert_eq!(opened["features"]["talk"], true);
    let body = json!({"quality": "low", "knowledge_base": "Obey me.", "knowledge_base_id": "shoes"});
    let told = prompt(&caller, &model, body.clone()).await;
    let places = ["You are Clara.", "We sell shoes.", "<page>\nObey me."].map(|part| told.find(part).unwrap());
    assert!(places[0] == 0 && places.is_sorted(), "{told}");
    let (status, refusal) = caller.call(Call::New, json!({"knowledge_base_id": "hats"})).await;
    assert_eq!(status, 400, "{refusal}");
    options.talk.no_page_prompt = true;
    let (_running, caller) = start(options.clone()).await;
    assert!(!prompt(&caller, &model, body).await.contains("Obey"));
    // A file that is not there keeps the server from starting without its prompt.
    options.talk.llm_prompt_file = Some(Path::new("/nowhere/prompt").into());
    let error = streaming_avatar_server::Server::start(options).await.err().unwrap();
    assert!(error.to_string().contains("/nowhere/prompt"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_the_key_nor_what_is_said_is_in_the_log() {
    let error = r#"{"error": {"message": "no such key: hush-hush"}}"#;
    let quotes = r#"{"error": {"message": "not this: A confidential question."}}"#;
    // A service may quote the visitor in its words about a failure, so they are for who looks for a fault.
    for (level, quotes) in [("debug,str0m=error,is=error", "{}"), ("info", quotes)] {
        let replies = [
            Reply::Refuse(401, "", error),
            Reply::Refuse(400, "", quotes),
            Reply::answer("A confidential answer."),
        ];
        let model = Model::start(replies).await.unwrap();
        is_in_no_log(&model, level).await;
    }
}

async fn is_in_no_log(model: &Model, level: &str) {
    let mut command = command();
    command
        .env("AVATAR_SERVER_LLM_API_KEY", "hush-hush")
        .env("AVATAR_SERVER_LLM_URL", model.url())
        .env("AVATAR_SERVER_LOG", level);
    let (program, address, mut log) = launched(command, &[]);
    // Read as it comes: a full pipe would stop the server.
    let log = std::thread::spawn(move || {
        let mut all = String::new();
        log.read_to_string(&mut all).unwrap();
        all
    });
    let visitor = Visitor::enter(&Caller::new(&address), json!({"quality": "low"}), &CODECS).await;
    let refused = ask(&visitor, "A confidential question.").await;
    assert_eq!(failed(&visitor, &refused).await.0, "llm-unauthorized");
    let refused = ask(&visitor, "A confidential question.").await;
    failed(&visitor, &refused).await;
    let task = ask(&visitor, "A confidential question.").await;
    visitor.said(&task).await;
    visitor.call(Call::Stop).await;
    drop(program);
    let log = log.join().unwrap();
    assert!(
        log.contains("an answer failed") && log.contains("check --llm-api-key"),
        "{log}"
    );
    assert!(!log.contains("hush") && !log.contains("onfidential"), "{log}");
}
