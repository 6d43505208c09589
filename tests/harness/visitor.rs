//! A visitor of the page: its actions and what it sees.

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::media::{self, Message, Recording, Statistics};
use crate::{Failure, Picture, artifacts, axe, eventually};

/// Time limit for an ordinary wait.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Time limit for an automatic reconnect.
const LONG_TIMEOUT: Duration = Duration::from_secs(120);

/// A little more than the time within which the page takes two clicks for one double click.
const DOUBLE: Duration = Duration::from_millis(610);

const STATISTICS: &str = include_str!("page/statistics.js");
const BEGIN_RECORDING: &str = include_str!("page/begin_recording.js");
const AXE: &str = include_str!("page/axe.js");
const EXPECT_START: &str = include_str!("page/expect_start.js");
const END_RECORDING: &str = include_str!("page/end_recording.js");

/// A visitor of the page. Elements are found by their `data-testid`.
#[derive(Debug)]
pub struct Visitor {
    driver: WebDriver,
    /// The button that was pressed last.
    pressed: Mutex<Option<(String, Instant)>>,
}

impl Visitor {
    /// Opens the page and waits until it can be used.
    pub async fn open(driver: WebDriver, address: &str) -> Result<Self, Failure> {
        let visitor = Self::at(driver, address).await?;
        visitor.waits_for_the_page().await?;
        Ok(visitor)
    }

    async fn waits_for_the_page(&self) -> Result<(), Failure> {
        self.waits_for_the_page_within(TIMEOUT).await
    }

    /// Waits at most this long until the page can be used.
    pub async fn waits_for_the_page_within(&self, limit: Duration) -> Result<(), Failure> {
        let look = async || Ok(!self.driver.find_all(By::Testid("state")).await?.is_empty());
        eventually("a page that shows its state", limit, look, |there| *there)
            .await
            .map(|_| ())
    }

    /// Opens a page that is not the app's.
    pub async fn at(driver: WebDriver, address: &str) -> Result<Self, Failure> {
        driver.goto(address).await?;
        let pressed = Mutex::default();
        Ok(Self { driver, pressed })
    }

    /// Presses Start and waits until the avatar is shown.
    pub async fn start(&self) -> Result<(), Failure> {
        self.press("start").await?;
        self.reaches("live").await
    }

    /// Starts, and returns the milliseconds from the click to the first picture.
    pub async fn times_a_start(&self) -> Result<f64, Failure> {
        self.driver.execute(EXPECT_START, Vec::new()).await?;
        // The click comes from a script in the page, and nothing is polled before the end: both would distort the
        // measurement.
        let press =
            "document.querySelector('[data-testid=start]').click(); window.endToEnd.firstPicture.then(arguments[0])";
        let millis = self.ask(press, Vec::new()).await?;
        self.reaches("live").await?;
        Ok(millis)
    }

    /// Presses Stop and waits until the session has ended.
    pub async fn stop(&self) -> Result<(), Failure> {
        self.press("stop").await?;
        self.reaches("ended").await
    }

    /// Presses the button (or chooses the avatar) with this test id, once it can be pressed: where another button was
    /// pressed a moment ago, clicks are ignored, because they might be the second half of a double click.
    pub async fn press(&self, id: &str) -> Result<(), Failure> {
        // It may stand among what is folded away.
        self.runs::<()>(&format!(
            "document.querySelector(\"[data-testid='{id}']\")?.closest('details')?.setAttribute('open', '')"
        ))
        .await?;
        let settled = format!(
            "const since = document.querySelector(\"[data-testid='{id}']\")?.dataset.since; return !since || performance.now() - since > {}",
            DOUBLE.as_millis()
        );
        let look = async || {
            let Some(button) = self.driver.find_all(By::Testid(id)).await?.into_iter().next() else {
                return Ok(false);
            };
            Ok(button.is_clickable().await? && self.runs(&settled).await?)
        };
        eventually(&format!("{id} can be pressed"), TIMEOUT, look, |ready| *ready).await?;
        let button = self.element(id).await?;
        button.scroll_into_view().await?;
        tokio::time::sleep(self.time_after_another(id)).await;
        Ok(button.click().await?)
    }

    /// How long a click on this button would be taken for the second half of one on another.
    fn time_after_another(&self, id: &str) -> Duration {
        let mut pressed = self.pressed.lock().unwrap_or_else(PoisonError::into_inner);
        let other = pressed.as_ref().filter(|(other, _)| other != id);
        let wait = other.map_or(Duration::ZERO, |(_, at)| DOUBLE.saturating_sub(at.elapsed()));
        *pressed = Some((id.to_owned(), Instant::now() + wait));
        wait
    }

    /// Whether an element with this test id is visible.
    pub async fn sees(&self, id: &str) -> Result<bool, Failure> {
        match self.driver.find_all(By::Testid(id)).await?.first() {
            Some(element) => Ok(element.is_displayed().await?),
            None => Ok(false),
        }
    }

    /// Waits until an element with this test id is visible.
    pub async fn waits_to_see(&self, id: &str) -> Result<(), Failure> {
        eventually(id, TIMEOUT, async || self.sees(id).await, |seen| *seen)
            .await
            .map(|_| ())
    }

    /// Types a text for the avatar and presses Enter.
    pub async fn says(&self, text: &str) -> Result<(), Failure> {
        let field = self.element("speak-text").await?;
        field.send_keys(text).await?;
        Ok(field.send_keys(Key::Enter).await?)
    }

    /// Presses Tab.
    pub async fn presses_tab(&self) -> Result<(), Failure> {
        let keys = self.driver.action_chain().send_keys(Key::Tab);
        Ok(keys.perform().await?)
    }

    /// Fills in a field.
    pub async fn fills_in(&self, id: &str, text: &str) -> Result<(), Failure> {
        let field = self.element(id).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Gives a file to a field for files, which need not be seen.
    pub async fn attaches(&self, id: &str, file: &Path) -> Result<(), Failure> {
        // A driver takes no path with dots in it.
        let file = file
            .canonicalize()
            .map_err(|error| Failure::Seen(format!("{}: {error}", file.display())))?;
        Ok(self.element(id).await?.send_keys(file.to_string_lossy()).await?)
    }

    /// The state's name, such as `live`.
    pub async fn state(&self) -> Result<String, Failure> {
        Ok(self
            .element("state")
            .await?
            .attr("data-state")
            .await?
            .unwrap_or_default())
    }

    /// Waits for a state. A failure reports the error that the page shows.
    pub async fn reaches(&self, state: &str) -> Result<(), Failure> {
        let look = async || Ok((self.state().await?, self.text("error").await.unwrap_or_default()));
        eventually(&format!("the state {state}"), TIMEOUT, look, |(seen, _)| seen == state)
            .await
            .map(|_| ())
    }

    /// The visible text of an element.
    pub async fn text(&self, id: &str) -> Result<String, Failure> {
        Ok(self.element(id).await?.text().await?)
    }

    /// Waits until the text of an element contains these words, and returns it. A failure reports the error that the page shows.
    pub async fn waits_for_text(&self, id: &str, words: &str) -> Result<String, Failure> {
        let look = async || {
            let text = self.text(id).await?;
            let error = self.text("error").await.unwrap_or_default();
            Ok((text, error))
        };
        let wanted = format!("{words} in {id}");
        let (text, _) = eventually(&wanted, TIMEOUT, look, |(text, _)| text.contains(words)).await?;
        Ok(text)
    }

    /// The state of each text in the transcript, such as `spoken`.
    pub async fn outcomes(&self) -> Result<Vec<String>, Failure> {
        self.runs("return [...document.querySelectorAll('[data-outcome]')].map((text) => text.dataset.outcome)")
            .await
    }

    /// Waits until an error is shown, and returns it.
    pub async fn reads_an_error(&self) -> Result<String, Failure> {
        let look = async || {
            Ok(if self.sees("error").await? {
                self.text("error").await?
            } else {
                String::new()
            })
        };
        eventually("an error text", TIMEOUT, look, |text| !text.trim().is_empty()).await
    }

    /// Fails if an error is shown for more than a moment.
    pub async fn sees_no_error(&self) -> Result<(), Failure> {
        let error = "return document.querySelector('[data-testid=\"error\"]')?.textContent ?? ''";
        let look = async || self.runs::<String>(error).await;
        eventually("no error", Duration::from_secs(2), look, String::is_empty)
            .await
            .map(|_| ())
    }

    /// Waits until the page has given up the automatic reconnect, and returns the error.
    pub async fn reads_an_error_in_the_end(&self) -> Result<String, Failure> {
        let look = async || self.state().await;
        eventually("the state Ended", LONG_TIMEOUT, look, |state| state == "ended").await?;
        self.reads_an_error().await
    }

    /// The present statistics.
    pub async fn statistics(&self) -> Result<Statistics, Failure> {
        self.ask(STATISTICS, Vec::new()).await
    }

    /// Waits until the statistics fulfil a condition.
    pub async fn receives(&self, what: &str, is_it: impl Fn(&Statistics) -> bool) -> Result<Statistics, Failure> {
        eventually(what, TIMEOUT, async || self.statistics().await, is_it).await
    }

    /// The server's messages on the data channel so far.
    pub async fn messages(&self) -> Result<Vec<Message>, Failure> {
        let told = self
            .driver
            .execute("return window.endToEnd.messages", Vec::new())
            .await?;
        Ok(serde_json::from_value(told.json().clone())?)
    }

    /// Waits until the server has sent `event` this often, and returns the messages.
    pub async fn is_told(&self, event: &str, times: usize) -> Result<Vec<Message>, Failure> {
        let name = format!("\"{event}\"");
        let look = async || {
            let messages = self.messages().await?;
            Ok(messages
                .into_iter()
                .filter(|message| message.text.contains(&name))
                .collect::<Vec<_>>())
        };
        let what = format!("{event}, {times} times");
        eventually(&what, TIMEOUT, look, |messages| messages.len() >= times).await
    }

    /// Records pictures and sound from now on, until [`Self::ends_recording`]. The video must be there.
    pub async fn begins_recording(&self) -> Result<(), Failure> {
        let what = vec![json!(media::SIDE), json!(media::MOUTH)];
        self.ask::<Value>(BEGIN_RECORDING, what).await.map(|_| ())
    }

    /// Pictures and sound since [`Self::begins_recording`].
    pub async fn ends_recording(&self) -> Result<Recording, Failure> {
        self.ask(END_RECORDING, Vec::new()).await
    }

    /// Records pictures and sound for a while.
    pub async fn records(&self, time: Duration) -> Result<Recording, Failure> {
        self.begins_recording().await?;
        tokio::time::sleep(time).await;
        self.ends_recording().await
    }

    /// Waits until every image of the page is loaded.
    pub async fn waits_for_pictures(&self) -> Result<(), Failure> {
        let script = "return [...document.images].every((image) => image.complete && image.naturalWidth > 0)";
        let look = async || Ok(self.driver.execute(script, Vec::new()).await?.json() == &Value::Bool(true));
        eventually("all pictures", TIMEOUT, look, |all| *all).await.map(|_| ())
    }

    /// Saves a screenshot of the whole page to `artifacts/<name>.png`.
    pub async fn takes_a_picture(&self, name: &str) -> Result<(), Failure> {
        self.takes_a_picture_for(&artifacts(&format!("{name}.png"))?).await
    }

    /// Saves a screenshot to a file.
    pub async fn takes_a_picture_for(&self, path: &Path) -> Result<(), Failure> {
        Ok(self.driver.screenshot(path).await?)
    }

    /// Takes a screenshot of the part of the page that a selector names, and saves it as `artifacts/<name>.png`.
    pub async fn looks_at(&self, selector: &str, name: &str) -> Result<Picture, Failure> {
        let part = self.driver.find(By::Css(selector)).await?;
        part.scroll_into_view().await?;
        let picture = Picture::read(part.screenshot_as_png().await?)?;
        picture.keep(&artifacts(&format!("{name}.png"))?)?;
        Ok(picture)
    }

    /// Leaves the page for an empty one, like closing the tab.
    pub async fn leaves(&self) -> Result<(), Failure> {
        Ok(self.driver.goto("about:blank").await?)
    }

    /// Navigates to another address in the same tab.
    pub async fn goes_to(&self, address: &str) -> Result<(), Failure> {
        Ok(self.driver.goto(address).await?)
    }

    /// Presses the browser's Back button.
    pub async fn goes_back(&self) -> Result<(), Failure> {
        Ok(self.driver.back().await?)
    }

    /// Presses the browser's Reload button, and waits until the page can be used.
    pub async fn loads_again(&self) -> Result<(), Failure> {
        self.driver.refresh().await?;
        self.waits_for_the_page().await
    }

    /// Crashes the tab and its driver connection.
    pub async fn crashes(self) -> Result<(), Failure> {
        // The crashed tab sends no answer.
        let tools = self.driver.cdp();
        let crash = tools.send_raw("Page.crash", json!({}));
        let _ = tokio::time::timeout(Duration::from_secs(10), crash).await;
        let _ = self.driver.leak();
        Ok(())
    }

    /// All entries of the page's storage in this browser.
    pub async fn storage(&self) -> Result<String, Failure> {
        let script =
            "return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href])";
        Ok(self.driver.execute(script, Vec::new()).await?.json().to_string())
    }

    /// Whether the page is wider than the window, which makes it scroll horizontally.
    pub async fn must_scroll_sideways(&self) -> Result<bool, Failure> {
        let script = "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
        Ok(self
            .driver
            .execute(script, Vec::new())
            .await?
            .json()
            .as_bool()
            .unwrap_or(true))
    }

    /// Errors and warnings in the browser's console since the last read.
    pub async fn console(&self) -> Result<Vec<String>, Failure> {
        let entries = self.driver.browser_log().await?;
        let grave = entries
            .into_iter()
            .filter(|entry| entry.level == "SEVERE" || entry.level == "WARNING");
        // Chromium's warning of slow drawing without a graphics card; the page does not cause it.
        let ours = grave
            .map(|entry| entry.message)
            .filter(|message| !message.contains("GL Driver Message"));
        Ok(ours.collect())
    }

    /// Fails if the browser's console has errors or warnings.
    pub async fn finds_the_console_clean(&self) -> Result<(), Failure> {
        let told = self.console().await?;
        if told.is_empty() {
            Ok(())
        } else {
            Err(Failure::Seen(format!("the console says: {told:#?}")))
        }
    }

    /// Fails where axe finds an accessibility violation on the page. `when` describes the page's state. Without npm
    /// there is no axe, and nothing is checked.
    pub async fn finds_no_barrier(&self, when: &str) -> Result<(), Failure> {
        let Some(script) = axe()? else { return Ok(()) };
        // Text whose colour is in transition has no contrast that could be measured.
        let still = "document.getAnimations().forEach((animation) => animation.effect?.getTiming().iterations === Infinity || animation.finish())";
        self.driver.execute(still, Vec::new()).await?;
        self.driver.execute(&script, Vec::new()).await?;
        let found: Vec<String> = self.ask(AXE, Vec::new()).await?;
        if found.is_empty() {
            Ok(())
        } else {
            Err(Failure::Seen(format!("{when}: {}", found.join("\n"))))
        }
    }

    /// Runs a script that passes its result to its last argument.
    pub async fn ask<T: DeserializeOwned>(&self, script: &str, arguments: Vec<Value>) -> Result<T, Failure> {
        let answer = self.driver.execute_async(script, arguments).await?;
        let answer = answer.json().clone();
        if let Some(error) = answer.get("error").and_then(Value::as_str) {
            return Err(Failure::Browser(error.to_owned()));
        }
        Ok(serde_json::from_value(answer)?)
    }

    /// Runs a script that returns its result.
    pub async fn runs<T: DeserializeOwned>(&self, script: &str) -> Result<T, Failure> {
        let answer = self.driver.execute(script, Vec::new()).await?;
        Ok(serde_json::from_value(answer.json().clone())?)
    }

    /// Sends a command of the DevTools protocol.
    pub async fn commands(&self, method: &str, parameters: Value) -> Result<Value, Failure> {
        Ok(self.driver.cdp().send_raw(method, parameters).await?)
    }

    async fn element(&self, id: &str) -> Result<WebElement, Failure> {
        self.driver
            .find(By::Testid(id))
            .await
            .map_err(|error| Failure::Seen(format!("the page has no {id}: {error}")))
    }
}
