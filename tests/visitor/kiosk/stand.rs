//! A kiosk in front of its server, with a proxy between them.

use std::time::Duration;

use end_to_end::proxy::{Proxy, Rule};
use end_to_end::{Browser, Failure, Server, Visitor, eventually};
use serde::Deserialize;
use serde_json::{Value, json};

/// Time limit on a slow machine for what an idle one does within half a minute.
const TIMEOUT: Duration = Duration::from_secs(90);
/// How long to watch that a forbidden event does not occur.
const WHILE: Duration = Duration::from_secs(3);

/// The kiosk's state, and its events since it was opened.
#[derive(Clone, Debug, Deserialize)]
pub struct Report {
    /// The state.
    pub state: String,
    /// Its session's id.
    pub session: Option<String>,
    /// Whether the page is hidden.
    pub hidden: bool,
    /// Each state that it entered.
    pub states: Vec<String>,
    /// The cause of its last recovery.
    pub why: Option<String>,
    /// The code of each error event.
    pub errors: Vec<String>,
    /// The seconds of each announced wait.
    pub waits: Vec<f64>,
    /// The reason of each end.
    pub ends: Vec<String>,
    /// Number of texts that it began to speak.
    pub begun: usize,
    /// The outcome of each text.
    pub outcomes: Vec<String>,
}

/// A kiosk with its browser, proxy and server.
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

    /// The same with an element that is a kiosk only if the attributes say so.
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

    /// Its present report.
    pub async fn look(&self) -> Result<Report, Failure> {
        self.visitor.runs(include_str!("look.js")).await
    }

    /// Runs a script of the page with `avatar`, the element.
    pub async fn does(&self, what: &str) -> Result<(), Failure> {
        let script = format!("const {{ avatar }} = window.kiosk; {what};");
        self.visitor.runs::<Option<()>>(&script).await.map(|_| ())
    }

    /// Waits until its report fulfils a condition.
    pub async fn comes_to(&self, what: &str, is_it: impl Fn(&Report) -> bool) -> Result<Report, Failure> {
        eventually(what, TIMEOUT, async || self.look().await, is_it).await
    }

    /// Waits until it is ready with a session other than this one, and the server has no other session.
    pub async fn is_ready_with_another(&self, than: Option<String>) -> Result<Report, Failure> {
        let another = |report: &Report| report.state == "live" && report.session.is_some() && report.session != than;
        let ready = self.comes_to("Live with another session", another).await?;
        let alone = async || self.server.sessions(None).await;
        eventually("one session", TIMEOUT, alone, |open| open.len() == 1).await?;
        Ok(ready)
    }

    /// Waits until it is ready for the first time.
    pub async fn is_ready(&self) -> Result<Report, Failure> {
        self.is_ready_with_another(None).await
    }

    /// Sends it a text. The outcome is among [`Report::outcomes`].
    pub async fn is_given(&self, text: &str) -> Result<(), Failure> {
        let speak = format!(
            "avatar.speak({}).then((outcome) => kiosk.outcomes.push(outcome))",
            json!(text)
        );
        self.does(&speak).await
    }

    /// Fails unless it speaks a short text.
    pub async fn speaks(&self) -> Result<(), Failure> {
        let before = self.look().await?.outcomes.len();
        self.is_given("Here I am.").await?;
        let report = self
            .comes_to("a text spoken", |report| report.outcomes.len() > before)
            .await?;
        match report.outcomes.last() {
            Some(outcome) if outcome == "spoken" => Ok(()),
            outcome => Err(Failure::Seen(format!("the text was {outcome:?}: {report:?}"))),
        }
    }

    /// Stops it, as its user.
    pub async fn is_stopped(&self) -> Result<(), Failure> {
        self.does("avatar.stop()").await?;
        self.comes_to("ended", |report| report.state == "ended")
            .await
            .map(|_| ())
    }

    /// Number of its calls of `streaming.new` since the rules were last changed.
    pub fn asked(&self) -> u32 {
        self.proxy.count(api::Call::New.path())
    }

    /// Fails if it calls `streaming.new` within a while, despite events that suggest a try.
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

    /// Stops it for good, as its user. At no time were there more sessions than `most`, and none is left.
    pub async fn ends(self, most: usize) -> Result<(), Failure> {
        self.is_stopped().await?;
        self.server.is_left_empty().await?;
        self.asks_for_nothing().await?;
        let report = self.look().await?;
        assert_eq!(report.ends.last().map(String::as_str), Some("stopped"), "{report:?}");
        assert_eq!(report.state, "ended", "{report:?}");
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
