//! The configuration file: TOML whose names are those of the options, and the keys.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use clap::{ArgAction, Command};
use toml::{Table, Value};

use super::client_key::ClientKey;
use super::entries::{FileError, plain_names};
use super::{named, named_keys};

/// The largest file that is read, in bytes.
const MAX_SIZE: u64 = 1024 * 1024;

/// The settings of a file.
#[derive(Debug, Default)]
pub struct Settings {
    /// The options by their names, with their values as the command line would have them. Flags have none.
    pub options: Vec<(String, Vec<String>)>,
    /// The keys.
    pub keys: Vec<ClientKey>,
}

impl Settings {
    /// Reads a file that sets options of this command.
    ///
    /// # Errors
    /// Where it cannot be read, is not TOML, or sets what is no option.
    pub fn read(path: &Path, command: &Command) -> Result<Self, FileError> {
        Self::parse(&text(path)?, command)
    }

    fn parse(text: &str, command: &Command) -> Result<Self, FileError> {
        let table: Table = toml::from_str(text).map_err(|error| no_toml(text, &error))?;
        let names: Vec<&str> = command
            .get_arguments()
            .filter_map(clap::Arg::get_long)
            .filter(|name| settable(name))
            .collect();
        let known: Vec<&str> = names.iter().copied().chain(["key"]).collect();
        let mut settings = Self::default();
        for (name, value) in plain_names(table, "", &known)? {
            if name == "key" {
                settings.keys = named_keys::read(value)?;
                continue;
            }
            let action = named(command, &name).map(clap::Arg::get_action);
            if let Some(values) = values(&name, value, action)? {
                settings.options.push((name, values));
            }
        }
        Ok(settings)
    }
}

/// Tells of a mistake without the text around it, which may be a secret.
fn no_toml(text: &str, error: &toml::de::Error) -> FileError {
    let before = error.span().and_then(|span| text.get(..span.start));
    let line = before.map(|before| format!("line {}: ", before.matches('\n').count() + 1));
    FileError::NoToml(format!("{}{}", line.unwrap_or_default(), error.message()))
}

/// Whether an option can be set in the file.
fn settable(name: &str) -> bool {
    !["config", "help", "version"].contains(&name)
}

/// The text of a file.
fn text(path: &Path) -> Result<String, FileError> {
    let unreadable = |error| FileError::Unreadable(Arc::new(error));
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(MAX_SIZE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_SIZE {
        return Err(FileError::NoText("it is larger than 1 MiB"));
    }
    String::from_utf8(bytes).map_err(|_| FileError::NoText("it is not text in UTF-8"))
}

/// A value as the command line would have it; none for a flag that is not set.
fn values(name: &str, value: Value, action: Option<&ArgAction>) -> Result<Option<Vec<String>>, FileError> {
    let wrong = |takes: &str| FileError::Value {
        place: String::new(),
        name: name.to_owned(),
        takes: takes.to_owned(),
    };
    let several = matches!(action, Some(ArgAction::Append));
    match (action, value) {
        (Some(ArgAction::SetTrue), Value::Boolean(set)) => Ok(set.then(Vec::new)),
        (Some(ArgAction::SetTrue), _) => Err(wrong("true or false")),
        (_, Value::Array(values)) if several => {
            let values: Option<Vec<String>> = values.iter().map(scalar).collect();
            values.map(Some).ok_or_else(|| wrong("a list of texts or numbers"))
        }
        (_, Value::Array(_)) => Err(wrong("one value, not a list")),
        (_, value) => match scalar(&value) {
            Some(value) => Ok(Some(vec![value])),
            None if several => Err(wrong("a text or a number, or a list of them")),
            None => Err(wrong("a text or a number")),
        },
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::options::read::command;

    fn refusal(text: &str) -> String {
        Settings::parse(text, &command()).unwrap_err().to_string()
    }

    #[test]
    fn names_are_those_of_the_options_with_either_stroke() {
        let settings = Settings::parse(
            "max-sessions = 3\nmedia_ip = ['127.0.0.1', '::1']\nopen = true\nno-page-prompt = false",
            &command(),
        );
        let expected = [
            ("max-sessions", vec!["3"]),
            ("media-ip", vec!["127.0.0.1", "::1"]),
            ("open", vec![]),
        ];
        let mut options = settings.unwrap().options;
        options.sort();
        let mut expected = expected.map(|(name, values)| {
            (
                name.to_owned(),
                values.into_iter().map(str::to_owned).collect::<Vec<_>>(),
            )
        });
        expected.sort();
        assert_eq!(options, expected);
    }

    #[test]
    fn what_is_no_option_is_refused_with_the_nearest_name() {
        for (text, said) in [
            (
                "max-session = 3",
                "there is no option `max-session`; did you mean `max-sessions`?",
            ),
            ("max_sesions = 3", "`max_sesions`; did you mean `max-sessions`?"),
            ("zzz = 3", "there is no option `zzz`"),
            ("config = 'other.toml'", "no option `config`"),
            ("max-sessions = 3\nmax_sessions = 4", "`max-sessions` is there twice"),
            ("max-sessions = 3\nmax-sessions = 4", "is not TOML"),
            ("max-sessions = [3]", "one value, not a list"),
            ("open = 1", "`open` takes true or false"),
            ("media-ip = [['a']]", "a list of texts or numbers"),
            ("port = 1979-05-27", "`port` takes a text or a number"),
            ("[talk]\nurl = 'a'", "there is no option `talk`"),
            ("key = 5", "[[key]]"),
            ("= = =", "is not TOML"),
            ("port = 1\nllm-api-key = hush", "line 2"),
        ] {
            let refused = refusal(text);
            assert!(refused.contains(said), "{text}: {refused}");
        }
    }

    #[test]
    fn a_file_that_is_none_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let said = |path: &Path| Settings::read(path, &command()).unwrap_err().to_string();
        assert!(said(&folder.path().join("none.toml")).contains("cannot be read"));
        assert!(said(folder.path()).contains("cannot be read"));
        let path = folder.path().join("a.toml");
        std::fs::write(&path, b"site = '\xff'").unwrap();
        assert!(said(&path).contains("UTF-8"));
        std::fs::write(&path, vec![b'#'; 1024 * 1024 + 1]).unwrap();
        assert!(said(&path).contains("1 MiB"));
    }

    proptest! {
        #[test]
        fn no_file_makes_it_panic(text in "[a-z_\\[\\]='\"0-9\\n .{},#-]{0,80}") {
            _ = Settings::parse(&text, &command());
        }
    }
}
