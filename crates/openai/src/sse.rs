//! The lines of an event stream, cut out of bytes that come split anywhere.
//!
//! A reader of our own, because it is fed by hand and its memory must be bounded whatever a service sends; the crates for event
//! streams wrap an asynchronous stream and keep a line of any length.

/// The longest event that is kept, in bytes. A chunk of a chat is some hundred.
const LONGEST: usize = 1 << 20;

/// Reads the data of events. Comments, names, ids and retry times are dropped.
#[derive(Debug, Default)]
pub(crate) struct SseReader {
    /// The line that has not ended.
    line: Vec<u8>,
    /// Whether the line is too long to be kept.
    overlong: bool,
    /// Whether the last byte was a carriage return, whose line feed is part of the same line end.
    returned: bool,
    /// The data lines of the event that has not ended.
    data: Option<Vec<u8>>,
    /// Whether a line was read: only the first may have a byte order mark.
    begun: bool,
    /// Whether a line of an event stream was seen: a field with a colon, or a comment.
    is_events: bool,
}

impl SseReader {
    /// Takes bytes; hands each event's data to `event`.
    pub fn push(&mut self, bytes: &[u8], mut event: impl FnMut(&[u8])) {
        for byte in bytes {
            match byte {
                b'\n' if std::mem::take(&mut self.returned) => {}
                b'\n' | b'\r' => {
                    self.returned = *byte == b'\r';
                    self.line_end(&mut event);
                }
                _ => {
                    self.returned = false;
                    if self.line.len() < LONGEST {
                        self.line.push(*byte);
                    } else {
                        self.overlong = true;
                    }
                }
            }
        }
    }

    /// The stream has ended: hands over an event whose empty line never came, which some services leave out.
    pub fn end(&mut self, mut event: impl FnMut(&[u8])) {
        if !self.line.is_empty() {
            self.line_end(&mut event);
        }
        if let Some(data) = self.data.take() {
            event(&data);
        }
    }

    /// Whether anything but an empty stream was read.
    pub fn is_begun(&self) -> bool {
        self.begun || !self.line.is_empty()
    }

    /// Whether what was read so far looks like an event stream.
    pub fn is_events(&self) -> bool {
        self.is_events
    }

    fn line_end(&mut self, event: &mut impl FnMut(&[u8])) {
        let line = std::mem::take(&mut self.line);
        let line = line.as_slice();
        let line = if std::mem::replace(&mut self.begun, true) {
            line
        } else {
            line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line)
        };
        if std::mem::take(&mut self.overlong) {
            return;
        }
        if line.is_empty() {
            if let Some(data) = self.data.take() {
                event(&data);
            }
            return;
        }
        let (name, value) = match line.iter().position(|byte| *byte == b':') {
            Some(at) => (
                line.get(..at).unwrap_or_default(),
                line.get(at + 1..).unwrap_or_default(),
            ),
            None => (line, [].as_slice()),
        };
        self.is_events |= matches!(name, b"" | b"data" | b"event" | b"id" | b"retry");
        if name != b"data" {
            return;
        }
        let value = value.strip_prefix(b" ").unwrap_or(value);
        let data = match &mut self.data {
            Some(data) => {
                data.push(b'\n');
                data
            }
            none => none.insert(Vec::new()),
        };
        if data.len() + value.len() <= LONGEST {
            data.extend_from_slice(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn events(parts: &[&[u8]]) -> Vec<String> {
        let mut reader = SseReader::default();
        let mut out = Vec::new();
        let mut keep = |data: &[u8]| out.push(String::from_utf8_lossy(data).into_owned());
        for part in parts {
            reader.push(part, &mut keep);
        }
        reader.end(&mut keep);
        out
    }

    #[test]
    fn comments_names_and_all_line_ends_are_read() {
        let stream =
            "\u{feff}: ping\ndata: one\n\nevent: x\r\ndata:two\r\ndata: three\r\n\r\nid: 7\rdata\r\rdata: last";
        assert_eq!(events(&[stream.as_bytes()]), ["one", "two\nthree", "", "last"]);
    }

    #[test]
    fn a_line_without_end_takes_bounded_memory_and_the_next_event_is_read() {
        let mut reader = SseReader::default();
        let mut seen = Vec::new();
        reader.push(b"data: ", |_| {});
        for _ in 0..40 {
            reader.push(&[b'a'; 65_536], |_| {});
        }
        assert!(reader.line.len() <= LONGEST);
        reader.push(b"\n\ndata: b\n\n", |data| seen.push(data.to_vec()));
        assert_eq!(seen, [b"b"]);
    }

    proptest! {
        #[test]
        fn where_the_bytes_are_split_changes_nothing(
            stream in "((data: ?[a-z\u{e9}]{0,6}|: ping|event: x|)(\n|\r\n|\r)){0,12}",
            cuts in prop::collection::vec(0..200_usize, 0..8),
        ) {
            let bytes = stream.as_bytes();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let parts: Vec<&[u8]> = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
            prop_assert_eq!(events(&parts), events(&[bytes]));
        }

        #[test]
        fn no_bytes_are_too_strange(parts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..8)) {
            let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
            events(&parts);
        }
    }
}
