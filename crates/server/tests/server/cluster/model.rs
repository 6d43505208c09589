//! One machine alone and many together give the same answers: those of a model that knows no machines.

use std::collections::BTreeSet;

use api::Call;
use serde_json::{Value, json};
use streaming_avatar_server::Options;
use streaming_avatar_server::options::Key;

use crate::caller::{Caller, options, start, text};
use crate::machines::{KEY, front, machines};
use crate::nats_server::NatsServer;

/// Sessions that a key may have.
const MAX_SESSIONS: usize = 3;

const STEPS: usize = 200;

const SEEDS: [u64; 3] = [1, 2, 3];

/// Who calls: a key, or a token by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Key(usize),
    Token(usize),
}

struct Session {
    id: String,
    key: usize,
    opener: By,
    open: bool,
}

/// The state of all, as anybody would write it down who does not know how it is done.
#[derive(Default)]
struct Model {
    /// The key of each token, and whether it has been used.
    tokens: Vec<(usize, bool)>,
    /// In the order of their beginnings, so that a seed always does the same.
    sessions: Vec<Session>,
}

impl Model {
    fn key(&self, by: By) -> usize {
        match by {
            By::Key(key) => key,
            By::Token(token) => self.tokens[token].0,
        }
    }

    fn open(&self, key: usize) -> usize {
        let open = self
            .sessions
            .iter()
            .filter(|session| session.key == key && session.open);
        open.count()
    }

    /// The status with which a session is opened.
    fn opens(&self, by: By) -> u16 {
        match by {
            By::Token(token) if self.tokens[token].1 => 401,
            _ if self.open(self.key(by)) >= MAX_SESSIONS => 400,
            _ => 200,
        }
    }

    fn may_touch(&self, by: By, session: &str) -> Option<bool> {
        let session = self.sessions.iter().find(|other| other.id == session)?;
        let own = match by {
            By::Key(key) => key == session.key,
            By::Token(_) => by == session.opener,
        };
        own.then_some(session.open)
    }

    /// The status of a call about a session.
    fn asks(&self, by: By, session: &str, call: Call) -> u16 {
        match self.may_touch(by, session) {
            None => 404,
            Some(false) if call != Call::Stop => 400,
            _ => 200,
        }
    }

    fn lists(&self, by: By) -> BTreeSet<String> {
        let ids = self.sessions.iter().map(|session| session.id.clone());
        ids.filter(|id| self.may_touch(by, id) == Some(true)).collect()
    }
}

fn set(options: &mut Options) {
    options.api_key = vec![Key::new(format!("shop={KEY}")), Key::new("other=hush-other")];
    options.max_sessions_per_key = Some(MAX_SESSIONS);
    options.max_unanswered = Some(40);
    options.max_sessions = 40;
}

/// Plays random calls, and holds each answer against the model's.
async fn play(everyone: &Caller, seed: u64) {
    let keys = [everyone.with_key(KEY), everyone.with_key("hush-other")];
    let (mut dice, mut model, mut tokens) = (fastrand::Rng::with_seed(seed), Model::default(), Vec::<Caller>::new());
    for step in 0..STEPS {
        let most = if tokens.is_empty() { 2 } else { 5 };
        let by = match dice.usize(..most) {
            key @ (0 | 1) => By::Key(key),
            2 => By::Token(dice.usize(..tokens.len())),
            _ => By::Token(tokens.len() - 1),
        };
        let caller = match by {
            By::Key(key) => &keys[key],
            By::Token(token) => &tokens[token],
        };
        let place = format!("seed {seed}, step {step}, {by:?}");
        match dice.usize(..12) {
            0..=1 => {
                let (status, made) = caller.call(Call::CreateToken, json!({})).await;
                let By::Key(key) = by else {
                    assert_eq!(status, 401, "{place}: a token makes no tokens");
                    continue;
                };
                assert_eq!(status, 200, "{place}: {made}");
                tokens.push(everyone.with_token(&text(&made["data"]["token"])));
                model.tokens.push((key, false));
            }
            2..=4 => {
                let (status, opened) = caller.call(Call::New, json!({})).await;
                assert_eq!(status, model.opens(by), "{place}: {opened}");
                if status != 200 {
                    continue;
                }
                let id = text(&opened["data"]["session_id"]);
                if let By::Token(token) = by {
                    model.tokens[token].1 = true;
                }
                let known = model.sessions.iter().any(|session| session.id == id);
                assert!(!known, "{place}: a session twice");
                let key = model.key(by);
                model.sessions.push(Session {
                    id,
                    key,
                    opener: by,
                    open: true,
                });
            }
            5 => {
                let listed = caller.data(Call::List, Value::Null).await;
                let listed = listed["sessions"].as_array().unwrap().iter();
                let ids: BTreeSet<_> = listed.map(|entry| text(&entry["session_id"])).collect();
                assert_eq!(ids, model.lists(by), "{place}");
            }
            kind => {
                let call = match kind {
                    6 => Call::KeepAlive,
                    7 => Call::Interrupt,
                    _ => Call::Stop,
                };
                let open = dice.usize(..4) > 0;
                let known = model.sessions.iter().filter(|session| session.open || !open);
                let ids: Vec<_> = known.map(|session| session.id.clone()).collect();
                let session = match dice.usize(..=ids.len()) {
                    0 => "f81d4fae-7dec-41d0-a765-00a0c91e6bf6".to_owned(),
                    number => ids[number - 1].clone(),
                };
                let (status, answer) = caller.call(call, json!({"session_id": session})).await;
                let mut expected = model.asks(by, &session, call);
                // Nobody has started it.
                if call == Call::Interrupt && expected == 200 {
                    expected = 400;
                }
                assert_eq!(status, expected, "{place}, {call:?}: {answer}");
                if call == Call::Stop && status == 200 {
                    let mut sessions = model.sessions.iter_mut();
                    sessions.find(|other| other.id == session).unwrap().open = false;
                }
            }
        }
    }
    let (sessions, used) = (
        model.sessions.len(),
        model.tokens.iter().filter(|(_, used)| *used).count(),
    );
    assert!(
        sessions > 10 && used > 3,
        "hardly anything happened: {sessions} sessions, {used} tokens"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_machine_alone_answers_as_the_model() {
    for seed in SEEDS {
        let mut options = options();
        set(&mut options);
        let (running, caller) = start(options).await;
        play(&caller, seed).await;
        running.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn three_machines_together_answer_as_the_model() {
    for seed in SEEDS {
        let Some(nats) = NatsServer::start() else { return };
        let machines = machines(3, &nats, set).await;
        let addresses = machines.iter().map(|machine| machine.running.address()).collect();
        play(&front(addresses).await, seed).await;
        for machine in machines {
            machine.running.shutdown().await;
        }
    }
}
