//! Markdown at the beginnings of lines, and lines that are nothing but a rule.

use crate::search;

/// Characters that rules, underlines of headings and the frames of tables are made of.
const RULES: &str = "=-_*~#+.:|•·—–─━═╌│┼├┤┌┐└┘ ";

/// The text without fences of code, rules, marks of headings, lists and quotations, and without the frames of tables. Headings
/// and entries of lists become paragraphs of their own.
pub(crate) fn strip(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split('\n').map(str::trim) {
        if is_rule(line) || is_definition(line) || is_fence(line) {
            out.push('\n');
            continue;
        }
        let mut rest = line;
        let mut apart = false;
        while let Some((after, block)) = mark(rest) {
            rest = after;
            apart |= block;
        }
        if apart {
            out.push('\n');
        }
        if rest.contains('|') {
            cells(rest, &mut out);
        } else {
            out.push_str(rest);
        }
        out.push_str(if apart { "\n\n" } else { "\n" });
    }
    out
}

/// `***`, `- - -`, `=====`, `|---|:-:|`: nothing but signs, three of them or a table's frame. Three dots are an ellipsis.
fn is_rule(line: &str) -> bool {
    let signs = line.chars().filter(|c| *c != ' ').count();
    line != "..." && (signs > 2 || signs == 2 && line.contains('|')) && line.chars().all(|c| RULES.contains(c))
}

/// `[name]: https://example.org "title"`, which a reader does not see.
fn is_definition(line: &str) -> bool {
    let target = line
        .strip_prefix('[')
        .and_then(|named| search::split_once(named, "]:"))
        .filter(|(name, _)| !name.is_empty() && !name.contains(['[', ']']) && !name.starts_with('^'))
        .map(|(_, target)| target.trim_start());
    target.is_some_and(|target| {
        target.starts_with(['/', '#', '<']) || target.starts_with("http") || target.starts_with("mailto:")
    })
}

/// Three backticks or tildes, and at most the name of a language behind them.
fn is_fence(line: &str) -> bool {
    let rest = line.trim_start_matches('`');
    let rest = if line.len() >= rest.len() + 3 {
        rest
    } else {
        let rest = line.trim_start_matches('~');
        if line.len() < rest.len() + 3 {
            return false;
        }
        rest
    };
    let language = rest.trim();
    !language.contains('`') && (!language.contains(' ') || language.contains(['=', '{']))
}

/// The text behind the mark that the line begins with, and whether the line is a paragraph of its own.
fn mark(line: &str) -> Option<(&str, bool)> {
    let first = line.chars().next()?;
    let rest = line.get(first.len_utf8()..).unwrap_or("");
    match first {
        '#' => {
            let title = rest.trim_start_matches('#');
            let depth = line.len() - title.len();
            (depth <= 6 && (title.is_empty() || title.starts_with(' '))).then(|| (without_closing(title.trim()), true))
        }
        // The words of a footnote.
        '[' if rest.starts_with('^') => {
            let (_, words) = search::split_once(rest, "]:").filter(|(name, _)| !name.contains(char::is_whitespace))?;
            Some((words.trim_start(), true))
        }
        // Before a digit it compares: `> 5` is more than five.
        '>' if !rest.trim_start().starts_with(|c: char| c.is_ascii_digit()) => Some((rest.trim_start(), false)),
        '-' | '*' | '+' | '•' | '‣' | '◦' | '▪' | '●' | '·'
            if rest.starts_with(' ') || (first > '\x7f' && !rest.is_empty()) =>
        {
            let entry = rest.trim_start();
            let entry = ["[ ] ", "[x] ", "[X] "]
                .iter()
                .find_map(|tick| entry.strip_prefix(tick))
                .unwrap_or(entry);
            Some((entry, true))
        }
        _ => None,
    }
}

/// `Title ##` without the signs that close it.
fn without_closing(title: &str) -> &str {
    let bare = title.trim_end_matches('#');
    if bare.len() < title.len() && (bare.is_empty() || bare.ends_with(' ')) {
        bare.trim_end()
    } else {
        title
    }
}

/// A row of a table as a list; other lines with a stroke as they are.
fn cells(line: &str, out: &mut String) {
    let row = line.starts_with('|') || line.ends_with('|') || search::contains(line, " | ");
    if !row || search::contains(line, "||") && !line.starts_with('|') {
        out.push_str(line);
        return;
    }
    let mut before = false;
    for cell in line.split('|').map(str::trim).filter(|cell| !cell.is_empty()) {
        if before {
            out.push_str(if out.ends_with([',', ';', ':', '.', '!', '?']) {
                " "
            } else {
                ", "
            });
        }
        out.push_str(cell);
        before = true;
    }
}
