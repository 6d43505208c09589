//! The words of the player (its translations), by key.
//!
//! Each language is one file of the element (`texts/en.js`), which is read here as text: `key: 'words',` on a line of its own, groups of
//! keys in braces. `{}` marks the place of an argument.

use std::borrow::Cow;

/// Words by their key in the tables of words, with what stands in their place for an argument.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Phrase {
    /// The key; `group.key` for words of a group. Empty where the argument stands alone.
    pub key: Cow<'static, str>,
    /// The argument; empty where the words take none.
    pub argument: String,
}

impl From<&'static str> for Phrase {
    fn from(key: &'static str) -> Self {
        Self {
            key: Cow::Borrowed(key),
            argument: String::new(),
        }
    }
}

impl Phrase {
    /// Words with an argument.
    pub fn with(key: &'static str, argument: impl Into<String>) -> Self {
        Self {
            argument: argument.into(),
            ..key.into()
        }
    }
}

/// The words of one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(Vec<(String, String)>);

impl Words {
    /// Reads a file of words. Lines of another form are passed over.
    pub fn read(file: &str) -> Self {
        let mut words = Vec::new();
        let mut group = "";
        for line in file.lines() {
            let line = line.trim();
            // At characters, not at texts: the search for a text weighs two kilobytes of wasm.
            let parts = line.split_once(':');
            let Some((key, rest)) = parts.and_then(|(key, rest)| Some((key, rest.strip_prefix(' ')?))) else {
                group = "";
                continue;
            };
            let key = key.trim_matches('\'');
            if rest == "{" {
                group = key;
            } else if let Some(text) = rest.strip_prefix('\'').and_then(|rest| rest.strip_suffix("',")) {
                let key = if group.is_empty() {
                    key.to_owned()
                } else {
                    [group, ".", key].concat()
                };
                words.push((key, text.to_owned()));
            }
        }
        Self(words)
    }

    /// The words for a key; none where this language does not have them.
    pub fn get(&self, key: &str) -> Option<&str> {
        // Searched from the beginning: sorting a hundred words would weigh more than it saves.
        self.0
            .iter()
            .find(|(known, _)| known == key)
            .map(|(_, text)| text.as_str())
    }

    /// The words of a phrase, with its argument in its place; none where this language does not have them.
    pub fn say(&self, phrase: &Phrase) -> Option<String> {
        if phrase.key.is_empty() {
            return Some(phrase.argument.clone());
        }
        let text = self.get(&phrase.key)?;
        Some(if phrase.argument.is_empty() {
            text.to_owned()
        } else if let Some((before, after)) = text
            .split_once('{')
            .and_then(|(before, after)| Some((before, after.strip_prefix('}')?)))
        {
            [before, &phrase.argument, after].concat()
        } else {
            [text, " ", &phrase.argument].concat()
        })
    }

    /// All keys with their words, in the order of the file.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, text)| (key.as_str(), text.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "// The words of the player: English.\nexport default {\n  start: 'Start',\n  waiting: '{} waiting',\n  over: 'Too long:',\n\
                        states: {\n    live: 'It’s live',\n  },\n  'a-b': 'Dash: {}, too',\n};\n";

    #[test]
    fn groups_arguments_and_absent_words_are_told_apart() {
        let words = Words::read(FILE);
        assert_eq!(words.get("start"), Some("Start"));
        assert_eq!(words.get("states.live"), Some("It’s live"));
        assert_eq!(words.get("Live"), None);
        assert_eq!(words.say(&Phrase::with("waiting", "3")).as_deref(), Some("3 waiting"));
        assert_eq!(words.say(&Phrase::with("over", "3")).as_deref(), Some("Too long: 3"));
        assert_eq!(words.say(&Phrase::with("a-b", "x")).as_deref(), Some("Dash: x, too"));
        assert_eq!(words.all().count(), 5);
    }
}
