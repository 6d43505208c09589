//! Reads the options: the command line above the environment, the environment above the configuration file.
//!
//! The file's settings are put in front of the command line as further arguments, where neither the command line nor the environment
//! set the same, so that one parser reads all three.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::error::{ContextKind, ContextValue};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, CommandFactory as _, FromArgMatches as _, value_parser};
use thiserror::Error;

use super::client_key::KeyProblem;
use super::entries::FileError;
use super::file::Settings;
use super::secret_files::{self, SecretFileError};
use super::{Options, named};

/// Why there are no options.
#[derive(Clone, Debug, Error)]
pub enum ReadError {
    /// The command line or the environment is wrong, or asks for help.
    #[error("{0}")]
    Command(Arc<clap::Error>),
    /// The configuration file is wrong.
    #[error("in the configuration file {}: {error}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The mistake.
        error: FileError,
    },
    /// An option of the configuration file has a value that it does not take.
    #[error("in the configuration file {}: {problem}", .path.display())]
    Setting {
        /// The file.
        path: PathBuf,
        /// The mistake.
        problem: String,
    },
    /// The file of a secret is wrong.
    #[error(transparent)]
    Secret(#[from] SecretFileError),
    /// A secret's file holds what the option does not take.
    #[error("in the file of --{option}-file: {problem}")]
    SecretValue {
        /// The option of the secret.
        option: String,
        /// The mistake.
        problem: String,
    },
    /// A secret comes twice.
    #[error("--{0} and --{0}-file are both set. Set one of them")]
    Both(String),
    /// Two keys cannot be told apart.
    #[error(transparent)]
    Keys(#[from] KeyProblem),
}

/// Where a value comes from, the strongest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    File,
    Environment,
    CommandLine,
}

impl Options {
    /// Reads all that the command line, the environment and the configuration file set. The first argument is the program's name.
    ///
    /// # Errors
    /// Where one of them is wrong, in words that name neither a secret nor what stands beside it; or where help is asked for.
    pub fn read<A: Into<OsString>>(arguments: impl IntoIterator<Item = A>) -> Result<Self, ReadError> {
        let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
        let mut command = command();
        command.build();
        let asked = matches(&command, &arguments).map_err(|error| ReadError::Command(Arc::new(error)))?;
        let path = asked.get_one::<PathBuf>("config").cloned();
        let settings = path
            .as_deref()
            .map(|path| settings(path, &command))
            .transpose()?
            .unwrap_or_default();
        let sources = Sources {
            command: &command,
            asked: &asked,
            settings: &settings,
        };
        let of_file = sources.of_file();
        if let Some(path) = path {
            check(&command, &of_file).map_err(|problem| ReadError::Setting { path, problem })?;
        }
        let secrets = sources.secrets()?;
        let further = of_file.into_iter().chain(secrets);
        let (program, rest) = arguments.split_at(arguments.len().min(1));
        let all: Vec<OsString> = program
            .iter()
            .cloned()
            .chain(further)
            .chain(rest.iter().cloned())
            .collect();
        let matches = matches(&command, &all).map_err(|error| ReadError::Command(Arc::new(error)))?;
        let mut options = Self::from_arg_matches(&matches).map_err(|error| ReadError::Command(Arc::new(error)))?;
        options.key = settings.keys;
        options.keys()?;
        Ok(options)
    }
}

/// The whole command: the options, the file that may set them, and the files of secrets.
pub fn command() -> Command {
    let config = Arg::new("config")
        .long("config")
        .value_name("FILE")
        .env("AVATAR_SERVER_CONFIG")
        .value_parser(value_parser!(PathBuf))
        .help("Configuration file in TOML: options by their names without the dashes, and [[key]]s")
        .long_help(
            "Configuration file in TOML: options by their names without the dashes, as max-sessions = 16, and [[key]]s.\n\n\
             The command line goes before the environment, the environment before the file. A name that is none is refused. \
             SIGHUP has the keys and the avatars read again.",
        );
    secret_files::with_forms(Options::command().arg(config))
}

fn settings(path: &Path, command: &Command) -> Result<Settings, ReadError> {
    Settings::read(path, command).map_err(|error| ReadError::File {
        path: path.to_owned(),
        error,
    })
}

/// Parses arguments. Where a secret is wrong, the error does not show it.
fn matches(command: &Command, arguments: &[OsString]) -> Result<ArgMatches, clap::Error> {
    command.clone().try_get_matches_from(arguments).map_err(|mut error| {
        let secret = match error.get(ContextKind::InvalidArg) {
            Some(ContextValue::String(named)) => command
                .get_arguments()
                .any(|argument| argument.is_hide_env_values_set() && argument.to_string() == *named),
            _ => false,
        };
        if secret && error.get(ContextKind::InvalidValue).is_some() {
            error.insert(ContextKind::InvalidValue, ContextValue::String("(hidden)".into()));
        }
        error
    })
}

/// Checks arguments that come from a file; gives the first line of what is wrong.
fn check(command: &Command, arguments: &[OsString]) -> Result<(), String> {
    let all: Vec<OsString> = [OsString::from("avatar-server")]
        .into_iter()
        .chain(arguments.iter().cloned())
        .collect();
    matches(command, &all).map(|_| ()).map_err(|error| {
        let told = error.render().to_string();
        let told = told.lines().next().unwrap_or_default();
        told.strip_prefix("error: ").unwrap_or(told).to_owned()
    })
}

/// The settings of all sources.
struct Sources<'a> {
    command: &'a Command,
    asked: &'a ArgMatches,
    settings: &'a Settings,
}

impl Sources<'_> {
    /// The arguments of what the file sets and nothing above it.
    fn of_file(&self) -> Vec<OsString> {
        let is_form = |name: &str| {
            secret_files::secrets(self.command)
                .iter()
                .any(|secret| secret_files::form_of(secret) == name)
        };
        let set = self
            .settings
            .options
            .iter()
            .filter(|(name, _)| !is_form(name) && !self.is_overruled(name));
        set.flat_map(|(name, values)| arguments(name, values)).collect()
    }

    /// The arguments of the secrets that stand in files.
    fn secrets(&self) -> Result<Vec<OsString>, ReadError> {
        let mut found = Vec::new();
        for secret in secret_files::secrets(self.command) {
            let form = secret_files::form_of(&secret);
            let (own, of_form) = (self.level(&secret), self.level(&form));
            if of_form.is_none() || own > of_form {
                continue;
            }
            if own == of_form {
                return Err(ReadError::Both(secret));
            }
            let Some(path) = self.path(&form) else { continue };
            let values = secret_files::read(&path)?;
            let further = arguments(&secret, &values);
            check(self.command, &further).map_err(|problem| ReadError::SecretValue {
                option: secret.clone(),
                problem,
            })?;
            found.extend(further);
        }
        Ok(found)
    }

    /// Whether something above the file sets an option, or what cannot stand beside it.
    fn is_overruled(&self, name: &str) -> bool {
        let above = |name: &str| self.level(name) > Some(Level::File);
        above(name) || above(&secret_files::form_of(name)) || self.rivals(name).iter().any(|rival| above(rival))
    }

    /// The options that cannot stand beside this one.
    fn rivals(&self, name: &str) -> Vec<String> {
        let conflicts = |one: &Arg, other: &Arg| {
            self.command
                .get_arg_conflicts_with(one)
                .iter()
                .any(|arg| arg.get_id() == other.get_id())
        };
        let Some(own) = named(self.command, name) else {
            return Vec::new();
        };
        let others = self
            .command
            .get_arguments()
            .filter(|other| conflicts(own, other) || conflicts(other, own));
        others.filter_map(|other| other.get_long().map(str::to_owned)).collect()
    }

    /// Where an option is set; none where it is not.
    fn level(&self, name: &str) -> Option<Level> {
        let id = named(self.command, name)?.get_id().as_str();
        match self.asked.value_source(id) {
            Some(ValueSource::CommandLine) => Some(Level::CommandLine),
            Some(ValueSource::EnvVariable) => Some(Level::Environment),
            _ => self
                .settings
                .options
                .iter()
                .any(|(other, _)| other == name)
                .then_some(Level::File),
        }
    }

    /// The file that an option names.
    fn path(&self, name: &str) -> Option<PathBuf> {
        if self.level(name) > Some(Level::File) {
            return self.asked.get_one::<PathBuf>(name).cloned();
        }
        let (_, values) = self.settings.options.iter().find(|(other, _)| other == name)?;
        values.first().map(PathBuf::from)
    }
}

/// An option with its values as arguments.
fn arguments(name: &str, values: &[String]) -> Vec<OsString> {
    let option = OsStr::new("--").to_owned();
    let with = |rest: String| {
        let mut argument = option.clone();
        argument.push(rest);
        argument
    };
    if values.is_empty() {
        return vec![with(name.to_owned())];
    }
    values.iter().map(|value| with(format!("{name}={value}"))).collect()
}

#[cfg(test)]
mod tests;
