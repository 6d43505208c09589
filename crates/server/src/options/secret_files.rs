//! Secrets from files: every option that holds a secret has a second form, `--…-file`, that names a file with it.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::builder::{Resettable, Str};
use clap::{Arg, ArgAction, Command, value_parser};
use thiserror::Error;

use super::named;

/// The largest file that is read, in bytes.
const MAX_SIZE: u64 = 64 * 1024;

/// Why a secret does not come from its file. Never says what the file holds.
#[derive(Clone, Debug, Error)]
pub enum SecretFileError {
    /// The system does not give it.
    #[error("the file {} of a secret cannot be read: {error}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's words.
        error: Arc<io::Error>,
    },
    /// It holds something else.
    #[error("the file {} of a secret {problem}", .path.display())]
    NoSecret {
        /// The file.
        path: PathBuf,
        /// The mistake.
        problem: &'static str,
    },
}

/// The option that names the file of an option's secret.
pub fn form_of(secret: &str) -> String {
    format!("{secret}-file")
}

/// The options that hold a secret: those whose values help does not show.
pub fn secrets(command: &Command) -> Vec<String> {
    let secret = |argument: &&Arg| argument.is_hide_env_values_set();
    command
        .get_arguments()
        .filter(secret)
        .filter_map(|argument| argument.get_long().map(str::to_owned))
        .collect()
}

/// The command with a `--…-file` for every option that holds a secret.
pub fn with_forms(mut command: Command) -> Command {
    for secret in secrets(&command) {
        let Some(own) = named(&command, &secret) else { continue };
        let lines = match own.get_action() {
            ArgAction::Append => ", each on a line of its own",
            _ => "",
        };
        let heading = own.get_help_heading().map(|heading| Str::from(heading.to_owned()));
        let name = form_of(&secret);
        let form = Arg::new(name.clone())
            .env(format!("AVATAR_SERVER_{}", name.replace('-', "_").to_uppercase()))
            .long(name)
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .help(format!("File with the value of --{secret}{lines}. It shows neither in the list of processes nor in the environment"))
            .help_heading(Resettable::from(heading));
        command = command.arg(form);
    }
    command
}

/// The secrets in a file, one a line; spaces around them do not count.
///
/// # Errors
/// Where there is none, or the file cannot be read.
pub fn read(path: &Path) -> Result<Vec<String>, SecretFileError> {
    let unreadable = |error| SecretFileError::Unreadable {
        path: path.to_owned(),
        error: Arc::new(error),
    };
    let no_secret = |problem| SecretFileError::NoSecret {
        path: path.to_owned(),
        problem,
    };
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(MAX_SIZE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_SIZE {
        return Err(no_secret("is larger than 64 KiB"));
    }
    let text = String::from_utf8(bytes).map_err(|_| no_secret("is not text in UTF-8"))?;
    let lines: Vec<String> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect();
    if lines.is_empty() {
        return Err(no_secret("is empty"));
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_a_secret_and_an_empty_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        std::fs::write(&path, "one\r\n\n two\n").unwrap();
        assert_eq!(read(&path).unwrap(), ["one", "two"]);
        for (content, said) in [
            (&b"\n \n"[..], "is empty"),
            (b"\xff", "UTF-8"),
            (&[b'a'; 64 * 1024 + 1], "64 KiB"),
        ] {
            std::fs::write(&path, content).unwrap();
            assert!(read(&path).unwrap_err().to_string().contains(said));
        }
        assert!(read(folder.path()).unwrap_err().to_string().contains("cannot be read"));
    }
}
