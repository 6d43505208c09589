//! Cuts a text into what is synthesised at a time.
//!
//! A sentence is spoken best as a whole, since its melody spans it, but the first sound must come early and an engine's
//! buffers are finite: a very long sentence is cut at a clause or, failing that, between words.

use unicode_segmentation::UnicodeSegmentation;

/// A sentence up to this many characters is never cut.
const LONG: usize = 220;

/// Words whose full stop ends no sentence where another follows on the same line.
const ABBREVIATIONS: [&str; 16] = [
    "Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "St.", "Jr.", "Sr.", "Gen.", "Col.", "No.", "vs.", "e.g.", "i.e.", "approx.",
    "Mt.",
];

/// The sentences of `text` in order, each without white space at its ends and with single spaces inside, none empty, none
/// longer than [`LONG`] characters. Stretches without a letter or digit are left out.
pub(crate) fn sentences(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for paragraph in paragraphs(text) {
        let mut open = String::new();
        for sentence in paragraph.unicode_sentences() {
            let words: Vec<&str> = sentence.split_whitespace().collect();
            if !open.is_empty() {
                open.push(' ');
            }
            open.push_str(&words.join(" "));
            if !words.last().is_some_and(|word| is_abbreviation(word)) {
                cut(&open, &mut out);
                open.clear();
            }
        }
        cut(&open, &mut out);
    }
    out
}

/// Lines joined to paragraphs: a line that begins with a small letter goes on with the line before, as in text that was
/// wrapped at some width; any other begins anew, as in a list.
fn paragraphs(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for line in text
        .split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'])
        .map(str::trim)
    {
        match out.last_mut() {
            Some(last) if !last.is_empty() && line.starts_with(char::is_lowercase) => {
                last.push(' ');
                last.push_str(line);
            }
            _ => out.push(line.to_owned()),
        }
    }
    out
}

/// Also an initial, as in `J. Smith`.
fn is_abbreviation(word: &str) -> bool {
    let mut letters = word.chars();
    let initial = letters.next().is_some_and(|c| c.is_uppercase() && c != 'I') && letters.as_str() == ".";
    initial || ABBREVIATIONS.contains(&word)
}

/// Appends `sentence`, in pieces of at most [`LONG`] characters.
fn cut(sentence: &str, out: &mut Vec<String>) {
    let mut rest = sentence.trim();
    while !rest.is_empty() {
        let (piece, after) = match rest.char_indices().nth(LONG) {
            None => (rest, ""),
            Some((limit, _)) => {
                let window = rest.get(..limit).unwrap_or(rest);
                // A clause only in the second half of the window, so that no cut leaves a stub.
                let half = window.char_indices().nth(LONG / 2).map_or(0, |(at, _)| at);
                let at = space(window, |before| {
                    before.len() >= half && before.ends_with([',', ';', ':', ')'])
                })
                .or_else(|| space(window, |before| !before.is_empty()))
                .unwrap_or(limit);
                rest.split_at_checked(at).unwrap_or((rest, ""))
            }
        };
        let piece = piece.trim();
        if piece.contains(char::is_alphanumeric) {
            out.push(piece.to_owned());
        }
        rest = after.trim_start();
    }
}

/// Where the last white space of `window` is that has before it what `fits`.
fn space(window: &str, fits: impl Fn(&str) -> bool) -> Option<usize> {
    window
        .char_indices()
        .rev()
        .filter(|(_, c)| c.is_whitespace())
        .map(|(at, _)| at)
        .find(|at| fits(window.get(..*at).unwrap_or("")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        assert_eq!(
            sentences("Hello there! Dr. Smith and J. Doe paid 3.50 today. Is it\nwrapped? Yes"),
            [
                "Hello there!",
                "Dr. Smith and J. Doe paid 3.50 today.",
                "Is it wrapped?",
                "Yes"
            ]
        );
        assert_eq!(sentences("Apples\nPears\n\nplums"), ["Apples", "Pears", "plums"]);
        assert!(sentences(" \n ... !? 😀 ").is_empty());
    }

    #[test]
    fn a_long_sentence_is_cut_at_a_clause_or_a_word() {
        let clauses = format!("{} end, {}", "word ".repeat(35).trim(), "more ".repeat(30));
        let cut = sentences(&clauses);
        assert!(cut.len() > 1 && cut[0].ends_with("end,"), "{cut:?}");
        let words = sentences(&"word ".repeat(200));
        assert!(
            words.iter().all(|piece| piece.split(' ').all(|word| word == "word")),
            "{words:?}"
        );
        assert_eq!(sentences(&"a".repeat(1_000)).concat().len(), 1_000);
    }

    proptest! {
        #[test]
        fn no_letter_is_lost_and_no_piece_is_long(text in "(?s).{0,600}") {
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            let pieces = sentences(&text);
            prop_assert_eq!(letters(&pieces.concat()), letters(&text));
            for piece in &pieces {
                prop_assert!(piece.chars().count() <= LONG && !piece.is_empty() && piece.trim() == piece);
            }
        }
    }
}
