//! JSON with lone surrogates: characters that were cut in half.

use serde_json::Value;

/// The JSON in these bytes, also where it has halves of characters or what is no text; `None` where it is no JSON.
pub(crate) fn json(bytes: &[u8]) -> Option<Value> {
    serde_json::from_slice(bytes).ok().or_else(|| {
        let text = String::from_utf8_lossy(bytes);
        let mended = mended(&text);
        serde_json::from_str(mended.as_deref().unwrap_or(&text)).ok()
    })
}

/// JSON with U+FFFD in place of halves of surrogate pairs; none where there is no half.
///
/// JavaScript's texts are made of UTF-16, so whoever cuts one at a length can cut a character in half, and `JSON.stringify` writes
/// the half as an escape (ECMA-262, `QuoteJSONString`).
pub fn mended(json: &str) -> Option<String> {
    let (mut mended, mut kept) = (String::new(), 0);
    let mut at = 0;
    while let Some(found) = json.get(at..).and_then(|rest| rest.find('\\')) {
        let start = at + found;
        let Some(unit) = unit(json, start) else {
            // Another escape: two characters, of which the second may be a backslash.
            at = start + 1 + json.get(start + 1..)?.chars().next().map_or(0, char::len_utf8);
            continue;
        };
        let paired = (0xd800..0xdc00).contains(&unit)
            && self::unit(json, start + ESCAPE).is_some_and(|second| (0xdc00..0xe000).contains(&second));
        at = start + if paired { 2 * ESCAPE } else { ESCAPE };
        if !paired && (0xd800..0xe000).contains(&unit) {
            mended += json.get(kept..start)?;
            mended += "\\ufffd";
            kept = at;
        }
    }
    if kept == 0 {
        return None;
    }
    mended += json.get(kept..)?;
    Some(mended)
}

/// The length of an escape such as `\ud83d`.
const ESCAPE: usize = 6;

/// The UTF-16 unit that an escape at this place stands for.
fn unit(json: &str, at: usize) -> Option<u16> {
    let digits = json.get(at..at + ESCAPE)?.strip_prefix("\\u")?;
    let plain = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    plain.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_replaced_and_pairs_are_not() {
        for (json, expected) in [
            (r#""\ud83d""#, Some(r#""\ufffd""#)),
            (r#""\ude00 after""#, Some(r#""\ufffd after""#)),
            (r#""\ud83d\ud83d\ude00""#, Some(r#""\ufffd\ud83d\ude00""#)),
            (r#""\uD83D\n\uDE00""#, Some(r#""\ufffd\n\ufffd""#)),
            (r#""a\\\ud83d""#, Some(r#""a\\\ufffd""#)),
            (r#""\ud83d\ude00""#, None),
            (r#""\\ud83d""#, None),
            (r#""\u00e4\"""#, None),
            (r#""\ud8"#, None),
            ("\\", None),
            ("\\\u{e4}\\ud83d", Some("\\\u{e4}\\ufffd")),
        ] {
            assert_eq!(mended(json).as_deref(), expected, "{json}");
        }
    }
}
