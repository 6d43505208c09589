//! A fault case, from the visitor's first click to a server without sessions.

use std::time::{Duration, Instant};

use end_to_end::proxy::{Proxy, Rule};
use end_to_end::{Browser, Failure, Server, Visitor, eventually};

/// Added to the product's own deadline for a slow machine.
const SLOW: Duration = Duration::from_secs(20);

/// A sentence of about two seconds.
pub const SENTENCE: &str = "Good morning, how are you?";
/// A story that is too long to be heard to its end.
const STORY: &str = "This is a long story. It goes on and on, and nobody knows when it will end. \
    Once upon a time there was a mill by a river, and in the mill there lived a miller with three sons.";

/// Whether the loudspeaker is muted while sound arrives.
const HUSHED: &str = "const video = document.querySelector('[data-testid=\"video\"]'); \
    return video.srcObject.getAudioTracks().every((track) => !track.enabled)";

/// The visitor's actions during the fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// Presses Start.
    Starts,
    /// Starts, sends a sentence, and waits for its outcome.
    Says,
    /// Starts, lets the avatar begin a story, presses Interrupt and sends a sentence.
    Interrupts,
    /// Starts, and presses Stop once the avatar is shown.
    Stops,
    /// Presses Start, and Stop before the session is open.
    Cancels,
    /// Starts, stops, and starts again at once.
    StartsAgain,
}

/// A fault and its expected outcome.
#[derive(Debug)]
pub struct Case {
    /// The name of the case.
    pub name: &'static str,
    /// The rules for the proxy.
    pub rules: Vec<Rule>,
    /// The visitor's actions.
    pub does: Does,
    /// The expected final state.
    pub ends: &'static str,
    /// Words in the error; empty if no error is expected.
    pub says: &'static str,
    /// The expected outcomes of the texts, in order.
    pub texts: &'static [&'static str],
    /// The product's deadline, in seconds.
    pub within: u64,
    /// Further arguments for the server.
    pub server: &'static [&'static str],
}

impl Case {
    /// A start that fails with an error with these words.
    pub fn refused(name: &'static str, says: &'static str, rules: Vec<Rule>) -> Self {
        Self {
            name,
            rules,
            does: Does::Starts,
            ends: "ended",
            says,
            texts: &[],
            within: 10,
            server: &[],
        }
    }

    /// A start that succeeds despite the fault.
    pub fn survived(name: &'static str, rules: Vec<Rule>) -> Self {
        Self {
            ends: "live",
            ..Self::refused(name, "", rules)
        }
    }

    /// A sentence that is spoken despite the fault.
    pub fn said(name: &'static str, rules: Vec<Rule>) -> Self {
        Self {
            does: Does::Says,
            texts: &["spoken"],
            within: 20,
            ..Self::survived(name, rules)
        }
    }

    /// Sets the visitor's actions.
    pub fn does(mut self, does: Does) -> Self {
        self.does = does;
        self
    }

    /// Sets the deadline, in seconds.
    pub fn within(mut self, seconds: u64) -> Self {
        self.within = seconds;
        self
    }

    /// Adds an argument for the server.
    pub fn server(mut self, arguments: &'static [&'static str]) -> Self {
        self.server = arguments;
        self
    }

    /// Runs the case.
    pub async fn happen(&self, browser: &Browser) -> Result<(), Failure> {
        let server = Server::start(&self.name.replace(' ', "-"), self.server).await?;
        let proxy = Proxy::before(&server, self.rules.clone()).await?;
        let visitor = browser.visit_at(&proxy.address()).await?;
        self.act(&visitor, &proxy).await?;
        self.reach(&visitor).await?;
        self.leave(&visitor, &proxy, &server).await?;
        server.stop()
    }

    async fn act(&self, visitor: &Visitor, proxy: &Proxy) -> Result<(), Failure> {
        match self.does {
            Does::Starts => visitor.press("start").await,
            Does::Says => {
                visitor.start().await?;
                visitor.says(SENTENCE).await
            }
            Does::Interrupts => {
                visitor.start().await?;
                visitor.says(STORY).await?;
                visitor.is_told("avatar_start_talking", 1).await?;
                visitor.press("interrupt").await?;
                let hushed: bool = visitor.runs(HUSHED).await?;
                let before = visitor.statistics().await?.audio_energy;
                tokio::time::sleep(Duration::from_secs(1)).await;
                let after = visitor.statistics().await?.audio_energy;
                // Muted here at once, whatever arrives, or silent at the server by now.
                if !hushed && after - before > 0.005 {
                    return Err(Failure::Seen(format!("it was heard on: {}", after - before)));
                }
                visitor.says(SENTENCE).await
            }
            Does::Stops => {
                visitor.start().await?;
                visitor.press("stop").await
            }
            Does::Cancels => {
                visitor.press("start").await?;
                let path = self.rules.first().map(Rule::path).unwrap_or_default();
                let look = async || Ok(proxy.count(path));
                eventually("the call is under way", SLOW, look, |count| *count > 0).await?;
                visitor.press("stop").await
            }
            Does::StartsAgain => {
                visitor.start().await?;
                visitor.stop().await?;
                visitor.press("start").await
            }
        }
    }

    async fn reach(&self, visitor: &Visitor) -> Result<(), Failure> {
        let look = async || Ok((visitor.state().await?, visitor.outcomes().await?));
        let limit = Duration::from_secs(self.within) + SLOW;
        let what = format!("{} with {:?}", self.ends, self.texts);
        eventually(&what, limit, look, |(state, texts)| {
            state == self.ends && texts == self.texts
        })
        .await?;
        let error = if visitor.sees("error").await? {
            visitor.text("error").await?
        } else {
            String::new()
        };
        if self.says.is_empty() != error.is_empty() || !error.contains(self.says) {
            return Err(Failure::Seen(format!("the error is {error:?}, not {:?}", self.says)));
        }
        if self.ends == "ended" && !error.is_empty() && !visitor.sees("retry").await? {
            return Err(Failure::Seen("there is no button to try again".to_owned()));
        }
        if self.ends == "live" {
            let shown = visitor.statistics().await?.frames_decoded;
            visitor
                .receives("five more pictures", |seen| seen.frames_decoded >= shown + 5)
                .await?;
        }
        Ok(())
    }

    /// Stops the session, releases held calls, and checks that no session is left.
    async fn leave(&self, visitor: &Visitor, proxy: &Proxy, server: &Server) -> Result<(), Failure> {
        if visitor.state().await? == "live" {
            visitor.stop().await?;
        }
        proxy.release().await;
        server.is_left_empty_within(Duration::from_secs(30)).await?;
        match visitor.statistics().await?.open {
            0 => Ok(()),
            open => Err(Failure::Seen(format!("{open} peer connections were left open"))),
        }
    }
}

/// Runs all cases in several browsers at once, the longest first. Fails with the names of all cases that had another
/// outcome.
pub async fn all_happen(mut cases: Vec<Case>) -> Result<(), Failure> {
    // To run a single case again.
    if let Ok(name) = std::env::var("AVATAR_FAULT") {
        cases.retain(|case| case.name.contains(&name));
    }
    cases.sort_by_key(|case| case.within);
    let cases = std::cell::RefCell::new(cases);
    let failed = std::cell::RefCell::new(Vec::new());
    let lane = async |number: u32| {
        let mut browser = Browser::start(&format!("faults-{number}")).await?;
        loop {
            let Some(case) = cases.borrow_mut().pop() else { break };
            let began = Instant::now();
            let outcome = case.happen(&browser).await;
            let seconds = began.elapsed().as_secs_f32();
            match outcome {
                Ok(()) => println!("{seconds:>6.1} s  {}", case.name),
                Err(failure) => {
                    println!("{seconds:>6.1} s  {}: {failure}", case.name);
                    failed.borrow_mut().push(format!("{}: {failure}", case.name));
                    // The next case begins anew, whatever the state of this one.
                    browser = Browser::start(&format!("faults-{number}")).await?;
                }
            }
        }
        browser.close().await
    };
    tokio::try_join!(lane(1), lane(2), lane(3))?;
    let failed = failed.into_inner();
    if failed.is_empty() {
        Ok(())
    } else {
        Err(Failure::Seen(failed.join("\n")))
    }
}
