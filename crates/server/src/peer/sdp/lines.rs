//! The lines of a description, whatever their ends.

use std::borrow::Cow;

/// A line `type=value`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Its number in the text, from 1.
    pub number: usize,
    /// Its type, in lower case.
    pub kind: char,
    /// The text behind the equals sign, without blanks around it.
    pub value: &'a str,
}

/// One form for all line ends: CR LF as RFC 8866 asks, LF as many write, CR alone, and `\r\n` as four letters where a text was
/// escaped twice on its way through JSON.
pub fn with_plain_ends(text: &str) -> Cow<'_, str> {
    let text = text.trim_start_matches('\u{feff}');
    let escaped = !text.contains(['\r', '\n']) && text.contains("\\n");
    if escaped {
        return Cow::Owned(text.replace("\\r", "").replace("\\n", "\n"));
    }
    if !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// The lines that have a type. Lines without one are left out.
pub fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    text.split('\n').enumerate().filter_map(|(at, line)| {
        let (kind, value) = line.split_once('=')?;
        let mut letters = kind.trim().chars();
        let kind = letters.next().filter(char::is_ascii_alphabetic)?;
        letters.next().is_none().then_some(Line {
            number: at + 1,
            kind: kind.to_ascii_lowercase(),
            value: value.trim(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(usize, char, String)> {
        let text = with_plain_ends(text);
        lines(&text)
            .map(|line| (line.number, line.kind, line.value.to_owned()))
            .collect()
    }

    #[test]
    fn every_line_end_reads_alike() {
        let expected = [
            (1, 'v', "0".to_owned()),
            (2, 's', "-".to_owned()),
            (3, 'a', "mid:0".to_owned()),
        ];
        for text in [
            "v=0\r\ns=-\r\na=mid:0\r\n",
            "v=0\ns=-\na=mid:0\n",
            "v=0\rs=-\ra=mid:0\r",
            "v=0\r\ns=-\na=mid:0",
            "\u{feff}v=0 \r\ns=- \t\r\n a=mid:0  ",
            "V=0\nS=-\nA=mid:0\n",
            "v=0\\r\\ns=-\\r\\na=mid:0\\r\\n",
            "v=0\\ns=-\\na=mid:0",
        ] {
            assert_eq!(read(text), expected, "{text:?}");
        }
    }

    #[test]
    fn lines_without_a_type_are_left_out_but_counted() {
        let text = "v=0\n\nhello\n=1\nab=c\n\u{20ac}=x\na=\n";
        assert_eq!(read(text), [(1, 'v', "0".to_owned()), (7, 'a', String::new())]);
    }
}
