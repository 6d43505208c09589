//! The trouble card: a problem in words, and what to do about it.

use session::Problem;

use crate::control::Control;
use crate::words::Phrase;

/// Problems about which the connection test may say more.
const OF_THE_NETWORK: [&str; 7] = [
    "no-route",
    "relay-refused",
    "unavailable",
    "not-the-api",
    "timed-out",
    "frozen",
    "connection-closed",
];
/// Problems of which the visitor's words say all there is to say.
const PLAIN: [&str; 4] = ["offline", "hidden", "still-counted", "not-started"];

/// A problem, as it is told to the model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trouble {
    /// Its name for programs.
    pub code: String,
    /// The problem and the advice, in English, for the page's operator.
    pub sentence: String,
    /// The service's or the browser's own words; often empty.
    pub detail: String,
}

impl Trouble {
    /// A problem of the session.
    pub fn of(problem: &Problem) -> Self {
        let detail = match problem {
            // The state that lasted too long says nothing to the page's operator.
            Problem::TimedOut(_) => "",
            _ => problem.detail(),
        };
        Self {
            code: problem.name().to_owned(),
            sentence: problem.to_string(),
            detail: detail.to_owned(),
        }
    }

    /// Whether the service refused a text: its writer must read why.
    pub(crate) fn refuses_text(&self) -> bool {
        self.code == "text-refused"
    }
}

/// The card that says what went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Grows with every card: the same number is the same card.
    pub number: u32,
    /// The problem's name for programs.
    pub code: String,
    /// The visitor's words. A language may not have them: then the sentence stands in their place.
    pub words: Phrase,
    /// The English sentence for the page's operator.
    pub sentence: String,
    /// Whether the sentence is worth reading beside the visitor's words.
    pub more: bool,
    /// The service's or the browser's own words; often empty.
    pub detail: String,
    /// Whether the sentence stands beside the visitor's words, not among the details: the visitor is who keeps the page.
    pub aside: bool,
    /// Whether the details are unfolded from the beginning.
    pub unfolded: bool,
    /// Whether it ended the session.
    pub fatal: bool,
    /// The visitor's ways out, beside taking the card away.
    pub next: Vec<Control>,
}

impl Card {
    /// A card for a problem. `edit`: whether a text can be put back into the box; `check`: whether the connection can be tested.
    pub(crate) fn of(trouble: &Trouble, number: u32, fatal: bool, edit: bool, check: bool) -> Self {
        let code = trouble.code.as_str();
        // A text is refused for a reason that its writer must read.
        let unfolded = trouble.refuses_text() && !trouble.detail.is_empty();
        let mut next = Vec::new();
        if edit {
            next.push(Control::Edit);
        }
        if fatal {
            next.push(Control::Retry);
        }
        if check && OF_THE_NETWORK.contains(&code) {
            next.push(Control::Check);
        }
        Self {
            number,
            code: code.to_owned(),
            words: Phrase {
                key: ["problems.", code].concat().into(),
                argument: String::new(),
            },
            sentence: trouble.sentence.clone(),
            more: !unfolded && !PLAIN.contains(&code),
            detail: trouble.detail.clone(),
            aside: false,
            unfolded,
            fatal,
            next,
        }
    }

    /// The lines of the details, where the visitor's words are `known`; empty where there is nothing to unfold.
    pub fn details(&self, known: bool) -> Vec<&str> {
        let sentence = (known && self.more && !self.aside).then_some(self.sentence.as_str());
        let lines = sentence.into_iter().chain([self.detail.as_str()]);
        lines.filter(|line| !line.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use api::{ApiError, ErrorKind};
    use session::PeerProblem;

    use super::*;

    #[test]
    fn a_card_says_what_can_be_done_next() {
        let route = Trouble::of(&Problem::Peer(PeerProblem::NoRoute));
        assert_eq!(
            Card::of(&route, 1, true, false, true).next,
            [Control::Retry, Control::Check]
        );
        assert_eq!(
            Card::of(&route, 1, true, false, false).next,
            [Control::Retry],
            "nothing to test in the page"
        );
        let refused = Problem::Api(ApiError::new(ErrorKind::TextRefused, 400, None, "blocked".into(), None));
        let card = Card::of(&Trouble::of(&refused), 2, false, true, true);
        assert_eq!(card.next, [Control::Edit]);
        assert_eq!(
            (card.words.key.as_ref(), card.unfolded),
            ("problems.text-refused", true)
        );
        assert_eq!(card.details(true), ["blocked"]);
    }

    #[test]
    fn details_are_for_those_who_keep_the_page() {
        let offline = Card::of(&Trouble::of(&Problem::Offline), 1, false, false, true);
        assert!(offline.details(true).is_empty() && offline.details(false).is_empty());
        let said = Trouble::of(&Problem::Peer(PeerProblem::Negotiation("m-line".into())));
        let card = Card::of(&said, 1, true, false, true);
        assert_eq!(card.details(true).len(), 2);
        assert_eq!(card.details(false), ["m-line"]);
        assert!(!card.sentence.contains('('), "{}", card.sentence);
    }
}
