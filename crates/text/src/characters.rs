//! Questions about characters, answered without Unicode's tables.

/// Whether the character can be part of a word: a letter or digit, or any other character that is no space, punctuation or
/// mathematical sign.
pub(crate) fn is_word(character: char) -> bool {
    match character {
        '\0'..='\x7f' => character.is_ascii_alphanumeric(),
        'ª' | 'µ' | 'º' => true,
        '\u{80}'..='¿' | '×' | '÷' => false,
        // General punctuation, arrows and mathematical operators, box drawing, CJK punctuation, full-width punctuation.
        '\u{2000}'..='\u{206f}'
        | '\u{2190}'..='\u{22ff}'
        | '\u{2500}'..='\u{257f}'
        | '\u{3000}'..='\u{3003}'
        | '\u{3008}'..='\u{301f}'
        | '\u{ff00}'..='\u{ff0f}'
        | '\u{ff1a}'..='\u{ff20}'
        | '\u{ff3b}'..='\u{ff40}'
        | '\u{ff5b}'..='\u{ff65}' => false,
        _ => !character.is_whitespace(),
    }
}

/// Whether the place has a character that can be part of a word.
pub(crate) fn is_word_at(characters: &[char], at: Option<usize>) -> bool {
    at.and_then(|at| characters.get(at)).is_some_and(|c| is_word(*c))
}

/// Whether the place has a space or a line's end, or lies beyond the text.
pub(crate) fn is_space_at(characters: &[char], at: Option<usize>) -> bool {
    at.and_then(|at| characters.get(at)).is_none_or(|c| c.is_whitespace())
}
