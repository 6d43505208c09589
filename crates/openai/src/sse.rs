//! Server-sent events (SSE): the data of the events of a stream, read from bytes that come split anywhere.
//!
//! `sse-core` does the reading, because it is fed by hand and its memory is bounded whatever a service sends. Added here is what
//! services need that are not quite event streams: a last event without its empty line, and a body of another kind.

use std::num::NonZeroUsize;

use sse_core::{SseDecoder, SseEvent};

/// The longest event that is kept, in bytes: 1 MiB. A chunk of a chat is some hundred. A longer one is dropped.
const MAX_EVENT_SIZE: NonZeroUsize = NonZeroUsize::new(1 << 20).unwrap();

/// The end of a last event, for a body that has ended without it.
pub(crate) const END: &[u8] = b"\n\n";

/// Reads the data of events. Comments, names, ids and retry times are dropped.
#[derive(Debug)]
pub(crate) struct SseReader(SseDecoder);

impl Default for SseReader {
    fn default() -> Self {
        Self(SseDecoder::with_limit(MAX_EVENT_SIZE))
    }
}

impl SseReader {
    /// The data of the next event that ends in `bytes`, which are consumed up to there; `None` once all of them have been read.
    pub fn next(&mut self, bytes: &mut &[u8]) -> Option<String> {
        loop {
            if let Ok(SseEvent::Message(message)) = self.0.next(bytes)? {
                return Some(message.data);
            }
        }
    }
}

/// The names that an event stream begins with, behind a byte order mark and empty lines.
const BEGINNINGS: [&[u8]; 5] = [b":", b"data", b"event", b"id", b"retry"];

/// The first bytes of a body, which tell whether it is an event stream.
#[derive(Debug, Default)]
pub(crate) struct Opening(Vec<u8>);

impl Opening {
    /// The length of the longest beginning.
    const LENGTH: usize = 5;

    /// Takes the next bytes of the body.
    pub fn push(&mut self, bytes: &[u8]) {
        let missing = Self::LENGTH - self.0.len();
        let mut bytes = bytes.iter().filter(|byte| !b"\xef\xbb\xbf\r\n".contains(byte));
        self.0.extend(bytes.by_ref().take(missing));
    }

    /// Whether the body is something else than an event stream. One that ended too early to tell may have been one.
    pub fn is_something_else(&self) -> bool {
        let opening = self.0.as_slice();
        let is_alike = |beginning: &[u8]| opening.starts_with(beginning) || beginning.starts_with(opening);
        !BEGINNINGS.into_iter().any(is_alike)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn events(parts: &[&[u8]]) -> Vec<String> {
        let mut reader = SseReader::default();
        let parts = parts.iter().copied().chain([END]);
        let read = |mut part: &[u8]| std::iter::from_fn(|| reader.next(&mut part)).collect::<Vec<_>>();
        parts.flat_map(read).collect()
    }

    #[test]
    fn comments_names_and_all_line_ends_are_read() {
        let stream =
            "\u{feff}: ping\ndata: one\n\nevent: x\r\ndata:two\r\ndata: three\r\n\r\nid: 7\rdata\r\rdata: last";
        assert_eq!(events(&[stream.as_bytes()]), ["one", "two\nthree", "", "last"]);
    }

    #[test]
    fn an_event_without_end_is_dropped_and_the_next_one_is_read() {
        let mut parts: Vec<&[u8]> = vec![b"data: "];
        parts.extend([[b'a'; 65_536].as_slice(); 40]);
        parts.push(b"\n\ndata: b\n\n");
        assert_eq!(events(&parts), ["b"]);
    }

    #[test]
    fn a_body_of_another_kind_is_noticed() {
        for (parts, is_something_else) in [
            (["<!doctype", " html>"], true),
            (["{\"error\"", ": 1}"], true),
            (["\u{feff}\r\n: ", "ping"], false),
            (["d", "ata: x"], false),
            (["d", "ogs"], true),
            (["re", ""], false),
            (["", ""], false),
        ] {
            let mut opening = Opening::default();
            for part in parts {
                opening.push(part.as_bytes());
            }
            assert_eq!(opening.is_something_else(), is_something_else, "{parts:?}");
        }
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
