//! Cleans a text before it is spoken or shown as a caption.
//!
//! Texts come from language models and content management systems, with their markup. [`clean_with`] takes out what a reader
//! would not see: markdown, HTML tags and entities, rules, dot leaders, invisible characters, and letters in disguise
//! (full-width or mathematical ones). Both the voice and the captions use it, so that what is heard is what is read.
//!
//! The rules are looser than CommonMark's on purpose, hence no parser of CommonMark: `5*3*2`, `snake_case` and `2 ** 3` must
//! stay as they are, and half a pair of asterisks (a text that was cut into sentences) must still go.
//!
//! The functions are pure, take time linear in the text, and never panic. No table of Unicode properties is linked, because
//! the browser's module, which must stay small, uses this crate, too.
//!
//! ```
//! // A caller that has no Unicode tables passes the text on as it is.
//! let heard = streaming_avatar_text::clean_with("## Hello\n**Tom &amp; Ann**", |text| text.to_owned());
//! assert_eq!(heard, "Hello\n\nTom & Ann");
//! ```

mod characters;
mod entities;
mod inline;
mod letters;
mod lines;
mod plain;
mod search;
mod spaces;
mod tags;

pub use plain::is_plain;

/// How often the steps are repeated at most: taking out one thing may reveal another (`&amp;lt;b&amp;gt;` is a tag).
const MAX_PASSES: usize = 8;

/// The text as a reader would see it. `normalize` gives the Unicode normalization form KC of a text: in a browser that is
/// `String.prototype.normalize`.
///
/// Lines are trimmed, paragraphs, headings and entries of lists are separated by one empty line. Cleaning a clean text changes
/// nothing.
pub fn clean_with(text: &str, normalize: impl Fn(&str) -> String) -> String {
    let mut current = pass(text, &normalize);
    for _ in 1..MAX_PASSES {
        let next = pass(&current, &normalize);
        if next == current {
            return current;
        }
        current = next;
    }
    // Nested deeper than any text that means something: whatever could still be markup goes.
    pass(&current.replace(is_markup, " "), &normalize)
}

/// [`clean_with`] the normalization that is built in.
#[cfg(feature = "native")]
pub fn clean(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    clean_with(text, |text| text.nfkc().collect())
}

fn pass(text: &str, normalize: &impl Fn(&str) -> String) -> String {
    let text = letters::plain(text, normalize);
    let text = entities::decode(&text);
    let text = tags::strip(&text);
    let text = lines::strip(&text);
    spaces::collapse(&inline::strip(&text))
}

fn is_markup(character: char) -> bool {
    matches!(
        character,
        '*' | '_' | '~' | '`' | '\\' | '[' | ']' | '<' | '>' | '&' | '#' | '|' | '=' | '+' | '-' | '.' | '•'
    )
}

#[cfg(test)]
mod tests;
