//! One fault, from the visitor's first click to a server without sessions.

use std::time::{Duration, Instant};

use end_to_end::proxy::{Proxy, Rule};
use end_to_end::{Browser, Failure, Server, Visitor, eventually};

/// What a slow machine may add to the product's own deadline.
const SLOW: Duration = Duration::from_secs(20);

/// A sentence of about two seconds.
pub const SENTENCE: &str = "Good morning, how are you?";
/// A story that nobody hears to its end.
const STORY: &str = "This is a long story. It goes on and on, and nobody knows when it will end. \
    Once upon a time there was a mill by a river, and in the mill there lived a miller with three sons.";

/// Whether what arrives is not let through to the loudspeaker.
const HUSHED: &str = "const video = document.querySelector('[data-testid=\"video\"]'); \
    return video.srcObject.getAudioTracks().every((track) => !track.enabled)";

/// What the visitor does while the fault is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// Presses Start.
    Starts,
    /// Starts, sends a sentence, and waits for what becomes of it.
    Says,
    /// Starts, lets the avatar begin a story, presses Interrupt and sends a sentence.
    Interrupts,
    /// Starts, and presses Stop once the avatar is there.
    Stops,
    /// Presses Start, and Stop before anything has come of it.
    Cancels,
    /// Starts, stops, and starts again at once.
    StartsAgain,
}

/// A fault and what must come of it.
#[derive(Debug)]
pub struct Case {
    /// What happens, in words.
    pub name: &'static str,
    /// Which calls meet it.
    pub rules: Vec<Rule>,
    /// What the visitor does.
    pub does: Does,
    /// The state that it comes to.
    pub ends: &'static str,
    /// What the error says then, among other things; empty where there must be none.
    pub says: &'static str,
    /// What became of the texts, in order.
    pub texts: &'static [&'static str],
    /// The product's deadline, in seconds.
    pub within: u64,
    /// Further arguments of the server.
    pub server: &'static [&'static str],
}

impl Case {
    /// A start that ends with an error that says this.
    pub fn refused(name: &'static str, says: &'static str, rules: Vec<Rule>) -> Self {
        Self {
            name,
            rules,
            does: Does::Starts,
            ends: "Ended",
            says,
            texts: &[],
            within: 10,
            server: &[],
        }
    }

    /// A start that succeeds all the same.
    pub fn survived(name: &'static str, rules: Vec<Rule>) -> Self {
        Self {
            ends: "Live",
            ..Self::refused(name, "", rules)
        }
    }

    /// A sentence that is said all the same.
    pub fn said(name: &'static str, rules: Vec<Rule>) -> Self {
        Self {
            does: Does::Says,
            texts: &["spoken"],
            within: 20,
            ..Self::survived(name, rules)
        }
    }

    /// The visitor does something else.
    pub fn does(mut self, does: Does) -> Self {
        self.does = does;
        self
    }

    /// It takes this long, in seconds.
    pub fn within(mut self, seconds: u64) -> Self {
        self.within = seconds;
        self
    }

    /// The server is started with this, too.
    pub fn server(mut self, arguments: &'static [&'static str]) -> Self {
        self.server = arguments;
        self
    }

    /// Lets it happen.
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
                // Silenced here at once, whatever arrives, or there by now.
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
        if self.ends == "Ended" && !error.is_empty() && !visitor.sees("retry").await? {
            return Err(Failure::Seen("there is no button to try again".to_owned()));
        }
        if self.ends == "Live" {
            let shown = visitor.statistics().await?.frames_decoded;
            visitor
                .receives("five more pictures", |seen| seen.frames_decoded >= shown + 5)
                .await?;
        }
        Ok(())
    }

    /// Ends what lives still, lets go of what was held, and looks whether anything is left.
    async fn leave(&self, visitor: &Visitor, proxy: &Proxy, server: &Server) -> Result<(), Failure> {
        if visitor.state().await? == "Live" {
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

/// Lets all of these happen, in several browsers at the same time, the longest first. Fails with the names of all that did not
/// end as they must.
pub async fn all_happen(mut cases: Vec<Case>) -> Result<(), Failure> {
    // To look at one of them again.
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
                    // Whatever state it is in, the next one begins anew.
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
