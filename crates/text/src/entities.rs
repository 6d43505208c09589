//! HTML's character references.

use std::borrow::Cow;

/// The longest name or number of a reference, in bytes.
const MAX_LENGTH: usize = 12;

/// Names of U+00A0 to U+00FF, in order.
const LATIN: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute \
    micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave \
    Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml \
    Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth \
    ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

/// Other names, each before its character.
const OTHERS: &str = "quot \" amp & lt < gt > apos ' ndash – mdash — lsquo ‘ rsquo ’ sbquo ‚ ldquo “ rdquo ” bdquo „ lsaquo ‹ \
    rsaquo › hellip … bull • trade ™ euro € minus − ne ≠ le ≤ ge ≥ infin ∞ larr ← rarr → uarr ↑ darr ↓ oelig œ OElig Œ scaron š \
    Scaron Š Yuml Ÿ permil ‰ prime ′ Prime ″ dagger † check ✓ star ☆ hearts ♥ lbrack [ rbrack ] lpar ( rpar ) ast * num # excl ! \
    quest ? comma , period . colon : semi ; percnt % dollar $ commat @ lowbar _ grave ` plus + equals = sol / bsol \\ vert | \
    hyphen -";

/// Names of spaces and of characters that nobody sees.
const SPACES: [&str; 9] = ["ensp", "emsp", "thinsp", "Tab", "NewLine", "zwnj", "zwj", "lrm", "rlm"];

/// The text with its references replaced: by name, by number, and also where they were escaped twice (`&amp;amp;quot;`).
/// Whatever is no reference (`AT&T`, `a && b`) stays.
pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let mut after = from.strip_prefix('&').unwrap_or("");
        // However often the ampersand itself was escaped.
        while let Some(unescaped) = after.strip_prefix("amp;") {
            after = unescaped;
        }
        match reference(after) {
            Some((character, remaining)) => {
                out.extend(character);
                rest = remaining;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character of the reference that follows an ampersand (none where it stands for nothing), and what follows it.
fn reference(text: &str) -> Option<(Option<char>, &str)> {
    let end = text
        .bytes()
        .take(MAX_LENGTH)
        .position(|byte| !byte.is_ascii_alphanumeric() && byte != b'#')
        .unwrap_or(text.len().min(MAX_LENGTH));
    let (name, rest) = text.split_at_checked(end)?;
    let after = rest.strip_prefix(';');
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return Some((numbered(code), after.unwrap_or(rest)));
    }
    let character = named(name)?;
    match after {
        Some(after) => Some((Some(character), after)),
        // As browsers do for the oldest names.
        None if matches!(name, "amp" | "lt" | "gt" | "quot" | "nbsp") => Some((Some(character), rest)),
        None => None,
    }
}

fn named(name: &str) -> Option<char> {
    if let Some(place) = LATIN.split(' ').position(|known| known == name) {
        return char::from_u32(0xa0 + place as u32);
    }
    if SPACES.contains(&name) {
        return Some(' ');
    }
    let mut others = OTHERS.split(' ');
    while let (Some(known), Some(character)) = (others.next(), others.next()) {
        if known == name {
            return character.chars().next();
        }
    }
    None
}

/// The quotes and dashes of Windows' code page 1252, which old pages name by their place there: 128 to 159.
const WINDOWS: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";

fn numbered(code: u32) -> Option<char> {
    match code {
        0 => None,
        128..=159 => WINDOWS.chars().nth(code as usize - 128),
        _ => char::from_u32(code),
    }
}
