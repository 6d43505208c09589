//! The keys of the configuration file: `[[key]]`.

use std::num::NonZeroU32;
use std::path::Path;
use std::time::{Duration, SystemTime};

use time::{Date, Month, OffsetDateTime, Time, UtcOffset};
use toml::Value;
use toml::value::Datetime;

use super::client_key::{ClientKey, KeyName, SecretHash};
use super::entries::{FileError, plain_names};
use super::origin::AllowedOrigin;
use super::secret_files;

/// The names in a `[[key]]`.
const NAMES: [&str; 8] = [
    "name",
    "secret",
    "secret-file",
    "secret-sha256",
    "max-sessions",
    "rate",
    "origins",
    "expires",
];

/// Reads the keys.
///
/// # Errors
/// Where a name or a value is none of a key's, or a key has no secret.
pub fn read(value: Value) -> Result<Vec<ClientKey>, FileError> {
    let wrong = || FileError::Value {
        place: String::new(),
        name: "key".into(),
        takes: "tables: begin each key with a line [[key]]".into(),
    };
    let Value::Array(tables) = value else {
        return Err(wrong());
    };
    let tables = tables.into_iter().zip(1..);
    tables
        .map(|(table, number)| match table {
            Value::Table(table) => {
                // A key is named by its name where it has one that can be shown.
                let name = table
                    .get("name")
                    .and_then(Value::as_str)
                    .and_then(|name| name.parse::<KeyName>().ok());
                let place = match name {
                    Some(name) => format!("in the [[key]] {name}: "),
                    None => format!("in [[key]] number {number}: "),
                };
                let entries = plain_names(table, &place, &NAMES)?;
                Fields { entries, place }.key()
            }
            _ => Err(wrong()),
        })
        .collect()
}

/// The settings of a `[[key]]`.
struct Fields {
    entries: Vec<(String, Value)>,
    place: String,
}

impl Fields {
    fn key(&self) -> Result<ClientKey, FileError> {
        let name = self.read(
            "name",
            "1 to 64 letters, digits, dots, underscores and hyphens",
            |value| value.as_str()?.parse().ok(),
        )?;
        let name = name.ok_or_else(|| self.refuse("name", "a name, which every key must have"))?;
        let most = "a whole number, at least 1";
        Ok(ClientKey {
            name,
            secrets: self.secrets()?,
            max_sessions: self.read("max-sessions", most, |value| {
                usize::try_from(value.as_integer()?).ok().filter(|count| *count > 0)
            })?,
            rate: self.read("rate", "calls in a minute: a whole number, at least 1", |value| {
                NonZeroU32::new(u32::try_from(value.as_integer()?).ok()?)
            })?,
            origins: self
                .read(
                    "origins",
                    "a list of origins, as [\"https://shop.example.org\"]",
                    origins,
                )?
                .unwrap_or_default(),
            expires: self.read(
                "expires",
                "a date or a time, as 2027-01-31 or 2027-01-31T12:00:00Z",
                |value| moment(value.as_datetime()?),
            )?,
        })
    }

    /// The secrets, of whichever form.
    fn secrets(&self) -> Result<Vec<SecretHash>, FileError> {
        let good = |secret: &String| !secret.is_empty() && secret.bytes().all(|byte| byte.is_ascii_graphic());
        let plain = "a text or a list of texts of printable ASCII characters without spaces";
        let given = self.read("secret", plain, |value| {
            texts(value).filter(|secrets| secrets.iter().all(good))
        })?;
        let mut secrets: Vec<SecretHash> = given.iter().flatten().map(|secret| SecretHash::of(secret)).collect();
        let files = self.read("secret-file", "the name of a file, or a list of them", texts)?;
        for file in files.iter().flatten() {
            let read = secret_files::read(Path::new(file)).map_err(|error| FileError::Secret {
                place: self.place.clone(),
                error,
            })?;
            if !read.iter().all(good) {
                return Err(self.refuse(
                    "secret-file",
                    "a file with secrets of printable ASCII characters without spaces, each on a line",
                ));
            }
            secrets.extend(read.iter().map(|secret| SecretHash::of(secret)));
        }
        let hashes = self.read(
            "secret-sha256",
            "64 hexadecimal digits, or a list of such texts",
            |value| {
                texts(value)?
                    .iter()
                    .map(|hash| SecretHash::from_hex(hash))
                    .collect::<Option<Vec<_>>>()
            },
        )?;
        secrets.extend(hashes.iter().flatten());
        if secrets.is_empty() {
            return Err(self.refuse(
                "secret",
                "the key's secret, which is missing; secret-file and secret-sha256 do as well",
            ));
        }
        Ok(secrets)
    }

    fn read<T>(&self, name: &str, takes: &str, read: impl FnOnce(&Value) -> Option<T>) -> Result<Option<T>, FileError> {
        let Some((_, value)) = self.entries.iter().find(|(other, _)| other == name) else {
            return Ok(None);
        };
        read(value).map(Some).ok_or_else(|| self.refuse(name, takes))
    }

    fn refuse(&self, name: &str, takes: &str) -> FileError {
        FileError::Value {
            place: self.place.clone(),
            name: name.to_owned(),
            takes: takes.to_owned(),
        }
    }
}

/// One text, or several.
fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Array(texts) => texts.iter().map(|text| Some(text.as_str()?.to_owned())).collect(),
        _ => None,
    }
}

fn origins(value: &Value) -> Option<Vec<AllowedOrigin>> {
    texts(value)?.iter().map(|origin| origin.parse().ok()).collect()
}

/// The moment of a date, which begins at midnight, and which is of UTC where it does not say otherwise.
fn moment(written: &Datetime) -> Option<SystemTime> {
    let date = written.date?;
    let date = Date::from_calendar_date(date.year.into(), Month::try_from(date.month).ok()?, date.day).ok()?;
    let time = match written.time {
        Some(time) => Time::from_hms(time.hour, time.minute, time.second.unwrap_or(0).min(59)).ok()?,
        None => Time::MIDNIGHT,
    };
    let offset = match written.offset {
        Some(toml::value::Offset::Custom { minutes }) => UtcOffset::from_whole_seconds(i32::from(minutes) * 60).ok()?,
        Some(toml::value::Offset::Z) | None => UtcOffset::UTC,
    };
    let seconds = OffsetDateTime::new_in_offset(date, time, offset).unix_timestamp();
    Some(SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Result<Vec<ClientKey>, FileError> {
        let mut table: toml::Table = toml::from_str(text).unwrap();
        read(table.remove("key").unwrap())
    }

    #[test]
    fn a_key_has_all_that_it_is_given() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, "three\nfour\n").unwrap();
        let text = format!(
            "[[key]]\nname = 'shop'\nsecret = ['one', 'two']\nsecret_file = '{}'\nmax_sessions = 4\nrate = 60\n\
             origins = ['https://shop.example.org']\nexpires = 1970-01-02\n\
             [[key]]\nname = 'other'\nsecret-sha256 = 'dc8331bcb2283e89d275a1c2fe66f7bf5ac3163ec1967f149dd7e27906365f0c'\n\
             expires = 1970-01-01T02:00:00+01:00",
            file.display()
        );
        let keys = keys(&text).unwrap();
        assert_eq!(keys[0].name.as_str(), "shop");
        for (secret, hash) in ["one", "two", "three", "four"].iter().zip(&keys[0].secrets) {
            assert!(hash.matches(&SecretHash::of(secret)), "{secret}");
        }
        assert_eq!(
            (keys[0].max_sessions, keys[0].rate.map(NonZeroU32::get)),
            (Some(4), Some(60))
        );
        assert!(keys[0].origins[0].covers("https://shop.example.org"));
        let expires = |at: usize| {
            keys[at]
                .expires
                .unwrap()
                .duration_since(SystemTime::UNIX_EPOCH)
                .unwrap()
        };
        assert_eq!(expires(0), Duration::from_secs(24 * 3600));
        assert!(keys[1].secrets[0].matches(&SecretHash::of("hush")));
        assert_eq!(expires(1), Duration::from_secs(3600));
    }

    #[test]
    fn a_wrong_key_is_refused_in_words_that_name_it_and_no_secret() {
        for (fields, said) in [
            (
                "name = 'shop'",
                "in the [[key]] shop: `secret` takes the key's secret, which is missing",
            ),
            ("secret = 'hush'", "in [[key]] number 1: `name`"),
            ("name = 'two words'\nsecret = 'hush'", "number 1: `name` takes 1 to 64"),
            (
                "name = 'shop'\nsecret = 'hush'\nmax_session = 3",
                "no option `max_session`; did you mean `max-sessions`?",
            ),
            ("name = 'shop'\nsecret = 'hush hush'", "`secret` takes"),
            ("name = 'shop'\nsecret = []", "is missing"),
            ("name = 'shop'\nsecret = 'hush'\nmax-sessions = 0", "at least 1"),
            ("name = 'shop'\nsecret = 'hush'\nmax-sessions = -1", "at least 1"),
            ("name = 'shop'\nsecret = 'hush'\nrate = '60/min'", "calls in a minute"),
            (
                "name = 'shop'\nsecret = 'hush'\norigins = ['shop']",
                "a list of origins",
            ),
            ("name = 'shop'\nsecret = 'hush'\nexpires = 'soon'", "a date or a time"),
            ("name = 'shop'\nsecret = 'hush'\nexpires = 12:00:00", "a date or a time"),
            ("name = 'shop'\nsecret-sha256 = 'hush'", "64 hexadecimal digits"),
            (
                "name = 'shop'\nsecret-file = '/nowhere'",
                "shop: the file /nowhere of a secret cannot be read",
            ),
        ] {
            let refused = keys(&format!("[[key]]\n{fields}")).unwrap_err().to_string();
            assert!(refused.contains(said), "{fields}: {refused}");
            assert!(!refused.contains("hush"), "{refused}");
        }
        assert!(
            keys("[key]\nname = 'shop'")
                .unwrap_err()
                .to_string()
                .contains("[[key]]")
        );
        assert!(keys("key = [1]").unwrap_err().to_string().contains("[[key]]"));
    }
}
