//! A kiosk before its server, with a proxy between them.

use std::time::Duration;

use end_to_end::proxy::{Proxy, Rule};
use end_to_end::{Browser, Failure, Server, Visitor, eventually};
use serde::Deserialize;
use serde_json::{Value, json};

/// How long a kiosk may need on a slow machine for what it does within half a minute on an idle one.
const PATIENCE: Duration = Duration::from_secs(90);
/// How long is looked whether something happens that must not.
const WHILE: Duration = Duration::from_secs(3);

/// How the kiosk stands, and what it has told since it was opened.
#[derive(Clone, Debug, Deserialize)]
pub struct Told {
    /// The state.
    pub state: String,
    /// Its session's id.
    pub session: Option<String>,
    /// Whether the page is hidden.
    pub hidden: bool,
    /// Each state it came to.
    pub states: Vec<String>,
    /// What it recovered from last.
    pub why: Option<String>,
    /// The code of each error.
    pub errors: Vec<String>,
    /// The seconds that it said it would wait.
    pub waits: Vec<f64>,
    /// The reason of each end.
    pub ends: Vec<String>,
    /// How often it began to say something.
    pub begun: usize,
    /// What became of each text.
    pub outcomes: Vec<String>,
}

/// Everything that a kiosk needs.
pub struct Kiosk {
    pub server: Server,
    pub browser: Browser,
    pub proxy: Proxy,
    pub visitor: Visitor,
}

impl Kiosk {
    /// Starts an element with these attributes beside `kiosk`; its calls meet these faults. `name` names the logs.
    pub async fn start(name: &str, arguments: &[&str], rules: Vec<Rule>, attributes: Value) -> Result<Self, Failure> {
        let mut attributes = attributes;
        attributes["kiosk"] = json!("");
        Self::start_element(name, arguments, rules, attributes).await
    }

    /// The same with an element that is no kiosk unless the attributes say so.
    pub async fn start_element(
        name: &str,
        arguments: &[&str],
        rules: Vec<Rule>,
        attributes: Value,
    ) -> Result<Self, Failure> {
        let server = Server::start(name, arguments).await?;
        let browser = Browser::start(name).await?;
        let proxy = Proxy::before(&server, rules).await?;
        let visitor = browser.opens(&proxy.address()).await?;
        let kiosk = Self {
            server,
            browser,
            proxy,
            visitor,
        };
        kiosk
            .visitor
            .ask::<Value>(include_str!("open.js"), vec![attributes])
            .await?;
        Ok(kiosk)
    }

    /// How it stands.
    pub async fn look(&self) -> Result<Told, Failure> {
        self.visitor.runs(include_str!("look.js")).await
    }

    /// The page does something with `avatar`, the element.
    pub async fn does(&self, what: &str) -> Result<(), Failure> {
        let script = format!("const {{ avatar }} = window.kiosk; {what};");
        self.visitor.runs::<Option<()>>(&script).await.map(|_| ())
    }

    /// Waits until it stands so.
    pub async fn comes_to(&self, what: &str, is_it: impl Fn(&Told) -> bool) -> Result<Told, Failure> {
        eventually(what, PATIENCE, async || self.look().await, is_it).await
    }

    /// Waits until it is ready with a session other than this one, and that is the only one that the server has.
    pub async fn is_ready_with_another(&self, than: Option<String>) -> Result<Told, Failure> {
        let another = |told: &Told| told.state == "Live" && told.session.is_some() && told.session != than;
        let ready = self.comes_to("Live with another session", another).await?;
        let alone = async || self.server.sessions(None).await;
        eventually("one session", PATIENCE, alone, |open| open.len() == 1).await?;
        Ok(ready)
    }

    /// Waits until it is ready for the first time.
    pub async fn is_ready(&self) -> Result<Told, Failure> {
        self.is_ready_with_another(None).await
    }

    /// Gives it a text. What becomes of it is among [`Told::outcomes`].
    pub async fn is_given(&self, text: &str) -> Result<(), Failure> {
        let speak = format!(
            "avatar.speak({}).then((outcome) => kiosk.outcomes.push(outcome))",
            json!(text)
        );
        self.does(&speak).await
    }

    /// Fails unless it says a short text.
    pub async fn speaks(&self) -> Result<(), Failure> {
        let before = self.look().await?.outcomes.len();
        self.is_given("Here I am.").await?;
        let told = self
            .comes_to("a text spoken", |told| told.outcomes.len() > before)
            .await?;
        match told.outcomes.last() {
            Some(outcome) if outcome == "spoken" => Ok(()),
            outcome => Err(Failure::Seen(format!("the text was {outcome:?}: {told:?}"))),
        }
    }

    /// Its user stops it.
    pub async fn is_stopped(&self) -> Result<(), Failure> {
        self.does("avatar.stop()").await?;
        self.comes_to("Ended", |told| told.state == "Ended").await.map(|_| ())
    }

    /// How often it has asked for a session since the rules were last changed.
    pub fn asked(&self) -> u32 {
        self.proxy.count(api::Call::New.path())
    }

    /// Fails if it asks for a session within a while, though there are signs of hope.
    pub async fn asks_for_nothing(&self) -> Result<(), Failure> {
        let before = self.asked();
        self.does("dispatchEvent(new Event('online')); document.dispatchEvent(new Event('visibilitychange'))")
            .await?;
        tokio::time::sleep(WHILE).await;
        let asked = self.asked() - before;
        if asked == 0 {
            Ok(())
        } else {
            Err(Failure::Seen(format!("it asked for {asked} sessions")))
        }
    }

    /// Its user stops it, for good. At no time were there more sessions than `most`, and none is left.
    pub async fn ends(self, most: usize) -> Result<(), Failure> {
        self.is_stopped().await?;
        self.server.is_left_empty().await?;
        self.asks_for_nothing().await?;
        let told = self.look().await?;
        assert_eq!(told.ends.last().map(String::as_str), Some("stopped"), "{told:?}");
        assert_eq!(told.state, "Ended", "{told:?}");
        let open = self.visitor.statistics().await?.open;
        assert_eq!(open, 0, "peer connections are left open");
        let seen = self.server.most_sessions_at_once();
        assert!(
            seen <= most,
            "{seen} sessions were open at once:\n{}",
            self.server.log()
        );
        self.browser.close().await?;
        self.server.stop()
    }
}
