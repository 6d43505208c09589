//! Phonemes: from a sentence to the phoneme ids that a model takes.

use unicode_normalization::UnicodeNormalization;

use crate::config::{BEGIN, Config, END, PAD};

/// Clauses of a sentence that are told apart; more are one.
const MAX_CLAUSES: usize = 24;

/// A stretch of a sentence between two marks, and the mark that ends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    pub words: String,
    pub mark: char,
}

/// The clauses of a sentence. A mark ends one where white space follows: `3.5` and `10:30` stay whole.
pub fn clauses(sentence: &str) -> Vec<Clause> {
    let mut out: Vec<Clause> = Vec::new();
    let mut words = String::new();
    let mut letters = sentence.chars().peekable();
    let mut end = |words: &mut String, mark: char| {
        if words.chars().any(char::is_alphanumeric) {
            out.push(Clause {
                words: words.trim().to_owned(),
                mark,
            });
        } else if let Some(last) = out.last_mut() {
            // "Really?!" ends with the stronger of its marks.
            last.mark = if matches!(last.mark, '?' | '!') {
                last.mark
            } else {
                mark
            };
        }
        words.clear();
    };
    while let Some(letter) = letters.next() {
        let mark = match letter {
            ',' | '，' | '、' => Some(','),
            ';' | '；' => Some(';'),
            ':' | '：' => Some(':'),
            '.' | '。' | '…' => Some('.'),
            '?' | '？' => Some('?'),
            '!' | '！' => Some('!'),
            '\u{2013}' | '\u{2014}' => Some(','),
            _ => None,
        };
        let closes = mark.filter(|_| {
            let wide = !letter.is_ascii();
            wide || letters.peek().is_none_or(|next| !next.is_alphanumeric())
        });
        match closes {
            Some(mark) => end(&mut words, mark),
            // Square brackets are commands to espeak-ng, and a line's end ends a clause.
            None if matches!(letter, '[' | ']' | '\n' | '\r') || letter.is_control() => words.push(' '),
            None => words.push(letter),
        }
    }
    end(&mut words, '.');
    if out.len() > MAX_CLAUSES {
        let rest = out.split_off(MAX_CLAUSES - 1);
        let mark = rest.last().map_or('.', |last| last.mark);
        let words: Vec<String> = rest.into_iter().map(|clause| clause.words).collect();
        out.push(Clause {
            words: words.join(" "),
            mark,
        });
    }
    out
}

/// The phonemes in what espeak-ng printed for a clause: its lines joined, without the signs for a change of language.
pub fn printed(output: &str) -> String {
    let mut out = String::with_capacity(output.len());
    let mut within = false;
    for letter in output.trim().chars() {
        match letter {
            '(' => within = true,
            ')' => within = false,
            _ if within => {}
            '\n' | '\r' | '\t' => out.push(' '),
            // Joiners within affricates.
            '\u{200d}' | '\u{361}' => {}
            letter => out.push(letter),
        }
    }
    out
}

/// A sentence as a model takes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbered {
    /// The numbers of its phonemes, with the signs around and between them.
    pub ids: Vec<i32>,
    /// For each phoneme its character and the place of its first number.
    pub phonemes: Vec<(char, usize)>,
}

/// The numbers of the clauses' phonemes. A phoneme that the model does not know is left out.
pub fn numbered(clauses: &[(String, char)], config: &Config) -> Numbered {
    let mut out = Numbered::default();
    let ids = |sign: char| config.ids.get(&sign).map_or(&[][..], Vec::as_slice);
    out.ids.extend(ids(BEGIN));
    out.ids.extend(ids(PAD));
    for (nth, (phonemes, mark)) in clauses.iter().enumerate() {
        let between = (nth > 0).then_some(' ');
        let all = between.into_iter().chain(phonemes.nfd()).chain([*mark]);
        for phoneme in all.filter(|phoneme| ![BEGIN, END, PAD].contains(phoneme)) {
            let numbers = ids(phoneme);
            if numbers.is_empty() {
                continue;
            }
            out.phonemes.push((phoneme, out.ids.len()));
            for number in numbers {
                out.ids.push(*number);
                out.ids.extend(ids(PAD));
            }
        }
    }
    out.ids.extend(ids(END));
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::config::tests::description;

    fn config() -> Config {
        Config::parse(&description().to_string()).unwrap()
    }

    fn cut(sentence: &str) -> Vec<(String, char)> {
        clauses(sentence)
            .into_iter()
            .map(|clause| (clause.words, clause.mark))
            .collect()
    }

    fn clause(words: &str, mark: char) -> (String, char) {
        (words.to_owned(), mark)
    }

    #[test]
    fn a_sentence_is_cut_at_its_marks() {
        assert_eq!(cut("Hello there!"), [clause("Hello there", '!')]);
        assert_eq!(
            cut("It is 3.5, at 10:30; why?!"),
            [clause("It is 3.5", ','), clause("at 10:30", ';'), clause("why", '?')]
        );
        assert_eq!(cut("One \u{2014} two…"), [clause("One", ','), clause("two", '.')]);
        assert_eq!(cut("no mark"), [clause("no mark", '.')]);
        assert_eq!(cut("...!"), []);
        assert_eq!(cut("a [[b]] c\nd"), [clause("a   b   c d", '.')]);
    }

    #[test]
    fn the_numbers_are_those_of_piper() {
        // "Hello." as piper-tts numbers it: begin, then each phoneme followed by a pad, then end.
        let numbered = numbered(&[("həlˈoʊ".into(), '.')], &config());
        let map = |sign: char| config().ids[&sign][0];
        let mut expected = vec![map('^'), 0];
        for phoneme in ['h', 'ə', 'l', 'ˈ', 'o', 'ʊ', '.'] {
            expected.extend([map(phoneme), 0]);
        }
        expected.push(map('$'));
        assert_eq!(numbered.ids, expected);
        assert_eq!(numbered.phonemes[0], ('h', 2));
        assert_eq!(numbered.phonemes[6], ('.', 14));
    }

    #[test]
    fn strange_phonemes_and_signs_of_the_model_are_left_out() {
        assert_eq!(printed("(en)həlˈoʊ(fr)\nðɛɹ\n"), "həlˈoʊ ðɛɹ");
        let plain = numbered(&[("hə".into(), '.')], &config());
        assert_eq!(numbered(&[("^h$_ꙮə".into(), '.')], &config()), plain);
    }

    proptest! {
        #[test]
        fn every_sentence_has_numbers_of_the_model(sentence in "\\PC{0,120}") {
            let config = config();
            let clauses = cut(&sentence);
            prop_assert!(clauses.len() <= MAX_CLAUSES);
            let numbered = numbered(&clauses, &config);
            prop_assert!(numbered.ids.iter().all(|id| config.ids.values().flatten().any(|known| known == id)));
            prop_assert!(numbered.phonemes.iter().all(|(_, at)| *at < numbered.ids.len()));
            for (words, _) in clauses {
                prop_assert!(!words.contains(['[', ']', '\n']), "{}", words);
            }
        }
    }
}
