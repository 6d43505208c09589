//! Characters that nobody sees, and letters in disguise.

/// The text without invisible characters, with one kind of line break, and with compatibility forms folded: `Ｈｅｌｌｏ` and
/// `𝐇𝐞𝐥𝐥𝐨` become `Hello`, `ﬁ` becomes `fi`, half-width kana become full-width.
pub(crate) fn plain(text: &str, normalize: &impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            // They join or separate letters of Arabic and Indic scripts, and the parts of an emoji. Elsewhere they are noise.
            '\u{200c}' | '\u{200d}' => {
                let joins = |c: char| !c.is_ascii() && !c.is_whitespace() && !is_invisible(c);
                if out.chars().next_back().is_some_and(joins) && characters.peek().copied().is_some_and(joins) {
                    out.push(character);
                }
            }
            c if is_invisible(c) => {}
            '\t' => out.push(' '),
            c if c.is_control() && c != '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    if out.is_ascii() { out } else { fold(&out, normalize) }
}

/// Soft hyphens, joiners, direction marks and overrides, byte order marks, tags; and what stands for a character that could
/// not be read.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffd}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Normalizes the text but for the characters that would lose their meaning: `x²` would become `x2`, `¿½?` `¿1⁄2?`.
/// Full-width punctuation stays as well, because it ends sentences of scripts that use no spaces.
fn fold(text: &str, normalize: &impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(keeps_its_form) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(&normalize(before));
        let kept = from.chars().next().map_or(from.len(), char::len_utf8);
        let (kept, after) = from.split_at_checked(kept).unwrap_or((from, ""));
        out.push_str(kept);
        rest = after;
    }
    out.push_str(&normalize(rest));
    out
}

fn keeps_its_form(character: char) -> bool {
    matches!(
        character,
        '¹' | '²'
            | '³'
            | '¼'
            | '½'
            | '¾'
            | 'ª'
            | 'º'
            | '…'
            | '™'
            | '℠'
            | '№'
            | '！'
            | '，'
            | '：'
            | '；'
            | '？'
            | '（'
            | '）'
            | '～'
    )
}
