//! Markdown within lines: emphasis, links, pictures, code; and runs of signs.

use crate::characters::{is_space_at, is_word, is_word_at};
use crate::search;

/// Dots from which on a run is a leader, as in a table of contents.
const LEADER: usize = 4;
/// How deep brackets lie in each other.
const DEEPEST: usize = 16;
/// The longest target of a link, in characters.
const MAX_TARGET: usize = 2_000;
/// The longest name of a footnote or of a reference.
const MAX_NAME: usize = 40;

/// The text without the signs of emphasis and code, with the words of links and the descriptions of pictures in their place.
pub(crate) fn strip(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut strip = Strip {
        brackets: brackets(&characters),
        jumps: Vec::new(),
        characters: &characters,
        open: [false; 2],
        out: String::with_capacity(text.len()),
    };
    let mut at = 0;
    while at < characters.len() {
        at = strip.step(at);
    }
    strip.out
}

/// For each bracket the place of the one that closes it; 0 for all else. A bracket closes within its paragraph.
fn brackets(characters: &[char]) -> Vec<usize> {
    let mut out = vec![0; characters.len()];
    let mut open: Vec<(char, usize)> = Vec::new();
    for (at, character) in characters.iter().enumerate() {
        match character {
            '[' => open.push((']', at)),
            '(' => open.push((')', at)),
            '\n' if characters.get(at + 1) == Some(&'\n') => open.clear(),
            ']' | ')' => {
                // One that was opened within and not closed is no bracket. A closing one without its opening one is looked for
                // among a few only, which keeps the time linear.
                let few = open.len().saturating_sub(DEEPEST);
                let nested = open.get(few..).unwrap_or(&[]);
                if let Some(place) = nested.iter().rposition(|(closing, _)| closing == character) {
                    open.truncate(few + place + 1);
                    if let Some((_, start)) = open.pop()
                        && let Some(end) = out.get_mut(start)
                    {
                        *end = at;
                    }
                }
            }
            _ => {}
        }
    }
    out
}

struct Strip<'a> {
    characters: &'a [char],
    brackets: Vec<usize>,
    /// The ends of the links that are open: where each one's words end, and where the text goes on.
    jumps: Vec<(usize, usize)>,
    /// Whether an emphasis by `*` and one by `_` is open.
    open: [bool; 2],
    out: String,
}

impl Strip<'_> {
    /// Takes what is at a place; returns where the text goes on.
    fn step(&mut self, at: usize) -> usize {
        let Some(&character) = self.characters.get(at) else {
            return at + 1;
        };
        if let Some((_, after)) = self.jumps.pop_if(|(end, _)| *end == at) {
            return after;
        }
        let next = self.characters.get(at + 1).copied();
        match character {
            '\n' if next == Some('\n') => self.open = [false; 2],
            '\\' if next.is_some_and(|next| next.is_ascii_punctuation()) => return at + 1,
            '\\' if next == Some('\n') => return at + 1,
            '`' => return self.code(at),
            '!' if next == Some('[') && self.link(at + 1) => return at + 2,
            '[' if self.footnote(at) => return self.close_of(at) + 1,
            '[' if self.link(at) => return at + 1,
            '*' | '_' | '~' | '=' | '-' => return self.run(at, character),
            '.' | '…' | '·' => return self.dots(at),
            ':' if next == Some('/') && self.characters.get(at + 2) == Some(&'/') => return self.address(at),
            _ => {}
        }
        self.out.push(character);
        at + 1
    }

    fn close_of(&self, at: usize) -> usize {
        self.brackets.get(at).copied().filter(|end| *end > at).unwrap_or(at)
    }

    fn text(&self, from: usize, until: usize) -> String {
        self.characters.get(from..until).unwrap_or(&[]).iter().collect()
    }

    /// Backticks go; one between two letters was meant as an apostrophe.
    fn code(&mut self, at: usize) -> usize {
        let end = self.end_of_run(at, '`');
        let letter = |at: Option<usize>| is_word_at(self.characters, at);
        if end == at + 1 && letter(at.checked_sub(1)) && letter(Some(end)) {
            self.out.push('\'');
        }
        end
    }

    /// `[^1]`
    fn footnote(&self, at: usize) -> bool {
        let end = self.close_of(at);
        end > at + 2 && end - at <= MAX_NAME && self.characters.get(at + 1) == Some(&'^')
    }

    /// Whether a link begins here, `[words](target)` or `[words][name]`; then its end is kept in mind.
    fn link(&mut self, at: usize) -> bool {
        let end = self.close_of(at);
        if end == at || self.jumps.last().is_some_and(|(outer, _)| end >= *outer) {
            return false;
        }
        let close = self.close_of(end + 1);
        if close == end + 1 || close - end > MAX_TARGET {
            return false;
        }
        let target = self.text(end + 2, close);
        let after_word = is_word_at(self.characters, at.checked_sub(1));
        let leads = match self.characters.get(end + 1) {
            Some('(') => is_target(&target, after_word),
            Some('[') => !after_word && end > at + 1 && close - end <= MAX_NAME && !target.contains([' ', '[', '(']),
            _ => false,
        };
        if leads {
            self.jumps.push((end, close + 1));
        }
        leads
    }

    fn is_line_end(&self, at: Option<usize>) -> bool {
        at.and_then(|at| self.characters.get(at)).is_none_or(|c| *c == '\n')
    }

    fn end_of_run(&self, at: usize, sign: char) -> usize {
        let run = self.characters.iter().skip(at).take_while(|c| **c == sign);
        at + run.count()
    }

    /// A run of a sign that marks up, and may be meant as itself.
    fn run(&mut self, at: usize, sign: char) -> usize {
        let end = self.end_of_run(at, sign);
        let length = end - at;
        let before = at.checked_sub(1);
        let word = (
            is_word_at(self.characters, before),
            is_word_at(self.characters, Some(end)),
        );
        let space = (
            is_space_at(self.characters, before),
            is_space_at(self.characters, Some(end)),
        );
        let keep = match sign {
            '*' | '_' => self.keeps_emphasis(at, end, sign, word, space),
            '~' => length == 1 || space == (true, true),
            '=' => length <= 3 && (word == (true, true) || space == (true, true)) || length == 1,
            _ => length == 1 || length == 2 && !space.1 && !word.0,
        };
        if keep {
            self.out.extend(std::iter::repeat_n(sign, length));
        } else if sign == '-' && !self.is_line_end(before) && !self.is_line_end(Some(end)) {
            self.out.push_str(" – ");
        } else if word == (true, true) && length > 2 {
            self.out.push(' ');
        }
        end
    }

    /// Whether a run of `*` or `_` is meant as itself: `5*3*2`, `a * b`, `2**3`, `snake_case`, `5* hotel`.
    fn keeps_emphasis(&mut self, at: usize, end: usize, sign: char, word: (bool, bool), space: (bool, bool)) -> bool {
        let length = end - at;
        let characters = self.characters;
        let is =
            |at: Option<usize>, fits: fn(char) -> bool| at.and_then(|at| characters.get(at)).is_some_and(|c| fits(*c));
        let digit = |at: Option<usize>| is(at, |c| c.is_ascii_digit());
        let (before, after) = (at.checked_sub(1), Some(end));
        let Some(open) = self.open.get_mut(usize::from(sign == '_')) else {
            return true;
        };
        if word == (true, true) {
            return sign == '_' || length == 1 || length == 2 && (digit(before) || digit(after));
        }
        if space == (true, true) {
            return length <= 2 && sign == '*';
        }
        if sign == '*' && length <= 2 {
            // `5*(3+2)`, `(3+2)*5`, `2*-3`, `3 *4`
            let opens = |at| is(at, |c| matches!(c, '(' | '[' | '-' | '+' | '='));
            let closes = |at| is(at, |c| matches!(c, ')' | ']'));
            let apart = is(before, |c| c == ' ') && digit(at.checked_sub(2)) && digit(after) && !*open;
            if word.0 && opens(after) || closes(before) && (digit(after) || opens(after)) || apart {
                return true;
            }
        }
        if *open && !space.0 {
            *open = false;
            return false;
        }
        if !space.1 {
            *open = !word.0;
            return false;
        }
        sign == '*' && length == 1 && digit(before)
    }

    /// A leader (`Contents ........ 5`) becomes a comma before a number, and an ellipsis elsewhere. The dots may stand apart.
    fn dots(&mut self, at: usize) -> usize {
        let is_dot = |c: char| matches!(c, '.' | '…' | '·');
        let (mut end, mut count, mut joined) = (at, 0, true);
        loop {
            match self.characters.get(end).copied() {
                Some('…') => count += 3,
                Some(c) if is_dot(c) => count += 1,
                Some(' ') if self.characters.get(end + 1).copied().is_some_and(is_dot) => joined = false,
                _ => break,
            }
            end += 1;
        }
        let single = joined && end == at + 1;
        if single || count < LEADER && (joined || count < 3) {
            self.out.extend(self.characters.get(at..end).unwrap_or(&[]));
            return end;
        }
        let mut after = end;
        while self.characters.get(after) == Some(&' ') {
            after += 1;
        }
        let number = self.characters.get(after).is_some_and(char::is_ascii_digit);
        let spoken = self.out.trim_end_matches(' ').len();
        self.out.truncate(spoken);
        let words = self.out.chars().next_back().is_some_and(is_word);
        self.out.push_str(match (number, words) {
            (true, true) => ", ",
            (false, true) => "… ",
            _ => " ",
        });
        after
    }

    /// An address is kept as it is: signs in it are no markup.
    fn address(&mut self, at: usize) -> usize {
        let mut end = at;
        let mut depth = 0_i32;
        while let Some(character) = self.characters.get(end) {
            match character {
                '(' | '[' => depth += 1,
                ')' | ']' => depth -= 1,
                '<' | '>' | '"' | '|' | '*' | '`' | '\\' => break,
                c if c.is_whitespace() => break,
                _ => {}
            }
            if depth < 0 {
                break;
            }
            end += 1;
        }
        // A mark that closes an emphasis or ends a sentence is no part of the address.
        while end > at + 3
            && self
                .characters
                .get(end - 1)
                .is_some_and(|c| matches!(c, '_' | '~' | '=' | '.' | '-'))
        {
            end -= 1;
        }
        let end = self.jumps.last().map_or(end, |(words, _)| end.min(*words)).max(at + 1);
        self.out.extend(self.characters.get(at..end).unwrap_or(&[]));
        end
    }
}

/// Whether what stands in the parentheses of a link leads somewhere. `[sic](so he wrote)` does not, and behind a word (`f[i](x)`)
/// only a whole address does.
fn is_target(text: &str, after_word: bool) -> bool {
    let text = text.trim();
    let (target, title) = match text.split_once(char::is_whitespace) {
        Some((target, title)) => (target, title.trim()),
        None => (text, ""),
    };
    if !(title.is_empty() || title.starts_with(['"', '\'', '('])) {
        return false;
    }
    if after_word {
        return search::contains(target, "://") || target.starts_with(['/', '#']) || target.starts_with("mailto:");
    }
    target.is_empty() || target.contains(['.', '/', '#', ':', '?', '=', '%'])
}
