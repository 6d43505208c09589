//! The entries of a table of the configuration file by their names, and the mistakes that a file may have.

use std::io;
use std::sync::Arc;

use thiserror::Error;
use toml::{Table, Value};

/// Why a configuration file cannot be used, as a clause.
#[derive(Clone, Debug, Error)]
pub enum FileError {
    /// The system does not give it.
    #[error("it cannot be read: {0}")]
    Unreadable(Arc<io::Error>),
    /// It is not what it should be: too long, or no text.
    #[error("it is no configuration file: {0}")]
    NoText(&'static str),
    /// It is no TOML.
    #[error("it is not TOML: {0}")]
    NoToml(String),
    /// A name that nothing has.
    #[error("{place}there is no option `{name}`{}", suggestion(.nearest.as_deref()))]
    Unknown {
        /// Where the name stands; empty at the top of the file.
        place: String,
        /// The name.
        name: String,
        /// The name that is most like it.
        nearest: Option<String>,
    },
    /// A name that stands there twice, once with a hyphen and once with an underscore.
    #[error("{place}`{name}` is there twice")]
    Twice {
        /// Where the name stands.
        place: String,
        /// The name.
        name: String,
    },
    /// A value of another kind than the option's.
    #[error("{place}`{name}` takes {takes}")]
    Value {
        /// Where the name stands.
        place: String,
        /// The name.
        name: String,
        /// A value that it takes.
        takes: String,
    },
    /// A file of a secret.
    #[error("{place}{error}")]
    Secret {
        /// Where the file is named.
        place: String,
        /// The mistake.
        error: super::secret_files::SecretFileError,
    },
}

fn suggestion(name: Option<&str>) -> String {
    name.map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

/// The entries of a table with hyphens in their names, as the command line has them; files in TOML commonly have underscores.
///
/// # Errors
/// Where a name is not known, or is there twice.
pub fn plain_names(table: Table, place: &str, known: &[&str]) -> Result<Vec<(String, Value)>, FileError> {
    let mut entries: Vec<(String, Value)> = Vec::with_capacity(table.len());
    for (written, value) in table {
        let (name, place) = (written.replace('_', "-"), place.to_owned());
        if !known.contains(&name.as_str()) {
            let nearest = most_like(&name, known);
            return Err(FileError::Unknown {
                place,
                name: written,
                nearest,
            });
        }
        if entries.iter().any(|(other, _)| *other == name) {
            return Err(FileError::Twice { place, name });
        }
        entries.push((name, value));
    }
    Ok(entries)
}

/// The name that was probably meant.
fn most_like(name: &str, known: &[&str]) -> Option<String> {
    let likeness = |other: &&str| strsim::jaro_winkler(name, other);
    let best = known
        .iter()
        .copied()
        .max_by(|one, other| likeness(one).total_cmp(&likeness(other)))?;
    (likeness(&best) > 0.75).then(|| best.to_owned())
}
