//! The text box.

use crate::words::Phrase;

/// So many characters are sent at once, some ten minutes of speech.
const MAX_TEXT: usize = 10_000;
/// From so many characters on they are counted where the visitor sees it.
const COUNTED: usize = 4_000;

/// The text box as it is seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Composer {
    /// The text in it.
    pub text: String,
    /// Whether the text can be sent.
    pub sendable: bool,
    /// How long the text is, in words, where that is worth saying.
    pub count: Option<Phrase>,
    /// Whether the text is too long to be sent.
    pub over: bool,
}

/// The text in the box, without white space around it.
pub(crate) fn trimmed(text: &str) -> &str {
    text.trim()
}

/// The visible state of the text box. `closed`: whether nothing can be sent just now.
pub(crate) fn view(text: &str, closed: bool) -> Composer {
    let length = trimmed(text).chars().count();
    let over = length > MAX_TEXT;
    let count = (length >= COUNTED).then(|| {
        let number = |number: usize| crate::decimal::decimal(number as u32);
        Phrase::with(
            if over { "over" } else { "" },
            [&number(length), " / ", &number(MAX_TEXT)].concat(),
        )
    });
    Composer {
        text: text.to_owned(),
        sendable: length > 0 && !over && !closed,
        count,
        over,
    }
}

/// A text that goes back into the box; what is in there stays behind it.
pub(crate) fn put_back(text: &str, draft: &str) -> String {
    if trimmed(draft).is_empty() {
        text.to_owned()
    } else if draft.starts_with(text) {
        draft.to_owned()
    } else {
        [text, "\n", draft].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_counted_and_too_long_ones_stay() {
        assert_eq!(
            view("  ", false),
            Composer {
                text: "  ".into(),
                ..Composer::default()
            }
        );
        assert!(view(" a ", false).sendable && !view(" a ", true).sendable);
        let counted = view(&"a".repeat(COUNTED), false);
        assert_eq!(counted.count, Some(Phrase::with("", "4000 / 10000")));
        assert!(counted.sendable);
        let over = view(&"ü".repeat(MAX_TEXT + 1), false);
        assert_eq!(over.count, Some(Phrase::with("over", "10001 / 10000")));
        assert!(over.over && !over.sendable);
    }

    #[test]
    fn what_goes_back_drops_nothing() {
        assert_eq!(put_back("One.", " "), "One.");
        assert_eq!(put_back("One.", "Two."), "One.\nTwo.");
        assert_eq!(put_back("One.", "One.\nTwo."), "One.\nTwo.", "pressed twice");
    }
}
