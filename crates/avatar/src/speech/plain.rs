//! What of a text is spoken.
//!
//! The engines obey commands in their input: Pico reads `<play file="...">` and puts the file into the sound. What
//! comes from a user is text only, so nothing that could be a command reaches an engine.

/// The longest run of characters between `<` and `>` that is taken for a tag.
const LONGEST_TAG: usize = 200;

/// The text as it may be handed to an engine: without tags, angle brackets, ampersands, backslashes and control characters,
/// with typographic quotes and dashes in the form that the engines' dictionaries know.
///
/// A tag (`<speak>`, `<break time="1s"/>`, `<!-- -->`) is dropped with its brackets, the text around it stays. An angle
/// bracket that is no part of a tag is spoken as a word between spaces or before a digit (`3 < 4`), and dropped otherwise.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if let Some(after) = after_tag(rest) {
            out.push(' ');
            rest = after;
            continue;
        }
        rest = rest.get(next.len_utf8()..).unwrap_or("");
        let compares = out.ends_with(|c: char| c.is_whitespace() || c.is_ascii_digit())
            && rest.starts_with(|c: char| c.is_whitespace() || c.is_ascii_digit());
        match next {
            '<' if compares => out.push_str(" less than "),
            '>' if compares => out.push_str(" greater than "),
            '&' => out.push_str(" and "),
            '<' | '>' | '\\' => out.push(' '),
            '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' | '\u{02bc}' => out.push('\''),
            '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{2033}' | '\u{ab}' | '\u{bb}' => out.push('"'),
            '\u{2010}' | '\u{2011}' => out.push('-'),
            '\u{2012}'..='\u{2015}' => out.push_str(" - "),
            '\u{2026}' => out.push_str("..."),
            // Soft hyphens, joiners, direction marks, variation selectors: seen by nobody, heard by nobody.
            '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' => {}
            c if c.is_control() && !c.is_whitespace() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// What follows the tag that `text` starts with, if it starts with one.
fn after_tag(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('<')?;
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
        return None;
    }
    for (nth, (at, c)) in inner.char_indices().enumerate() {
        match c {
            '>' => return inner.get(at + 1..),
            '<' => return None,
            _ if nth >= LONGEST_TAG => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> String {
        plain(text).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn tags_go_and_text_stays() {
        assert_eq!(
            words("<speak>Hi <break time=\"1s\"/>there</speak><!-- x -->"),
            "Hi there"
        );
        assert_eq!(words("3 < 4 > 2"), "3 less than 4 greater than 2");
        assert_eq!(words("salt & pepper"), "salt and pepper");
        assert_eq!(words("a <b c"), "a b c");
        assert_eq!(words("a<<play file='x'>b"), "a b");
    }

    proptest! {
        #[test]
        fn nothing_that_could_be_a_command_is_left(text in prop_oneof!["(?s).{0,300}", "[<>&a-z/ \"'\\\\\0]{0,300}"]) {
            prop_assert!(!plain(&text).contains(['<', '>', '&', '\\', '\0']));
        }
    }
}
