//! Cuts a text into what is synthesised at a time.
//!
//! A sentence is spoken best as a whole, since its melody spans it, but the first sound must come early and an engine's
//! buffers are finite: a very long sentence is cut at a clause or, failing that, between words.

use unicode_segmentation::UnicodeSegmentation;

/// A sentence up to this many characters is never cut.
const LONG: usize = 220;

/// The sentences of `text` in order, trimmed, none empty, none longer than [`LONG`] characters.
pub(crate) fn sentences(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for paragraph in text.split(['\n', '\r', '\u{2028}', '\u{2029}']) {
        for sentence in paragraph.unicode_sentences() {
            let words: Vec<&str> = sentence.split_whitespace().collect();
            cut(&words.join(" "), &mut out);
        }
    }
    out
}

/// Appends `sentence`, in pieces of at most [`LONG`] characters.
fn cut(sentence: &str, out: &mut Vec<String>) {
    let mut rest = sentence.trim();
    while !rest.is_empty() {
        let (piece, after) = match rest.char_indices().nth(LONG) {
            None => (rest, ""),
            Some((limit, _)) => {
                let window = rest.get(..limit).unwrap_or(rest);
                // The second half of the window, so that no cut leaves a stub.
                let half = window.char_indices().nth(LONG / 2).map_or(0, |(at, _)| at);
                let at = last_break(window, half, is_clause_end)
                    .or_else(|| last_break(window, 0, char::is_whitespace))
                    .unwrap_or(limit);
                rest.split_at_checked(at).unwrap_or((rest, ""))
            }
        };
        let piece = piece.trim();
        if !piece.is_empty() {
            out.push(piece.to_owned());
        }
        rest = after.trim_start();
    }
}

/// The byte after the last character of `window`, not before byte `from`, that `breaks` accepts.
fn last_break(window: &str, from: usize, breaks: fn(char) -> bool) -> Option<usize> {
    window
        .char_indices()
        .rev()
        .take_while(|(at, _)| *at >= from)
        .find(|(_, c)| breaks(*c))
        .map(|(at, c)| at + c.len_utf8())
        .filter(|at| *at > 0)
}

fn is_clause_end(c: char) -> bool {
    matches!(c, ',' | ';' | ':' | ')' | '、' | '，' | '；' | '：' | '。')
}
