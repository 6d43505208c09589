//! Estimates the duration of a text's speech before it is synthesised.

use std::time::Duration;

use crate::speech::{
    language::Language,
    sentences::{Piece, pause},
};

/// How long, in seconds at pace 1, a voice takes for what a text consists of. Measured: see the test `lengths_are_foreseen`.
struct Pace {
    /// Before and after a piece.
    piece: f32,
    letter: f32,
    digit: f32,
    /// A mark within a piece, with its pause.
    mark: f32,
    /// A sign that is said as a word.
    sign: f32,
}

const fn pace(language: Language) -> Pace {
    let letter = match language {
        Language::English => 0.065,
        Language::German => 0.070,
        Language::French => 0.057,
        Language::Spanish => 0.073,
        Language::Italian => 0.076,
    };
    Pace {
        piece: 0.22,
        letter,
        digit: 0.34,
        mark: 0.2,
        sign: 0.5,
    }
}

/// About how long `pieces` will take at `rate`, their pauses included.
pub(crate) fn of<'a>(pieces: impl IntoIterator<Item = &'a Piece>, language: Language, rate: f32) -> Duration {
    let pace = pace(language);
    let mut seconds = 0.0;
    let mut pieces = pieces.into_iter().peekable();
    while let Some(piece) = pieces.next() {
        seconds += pace.piece + pause(piece, pieces.peek().is_none()) as f32 / 1_000.0;
        let mut characters = piece.text.chars().peekable();
        while let Some(character) = characters.next() {
            seconds += match character {
                c if c.is_ascii_digit() => pace.digit,
                // Spelled letter by letter.
                c if c.is_uppercase() && characters.peek().is_some_and(|next| next.is_uppercase()) => 2.5 * pace.letter,
                c if c.is_alphabetic() => pace.letter,
                ',' | ';' | ':' | '(' | ')' if characters.peek() == Some(&' ') => pace.mark,
                '%' | '$' | '€' | '£' | '+' | '=' | '@' | '°' | '§' | '/' | '*' | '#' | '_' | '^' | '~' | '|' => {
                    pace.sign
                }
                _ => 0.0,
            };
        }
    }
    Duration::from_secs_f32(seconds / rate.max(0.1))
}
