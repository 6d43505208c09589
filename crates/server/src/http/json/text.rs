//! From bytes to a text that a JSON parser takes.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

/// The text that bytes stand for. A byte order mark goes before the charset that was declared; what is no text becomes U+FFFD.
pub fn of<'a>(bytes: &'a [u8], charset: Option<&str>) -> Cow<'a, str> {
    let declared = charset.and_then(|charset| Encoding::for_label(charset.as_bytes()));
    let (text, _, _) = declared.unwrap_or(UTF_8).decode(bytes);
    match openai::mended(&text) {
        Some(mended) => Cow::Owned(mended),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn charsets_and_marks() {
        assert_eq!(of(b"\xef\xbb\xbf{}", None), "{}");
        assert_eq!(of(b"\xff\xfe{\0}\0", None), "{}");
        assert_eq!(of(b"\xfc", Some("ISO-8859-1")), "\u{fc}");
        assert_eq!(of(b"\xef\xbb\xbf\xc3\xbc", Some("ISO-8859-1")), "\u{fc}");
        assert_eq!(of(b"\xc3\xbc\xff", Some("nonsense")), "\u{fc}\u{fffd}");
    }

    proptest! {
        #[test]
        fn what_javascript_writes_can_be_read(units in prop::collection::vec(0xd7f0_u16..0xe010, 0..12)) {
            let escapes: String = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
            let json = format!("\"{escapes}\"");
            let read: String = serde_json::from_str(&of(json.as_bytes(), None)).unwrap();
            prop_assert_eq!(read, String::from_utf16_lossy(&units));
        }
    }
}
