//! The quick question whether a text needs cleaning at all.

/// Dots that are an ellipsis; more are a leader, as in a table of contents.
const ELLIPSIS: usize = 3;

/// Whether cleaning would certainly leave this text as it is. False for a text with markup, and for one with anything unusual in it:
/// an ampersand, two spaces in a row, a combining accent.
///
/// A caller for whom cleaning is expensive asks this first. It costs one pass over the text, and no table of Unicode properties.
///
/// ```
/// use streaming_avatar_text::is_plain;
///
/// assert!(is_plain("Good morning! It's 7:30, and 20 % off."));
/// assert!(!is_plain("**Good** morning"));
/// ```
pub fn is_plain(text: &str) -> bool {
    let mut paragraphs = text.split('\n').peekable();
    let mut empty_before = true;
    while let Some(line) = paragraphs.next() {
        // One empty line between paragraphs stays, at the beginning and at the end there is none.
        if line.is_empty() {
            if empty_before || paragraphs.peek().is_none() {
                return text.is_empty();
            }
            empty_before = true;
            continue;
        }
        empty_before = false;
        if !is_plain_line(line) {
            return false;
        }
    }
    true
}

fn is_plain_line(line: &str) -> bool {
    // A line of nothing but signs is a rule; one that begins with a hyphen is an entry of a list.
    if !line.chars().any(is_letter) || line.starts_with([' ', '-']) || line.ends_with(' ') {
        return false;
    }
    // How many dots there are since the last character that is neither dot nor space, and what was just before.
    let (mut dots, mut before) = (0, '\n');
    for character in line.chars() {
        match character {
            ' ' if before == ' ' => return false,
            '-' if before == '-' => return false,
            '.' => dots += 1,
            '…' => dots += ELLIPSIS,
            ' ' | '-' => {}
            _ if is_letter(character) || is_mark(character) => {}
            _ => return false,
        }
        match character {
            '.' | '…' if dots > ELLIPSIS || (before == ' ' && dots > 1) => return false,
            '.' | '…' | ' ' => {}
            _ => dots = 0,
        }
        before = character;
    }
    true
}

/// Letters, digits and pictures that are in their normal form (Unicode's form KC) whatever stands beside them.
fn is_letter(character: char) -> bool {
    matches!(
        character,
        '0'..='9' | 'A'..='Z' | 'a'..='z'
            // Latin, but for ligatures and letters in disguise.
            | 'À'..='ÿ'
            | '\u{100}'..='\u{131}'
            | '\u{134}'..='\u{13e}'
            | '\u{141}'..='\u{148}'
            | '\u{14a}'..='\u{17e}'
            // Greek, Cyrillic, Hebrew, Arabic without vowel signs.
            | '\u{388}'..='\u{3ce}'
            | '\u{400}'..='\u{45f}'
            | '\u{5d0}'..='\u{5ea}'
            | '\u{621}'..='\u{64a}'
            // Hiragana, Katakana, Chinese characters, Hangul syllables.
            | '\u{3041}'..='\u{3096}'
            | '\u{30a1}'..='\u{30fc}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7a3}'
            // Emoji of one character.
            | '\u{1f300}'..='\u{1f64f}'
            | '\u{1f680}'..='\u{1f6ff}'
    )
}

/// Punctuation that marks nothing up.
fn is_mark(character: char) -> bool {
    matches!(
        character,
        ',' | ';'
            | ':'
            | '!'
            | '?'
            | '\''
            | '"'
            | '('
            | ')'
            | '%'
            | '$'
            | '/'
            | '@'
            | '¡'
            | '¿'
            | '«'
            | '»'
            | '£'
            | '€'
            | '°'
            | '§'
            | '–'
            | '—'
            | '\u{2018}'
            ..='\u{201e}'
                | '،'
                | '؛'
                | '؟'
                | '、'
                | '。'
                | '「'
                | '」'
                | '『'
                | '』'
                | '！'
                | '，'
                | '：'
                | '；'
                | '？'
                | '（'
                | '）'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    #[test]
    fn everyday_sentences_are_plain() {
        for text in [
            "",
            "Good morning! It's 7:30, and the sale gives you 20 % off (until Friday).",
            "Well... that's a well-known \"fact\" – see https://example.org/a/b.html, please.",
            "Grüße aus Köln: „Wie geht’s?“",
            "¿Qué tal? ¡Muy bien!",
            "L’été à l’hôtel… « enfin »",
            "Olá, como vai você? Amanhã não.",
            "مرحبا، كيف حالك؟",
            "こんにちは。元気ですか？",
            "你好，世界！",
            "One line\nand another.\n\nA new paragraph 🎉",
        ] {
            assert!(is_plain(text), "{text:?}");
        }
    }

    #[test]
    fn markup_and_oddities_are_not_plain() {
        for text in [
            "**bold**",
            "# Title",
            "- entry",
            "One\n- two",
            "a  b",
            " a",
            "a ",
            "a\n",
            "\na",
            "a\n\n\nb",
            "Chapter .... 5",
            "Chapter . . . 5",
            "yes…. no",
            "...",
            "a -- b",
            "AT&amp;T",
            "<b>x</b>",
            "`code`",
            "[a](b.c)",
            "𝐇𝐞𝐥𝐥𝐨",
            "cafe\u{301}",
            "ﬁne",
            "soft\u{ad}hyphen",
            "a\tb",
            "a\r\nb",
        ] {
            assert!(!is_plain(text), "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1024))]

        /// The property that callers rely on, over texts that are near the border.
        #[test]
        fn cleaning_leaves_a_plain_text_as_it_is(
            text in "([a-zÀ-ÿ\u{100}-\u{17f}\u{370}-\u{45f}0-9]{1,4}|[ .…,;:!?'\"()%$/@\n–—-]{1,3}|[\u{5d0}-\u{64a}\u{3001}-\u{3099}\u{30a0}-\u{30ff}\u{ac00}\u{1f300}-\u{1f6ff}]|[*_~`#&<>|=+•·]){0,12}",
        ) {
            if is_plain(&text) {
                let clean = crate::clean_with(&text, |part| part.nfkc().collect());
                prop_assert_eq!(clean, text);
            }
        }

        #[test]
        fn any_text_is_answered(text in any::<String>()) {
            if is_plain(&text) {
                let clean = crate::clean_with(&text, |part| part.nfkc().collect());
                prop_assert_eq!(clean, text);
            }
        }
    }
}
