//! Cutting a text at its sentences, so that the first sound comes early.

/// Texts up to this many characters are said in one piece.
const SHORT_TEXT: usize = 80;
/// A sentence shorter than this many characters goes together with the next.
const SHORT_SENTENCE: usize = 24;

/// Cuts a text after its sentences. Nothing but white space is lost; a text without a place to cut is one piece.
///
/// A sentence ends with a mark that closes one, and white space after it; marks of scripts that use no spaces end it alone.
/// A full stop after a single letter or a capitalised one of two ("J.", "Dr.") ends none.
pub(crate) fn split(text: &str) -> Vec<String> {
    let text = text.trim();
    if text.chars().nth(SHORT_TEXT).is_none() {
        return vec![text.to_owned()];
    }
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut letters = 0;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        piece.push(character);
        letters += 1;
        let cut = match character {
            '。' | '！' | '？' | '｡' | '।' | '॥' | '\n' => true,
            '.' | '!' | '?' | '…' | '؟' | '۔' | '"' | '”' | '»' | ')' | '\'' | '’' => {
                characters.peek().is_some_and(|next| next.is_whitespace()) && closes(&piece)
            }
            _ => false,
        };
        // Closing quotes belong to the sentence before them.
        let quoted = matches!(characters.peek(), Some('」' | '』' | '）' | '”' | '"'));
        if cut && !quoted && letters >= SHORT_SENTENCE {
            keep(&mut pieces, &piece);
            piece.clear();
            letters = 0;
        }
    }
    keep(&mut pieces, &piece);
    pieces
}

/// Cuts a text into pieces of at most so many characters: after sentences, else between words, else anywhere.
pub(crate) fn within(text: &str, longest: usize) -> Vec<String> {
    let text = text.trim();
    let longest = longest.max(1);
    if text.chars().nth(longest).is_none() {
        return vec![text.to_owned()];
    }
    let mut pieces = Vec::new();
    let mut piece = String::new();
    for sentence in split(text) {
        let room = longest.saturating_sub(piece.chars().count() + 1);
        if sentence.chars().nth(room).is_some() {
            keep(&mut pieces, &piece);
            piece.clear();
        }
        let mut rest = sentence.as_str();
        while let Some((end, _)) = rest.char_indices().nth(longest) {
            let (head, _) = rest.split_at_checked(end).unwrap_or((rest, ""));
            let cut = head
                .rfind(char::is_whitespace)
                .filter(|space| *space > 0)
                .unwrap_or(end);
            let (head, tail) = rest.split_at_checked(cut).unwrap_or((rest, ""));
            keep(&mut pieces, head);
            rest = tail.trim_start();
        }
        if !piece.is_empty() {
            piece.push(' ');
        }
        piece.push_str(rest);
    }
    keep(&mut pieces, &piece);
    pieces
}

fn keep(pieces: &mut Vec<String>, piece: &str) {
    let piece = piece.trim();
    if !piece.is_empty() {
        pieces.push(piece.to_owned());
    }
}

/// Whether what was read so far ends with the end of a sentence rather than with an abbreviation.
fn closes(piece: &str) -> bool {
    let bare = piece.trim_end_matches(['"', '”', '»', ')', '\'', '’']);
    if bare.ends_with(['!', '?', '…', '؟', '۔']) {
        return true;
    }
    let Some(before) = bare.strip_suffix('.') else {
        return false;
    };
    let word = before
        .rsplit(|c: char| c.is_whitespace() || c == '.')
        .next()
        .unwrap_or("");
    let mut letters = word.chars();
    let (first, length) = (letters.next(), word.chars().count());
    match first {
        None => false,
        Some(first) if first.is_ascii_digit() || length > 2 => true,
        // Asked of ASCII alone: the tables of all scripts' capitals weigh more than this whole file.
        Some(first) => length == 2 && first.is_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_short_text_stays_whole() {
        assert_eq!(split(" Hello. How are you? "), ["Hello. How are you?"]);
    }

    #[test]
    fn sentences_are_cut_and_abbreviations_are_not() {
        let text = "Dr. Smith came at 3.30 p.m. to see J. Doe. He asked: \"How is the weather today?\" Nobody knew it! \
                    So they all went outside to look at the sky.";
        assert_eq!(
            split(text),
            [
                "Dr. Smith came at 3.30 p.m. to see J. Doe.",
                "He asked: \"How is the weather today?\"",
                "Nobody knew it! So they all went outside to look at the sky.",
            ]
        );
    }

    #[test]
    fn a_title_in_mid_sentence_does_not_cut_it() {
        let text =
            "Yesterday in the afternoon we met old Dr. Smith again. He told us all about his journey to the north.";
        let pieces = split(text);
        assert_eq!(pieces.len(), 2);
        assert!(pieces[0].ends_with("Smith again."));
    }

    #[test]
    fn scripts_without_spaces_are_cut_at_their_marks() {
        let sentence = "今日はとても良い天気ですから外に出て歩きましょうと彼は言いました。";
        assert_eq!(split(&sentence.repeat(4)), [sentence; 4]);
    }

    #[test]
    fn pieces_end_with_sentences_where_they_can() {
        let text = "One sentence of five words. Another one of the same length. And a third one to end it.";
        assert_eq!(within(text, 200), [text]);
        assert_eq!(
            within(text, 60),
            [
                "One sentence of five words. Another one of the same length.",
                "And a third one to end it."
            ]
        );
        assert_eq!(within("four five sixes", 5), ["four", "five", "sixes"]);
        assert_eq!(within("abcdefgh", 3), ["abc", "def", "gh"]);
    }

    proptest! {
        #[test]
        fn no_piece_is_too_long_and_nothing_but_space_is_lost(text in "[a-z .!?。\n\u{1F600}]{0,400}", longest in 1..90_usize) {
            let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let pieces = within(&text, longest);
            prop_assert_eq!(bare(&pieces.concat()), bare(&text));
            prop_assert!(pieces.iter().all(|piece| piece.chars().count() <= longest), "{:?}", pieces);
        }

        #[test]
        fn nothing_but_space_is_lost(text in "[a-zA-Z .!?\"。\n…é]{0,400}|\\PC{0,300}") {
            let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let pieces = split(&text);
            prop_assert_eq!(bare(&pieces.concat()), bare(&text));
            prop_assert!(pieces.len() == 1 || pieces.iter().all(|piece| !piece.trim().is_empty()));
        }
    }
}
