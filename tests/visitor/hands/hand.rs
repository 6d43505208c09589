//! Trusted input: its actions go through the browser, not through synthetic events.

use std::time::{Duration, Instant};

use end_to_end::{Failure, Visitor};
use serde_json::{Value, json};

/// Delay between the two halves of a double click or double tap.
pub const DOUBLE: Duration = Duration::from_millis(200);
const MAX_DOUBLE_CLICK: Duration = Duration::from_millis(550);
/// Longer than the time in which a button that has just replaced another ignores clicks.
pub const SETTLED: Duration = Duration::from_millis(700);

/// A place in the window, in CSS pixels.
#[derive(Debug, Clone, Copy)]
pub struct Spot {
    x: f64,
    y: f64,
}

impl Spot {
    /// The centre of the element that a JavaScript expression returns, scrolled into view.
    pub async fn of(visitor: &Visitor, node: &str) -> Result<Self, Failure> {
        let script = format!(
            "const node = {node}; node.scrollIntoView({{ block: 'nearest' }}); const box = node.getBoundingClientRect(); \
             return [box.x + box.width / 2, box.y + box.height / 2];"
        );
        let [x, y]: [f64; 2] = visitor.runs(&script).await?;
        Ok(Self { x, y })
    }

    /// The centre of the app's button (or box) with this test id.
    pub async fn of_id(visitor: &Visitor, id: &str) -> Result<Self, Failure> {
        Self::of(visitor, &format!("document.querySelector(\"[data-testid='{id}']\")")).await
    }

    pub async fn click(self, visitor: &Visitor) -> Result<(), Failure> {
        let Self { x, y } = self;
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
            visitor.commands("Input.dispatchMouseEvent", event).await?;
        }
        Ok(())
    }

    /// False where a busy machine made two single clicks of it.
    pub async fn click_twice(self, visitor: &Visitor) -> Result<bool, Failure> {
        let began = Instant::now();
        self.click(visitor).await?;
        tokio::time::sleep(DOUBLE).await;
        self.click(visitor).await?;
        Ok(began.elapsed() < MAX_DOUBLE_CLICK)
    }

    pub async fn tap(self, visitor: &Visitor) -> Result<(), Failure> {
        let Self { x, y } = self;
        for (kind, points) in [("touchStart", json!([{ "x": x, "y": y }])), ("touchEnd", json!([]))] {
            let event = json!({ "type": kind, "touchPoints": points });
            visitor.commands("Input.dispatchTouchEvent", event).await?;
        }
        Ok(())
    }

    /// False where a busy machine made two single taps of it.
    pub async fn tap_twice(self, visitor: &Visitor) -> Result<bool, Failure> {
        let began = Instant::now();
        self.tap(visitor).await?;
        tokio::time::sleep(DOUBLE).await;
        self.tap(visitor).await?;
        Ok(began.elapsed() < MAX_DOUBLE_CLICK)
    }
}

/// Types into the focused element.
pub async fn types(visitor: &Visitor, text: &str) -> Result<(), Failure> {
    for character in text.chars() {
        let key = character.to_string();
        let event = json!({ "type": "keyDown", "key": key, "text": key, "unmodifiedText": key });
        visitor.commands("Input.dispatchKeyEvent", event).await?;
        visitor
            .commands("Input.dispatchKeyEvent", json!({ "type": "keyUp", "key": key }))
            .await?;
    }
    Ok(())
}

/// Holds a key down for a number of repetitions; `text` is the character that it types.
pub async fn holds(visitor: &Visitor, key: &str, code: u32, text: &str, repetitions: u32) -> Result<(), Failure> {
    for repeated in 0..=repetitions {
        let event = json!({
            "type": if text.is_empty() { "rawKeyDown" } else { "keyDown" }, "key": key, "code": key, "text": text,
            "windowsVirtualKeyCode": code, "autoRepeat": repeated > 0,
        });
        visitor.commands("Input.dispatchKeyEvent", event).await?;
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
    let event = json!({ "type": "keyUp", "key": key, "code": key, "windowsVirtualKeyCode": code });
    visitor.commands("Input.dispatchKeyEvent", event).await.map(|_| ())
}

/// Holds Enter down for a number of repetitions.
pub async fn enters(visitor: &Visitor, repetitions: u32) -> Result<(), Failure> {
    holds(visitor, "Enter", 13, "\r", repetitions).await
}

/// The focused element, as its test id or part, else its tag.
pub async fn focus(visitor: &Visitor) -> Result<String, Failure> {
    let script = "let at = document.activeElement; while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement; \
                  return at?.dataset.testid || at?.getAttribute('part') || at?.className || at?.localName || '';";
    visitor.runs(script).await
}

/// A script's result, which it passes to its last argument.
pub async fn ask(visitor: &Visitor, script: &str) -> Result<Value, Failure> {
    visitor.ask(script, Vec::new()).await
}
