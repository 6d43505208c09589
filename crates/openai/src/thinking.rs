//! Takes a model's thinking (reasoning) out of its answer where a service leaves it in: `<think>…</think>`, split over chunks anywhere.

/// The tags' names that models use.
const NAMES: [&str; 4] = ["think", "thinking", "thought", "reasoning"];

/// The longest tag: two brackets, a slash and a name.
const MAX_TAG_LENGTH: usize = 3 + 9;

/// Passes an answer on without the thinking in it.
#[derive(Debug, Default)]
pub(crate) struct ThinkFilter {
    inside: bool,
    /// Characters that may be the beginning of a tag.
    held: String,
}

/// The kind of the beginning of a text.
enum Start {
    /// A tag of that many bytes, which opens or closes.
    Tag(usize, bool),
    /// More must come before this can be told.
    Unknown,
    /// Something else.
    Other,
}

impl ThinkFilter {
    /// Takes a part of the answer; gives what of it is to be said.
    pub fn push(&mut self, part: &str) -> String {
        self.held.push_str(part);
        let held = std::mem::take(&mut self.held);
        let mut rest = held.as_str();
        let mut out = String::new();
        while let Some(at) = rest.find('<') {
            let (before, tag) = rest.split_at(at);
            self.pass(before, &mut out);
            match start(tag) {
                Start::Tag(length, opens) => {
                    self.inside = opens;
                    rest = tag.get(length..).unwrap_or_default();
                }
                Start::Unknown => {
                    tag.clone_into(&mut self.held);
                    return out;
                }
                Start::Other => {
                    let (bracket, after) = tag.split_at(1);
                    self.pass(bracket, &mut out);
                    rest = after;
                }
            }
        }
        self.pass(rest, &mut out);
        out
    }

    /// The answer has ended: gives what was held. Thinking that was never closed is not said.
    pub fn end(&mut self) -> String {
        let held = std::mem::take(&mut self.held);
        if self.inside { String::new() } else { held }
    }

    fn pass(&self, text: &str, out: &mut String) {
        if !self.inside {
            out.push_str(text);
        }
    }
}

fn start(text: &str) -> Start {
    let window = text.get(..MAX_TAG_LENGTH.min(text.len()));
    // Cut within a character: none of a tag's.
    let window = window.unwrap_or_else(|| text.split_at(text.floor_char_boundary(MAX_TAG_LENGTH)).0);
    let mut may_be = false;
    for name in NAMES {
        for (tag, opens) in [(format!("<{name}>"), true), (format!("</{name}>"), false)] {
            let shared = window.len().min(tag.len());
            let alike = window
                .get(..shared)
                .is_some_and(|start| tag.get(..shared).is_some_and(|tag| start.eq_ignore_ascii_case(tag)));
            if alike && shared == tag.len() {
                return Start::Tag(tag.len(), opens);
            }
            may_be |= alike;
        }
    }
    if may_be { Start::Unknown } else { Start::Other }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(parts: &[&str]) -> String {
        let mut filter = ThinkFilter::default();
        let mut out: String = parts.iter().map(|part| filter.push(part)).collect();
        out.push_str(&filter.end());
        out
    }

    #[test]
    fn thinking_is_not_said_and_other_brackets_are() {
        assert_eq!(
            said(&["<think>I should greet.</think>Hello, 1 < 2 <b>!"]),
            "Hello, 1 < 2 <b>!"
        );
        assert_eq!(said(&["<THINKING>a < b</Thinking>Yes."]), "Yes.");
        assert_eq!(said(&["A <thin", "g> <"]), "A <thing> <");
        // Its opening tag stood in the prompt.
        assert_eq!(said(&["</think>Hello."]), "Hello.");
        assert_eq!(said(&["<think>for ever"]), "");
        assert_eq!(said(&["é<é"]), "é<é");
    }

    proptest! {
        #[test]
        fn where_an_answer_is_split_changes_nothing(
            pieces in prop::collection::vec(
                prop_oneof![Just("<think>"), Just("</think>"), Just("<reasoning>"), Just("</"), Just("<"), Just("a"), Just("é "), Just(">")],
                0..12,
            ),
            cuts in prop::collection::vec(0..80_usize, 0..8),
        ) {
            let whole = pieces.concat();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| whole.floor_char_boundary(cut.min(whole.len()))).collect();
            cuts.extend([0, whole.len()]);
            cuts.sort_unstable();
            let parts: Vec<&str> = cuts.windows(2).map(|pair| &whole[pair[0]..pair[1]]).collect();
            prop_assert_eq!(said(&parts), said(&[&whole]));
        }

        #[test]
        fn what_has_no_such_tag_passes_as_it_is(text in "[a-z <>/é]{0,60}") {
            let tagged = NAMES.iter().any(|name| text.contains(&format!("<{name}>")) || text.contains(&format!("</{name}>")));
            prop_assume!(!tagged);
            prop_assert_eq!(said(&[&text]), text);
        }
    }
}
