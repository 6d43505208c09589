//! Layout checks of a page at every window size.

use serde_json::{Value, json};

use crate::{Browser, Failure, Size, Visitor, artifacts};

const LAYOUT: &str = include_str!("page/layout.js");
const FOCUS: &str = include_str!("page/focus.js");

/// The window sizes that a page must fit, with the names of their pictures: phones in both orientations, a tablet, a
/// desk, and a page at 400 % zoom in a window of 1280 by 1024.
const WINDOWS: [(&str, Size); 7] = [
    ("320", size(320, 568)),
    ("360", size(360, 740)),
    ("390", Size::PHONE),
    ("768", Size::TABLET),
    ("1440", Size::DESK),
    ("844x390", size(844, 390)),
    ("400-percent", size(320, 256)),
];

const fn size(width: u32, height: u32) -> Size {
    Size { width, height }
}

/// Findings, collected so that one run reports all.
#[derive(Debug, Default)]
pub struct Layout(Vec<String>);

impl Layout {
    /// Checks the page in its present state at every size, and saves a screenshot of each as
    /// `artifacts/<when>-<size>.png`.
    pub async fn look(&mut self, browser: &Browser, visitor: &Visitor, when: &str) -> Result<(), Failure> {
        self.look_within(browser, visitor, "html", when).await
    }

    /// The same for the controls in the part of the page that a selector names: that part may overlap the rest.
    pub async fn look_within(
        &mut self,
        browser: &Browser,
        visitor: &Visitor,
        part: &str,
        when: &str,
    ) -> Result<(), Failure> {
        for (name, size) in WINDOWS {
            browser.resize(size).await?;
            let found: Vec<String> = visitor.ask(LAYOUT, vec![json!(part)]).await?;
            self.0
                .extend(found.into_iter().map(|wrong| format!("{when}, {name}: {wrong}")));
            let path = artifacts(&format!("{when}-{name}.png"))?;
            visitor.takes_a_picture_for(&path).await?;
        }
        browser.resize(Size::DESK).await
    }

    /// Checks that the focus is visible with forced colours, and that nothing moves with `prefers-reduced-motion`.
    pub async fn look_with_preferences(
        &mut self,
        browser: &Browser,
        visitor: &Visitor,
        when: &str,
    ) -> Result<(), Failure> {
        browser.prefers("forced-colors", "active").await?;
        visitor.presses_tab().await?;
        let unseen: Vec<String> = visitor.ask(FOCUS, Vec::new()).await?;
        let unseen = unseen.into_iter();
        self.0
            .extend(unseen.map(|part| format!("{when}, forced colours: the focus on {part} is not seen")));
        visitor
            .takes_a_picture_for(&artifacts(&format!("{when}-forced-colours.png"))?)
            .await?;
        browser.prefers("prefers-reduced-motion", "reduce").await?;
        let moving = "return document.getAnimations().length";
        let moving: Value = visitor.runs(moving).await?;
        if moving != 0 {
            self.0.push(format!("{when}, reduced motion: {moving} animations run"));
        }
        browser.prefer_dark(false).await
    }

    /// Fails where there is a finding.
    pub fn is_sound(&self) -> Result<(), Failure> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Failure::Seen(self.0.join("\n")))
        }
    }
}
