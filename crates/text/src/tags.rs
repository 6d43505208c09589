//! HTML, and what looks like it: XML, SSML.

use std::borrow::Cow;

use crate::characters::is_word;
use crate::search;

/// Elements that begin a paragraph of their own.
const BLOCKS: &str = " address article aside blockquote dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 \
    header hr li main nav ol p pre section speak summary table tr ul ";
/// Elements whose text is separated from what is beside it.
const CELLS: &str = " break img input option td th ";
/// Elements whose content is for programs.
const HIDDEN: [&str; 2] = ["script", "style"];

/// The text without tags and comments. A tag of a block ends the paragraph, `<br>` the line.
pub(crate) fn strip(text: &str) -> Cow<'_, str> {
    if !text.contains('<') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // Ends that were looked for and not found lie nowhere behind either; not looking again keeps the time linear.
    let (mut comments, mut hidden) = (true, [true; HIDDEN.len()]);
    while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let inner = from.strip_prefix('<').unwrap_or("");
        if comments && let Some(comment) = inner.strip_prefix("!--") {
            if let Some(end) = search::find(comment, "-->") {
                out.push(' ');
                rest = comment.get(end + 3..).unwrap_or("");
                continue;
            }
            comments = false;
        }
        let Some(tag) = Tag::read(inner, out.chars().next_back().is_some_and(is_word)) else {
            out.push('<');
            rest = inner;
            continue;
        };
        rest = tag.after;
        if let Some(nth) = HIDDEN.iter().position(|name| tag.is(name))
            && !tag.closes
            && hidden.get(nth).is_some_and(|left| *left)
        {
            if let Some(end) = find_ignoring_case(rest, HIDDEN.get(nth).unwrap_or(&"")) {
                rest = rest.get(end..).unwrap_or("");
            } else if let Some(left) = hidden.get_mut(nth) {
                *left = false;
            }
        }
        tag.leave(&mut out);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Where `</name` begins.
fn find_ignoring_case(text: &str, name: &str) -> Option<usize> {
    text.match_indices('<').map(|(at, _)| at).find(|at| {
        text.get(at + 1..at + 2 + name.len())
            .and_then(|found| found.strip_prefix('/'))
            .is_some_and(|found| found.eq_ignore_ascii_case(name))
    })
}

struct Tag<'a> {
    name: &'a str,
    closes: bool,
    /// The text that stays of something that only looks like a tag: an address (`<https://example.org>`), or the parameter of a type
    /// (`Vec<String>`).
    kept: &'a str,
    after: &'a str,
}

impl<'a> Tag<'a> {
    /// The tag that begins before `inner`, which is what follows its `<`.
    fn read(inner: &'a str, after_word: bool) -> Option<Self> {
        let (closes, named) = match inner.strip_prefix('/') {
            Some(named) => (true, named),
            None => (false, inner),
        };
        let end = end(inner)?;
        let after = inner.get(end + 1..)?;
        // Declarations and processing instructions.
        if inner.starts_with(['!', '?']) {
            return Some(Self {
                name: "",
                closes,
                kept: "",
                after,
            });
        }
        let whole = inner.get(..end)?;
        let address = search::contains(whole, "://") || whole.contains('@');
        if address && !whole.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '=')) {
            return Some(Self {
                name: "",
                closes: false,
                kept: whole,
                after,
            });
        }
        if !(named.starts_with(|c: char| c.is_ascii_alphabetic()) || closes && named.starts_with('>')) {
            return None;
        }
        let length = named
            .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | ':' | '_' | '.'))
            .unwrap_or(named.len());
        let (name, _) = named.split_at_checked(length).unwrap_or((named, ""));
        let attributes = inner.get(usize::from(closes) + length..end)?;
        if !(attributes.is_empty() || attributes.starts_with(|c: char| c.is_whitespace() || c == '/')) {
            return None;
        }
        let bare = attributes.trim_matches(|c: char| c.is_whitespace() || c == '/');
        // `a <b and c> d` is a comparison.
        if !bare.is_empty() && !bare.contains('=') && (name.len() == 1 || after_word) {
            return None;
        }
        let mut letters = name.chars();
        let parameter = after_word
            && !closes
            && attributes.is_empty()
            && letters.next().is_some_and(|c| c.is_ascii_uppercase())
            && letters.next().is_some_and(|c| c.is_ascii_lowercase());
        Some(Self {
            name,
            closes,
            kept: if parameter { name } else { "" },
            after,
        })
    }

    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    fn is_one_of(&self, names: &str) -> bool {
        let name = self.name.to_ascii_lowercase();
        !name.is_empty() && names.split(' ').any(|known| known == name)
    }

    /// Writes down what is left of the tag.
    fn leave(&self, out: &mut String) {
        if !self.kept.is_empty() {
            out.push(' ');
            out.push_str(self.kept);
            out.push(' ');
        } else if self.is("br") {
            out.push('\n');
        } else if self.is_one_of(BLOCKS) {
            out.push_str("\n\n");
        } else if self.is_one_of(CELLS) || self.name.is_empty() || HIDDEN.iter().any(|name| self.is(name)) {
            out.push(' ');
        }
    }
}

/// Where the tag's `>` is: the first outside of quotes or, where a quote is not closed, the first of all.
fn end(inner: &str) -> Option<usize> {
    let (mut quote, mut first) = (None, None);
    for (at, byte) in inner.bytes().enumerate() {
        match (byte, quote) {
            (b'<', _) => break,
            (b'>', None) => return Some(at),
            (b'>', Some(_)) => {
                first.get_or_insert(at);
            }
            (b'"' | b'\'', None) if inner.get(..at).is_some_and(|before| before.trim_end().ends_with('=')) => {
                quote = Some(byte)
            }
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    first
}
