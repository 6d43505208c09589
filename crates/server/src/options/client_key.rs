//! The keys of clients: their names, their secrets, and what each may do.

use std::collections::HashMap;
use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;
use std::sync::Arc;
use std::time::SystemTime;

use aws_lc_rs::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use thiserror::Error;

use super::Options;
use super::origin::AllowedOrigin;
use super::values::Key;

/// The name of a key, which logs, metrics and records show: 1 to 64 letters, digits, dots, underscores and hyphens.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeyName(Arc<str>);

impl KeyName {
    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyName {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let good = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if text.is_empty() || text.len() > 64 || !text.bytes().all(good) {
            return Err("1 to 64 letters, digits, dots, underscores and hyphens");
        }
        Ok(Self(text.into()))
    }
}

impl TryFrom<String> for KeyName {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<KeyName> for String {
    fn from(name: KeyName) -> Self {
        name.0.as_ref().to_owned()
    }
}

impl fmt::Debug for KeyName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, formatter)
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The SHA-256 of a secret. The secret itself is not kept, and hashes of one length are compared in constant time.
#[derive(Clone, Copy)]
pub struct SecretHash([u8; 32]);

impl SecretHash {
    /// The hash of a secret.
    pub fn of(secret: &str) -> Self {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest(&SHA256, secret.as_bytes()).as_ref());
        Self(hash)
    }

    /// A hash as 64 hexadecimal digits, as `printf %s SECRET | sha256sum` prints it.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut hash = [0; 32];
        let digits = text.trim().as_bytes();
        if digits.len() != 2 * hash.len() {
            return None;
        }
        for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
            let digit = |at: usize| char::from(*pair.get(at)?).to_digit(16);
            *byte = u8::try_from(digit(0)? * 16 + digit(1)?).ok()?;
        }
        Some(Self(hash))
    }

    /// Whether this is the hash of the same secret. Takes as long for a wrong one as for a right one.
    pub fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }

    /// The name of a key that has none: it says which key it is to whoever has the key.
    fn short_name(&self) -> KeyName {
        let [one, two, three, four, ..] = self.0;
        KeyName(format!("key-{one:02x}{two:02x}{three:02x}{four:02x}").into())
    }
}

impl fmt::Debug for SecretHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SecretHash(secret)")
    }
}

/// A client's key, and what its holders may do.
#[derive(Clone, Debug)]
pub struct ClientKey {
    /// Its name.
    pub name: KeyName,
    /// Its secrets, each as good as the other: two are valid while one is replaced.
    pub secrets: Vec<SecretHash>,
    /// Sessions that its holders may have open at once, in place of `--max-sessions-per-key`.
    pub max_sessions: Option<usize>,
    /// Calls in a minute, in place of `--rate-per-key`.
    pub rate: Option<NonZeroU32>,
    /// Origins of the pages that may use it and its tokens; empty for those that may call the server at all.
    pub origins: Vec<AllowedOrigin>,
    /// From when on it is refused.
    pub expires: Option<SystemTime>,
}

impl ClientKey {
    /// A key without limits of its own.
    pub fn new(name: KeyName, secrets: Vec<SecretHash>) -> Self {
        Self {
            name,
            secrets,
            max_sessions: None,
            rate: None,
            origins: Vec::new(),
            expires: None,
        }
    }

    /// A key of `--api-key`: `NAME=SECRET`, or a secret alone.
    fn of(key: &Key) -> Self {
        let text = key.reveal();
        // A secret in base64 may end with equals signs.
        let named = text
            .split_once('=')
            .filter(|(_, secret)| !secret.trim_matches('=').is_empty());
        if let Some((name, secret)) = named
            && let Ok(name) = name.parse()
        {
            return Self::new(name, vec![SecretHash::of(secret)]);
        }
        let secret = SecretHash::of(text);
        Self::new(secret.short_name(), vec![secret])
    }
}

/// Why keys cannot be told apart.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KeyProblem {
    /// A name of the file is used again.
    #[error(
        "there are two keys named {0}. Give each [[key]] a name of its own, and list several secrets of one key in its `secret`"
    )]
    SameName(KeyName),
    /// A secret belongs to two keys.
    #[error("the keys {0} and {1} have the same secret. Give each a secret of its own")]
    SameSecret(KeyName, KeyName),
}

impl Options {
    /// All keys: those of the file, and those of `--api-key`, of which several with one name are one key with several secrets.
    ///
    /// # Errors
    /// Where two keys have the same name or secret.
    pub fn keys(&self) -> Result<Vec<ClientKey>, KeyProblem> {
        let mut keys: Vec<ClientKey> = Vec::new();
        for key in &self.key {
            if keys.iter().any(|other| other.name == key.name) {
                return Err(KeyProblem::SameName(key.name.clone()));
            }
            keys.push(key.clone());
        }
        let of_file = keys.len();
        for key in self.api_key.iter().map(ClientKey::of) {
            match keys.iter().position(|other| other.name == key.name) {
                Some(at) if at < of_file => return Err(KeyProblem::SameName(key.name)),
                Some(at) => keys
                    .iter_mut()
                    .skip(at)
                    .take(1)
                    .for_each(|same| same.secrets.extend(&key.secrets)),
                None => keys.push(key),
            }
        }
        let mut owners: HashMap<[u8; 32], &KeyName> = HashMap::new();
        for key in &keys {
            for secret in &key.secrets {
                match owners.insert(secret.0, &key.name) {
                    Some(other) if *other != key.name => {
                        return Err(KeyProblem::SameSecret(other.clone(), key.name.clone()));
                    }
                    _ => {}
                }
            }
        }
        Ok(keys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(given: &[&str]) -> Result<Vec<ClientKey>, KeyProblem> {
        let options = Options {
            api_key: given.iter().map(|key| Key::new(*key)).collect(),
            ..Options::default()
        };
        options.keys()
    }

    #[test]
    fn a_key_has_the_name_that_it_is_given_or_one_of_its_own() {
        let found = keys(&["shop=one", "shop=two", "bare", "YWJj==", "a b=c"]).unwrap();
        let names: Vec<_> = found.iter().map(|key| key.name.as_str()).collect();
        assert_eq!(names[0], "shop");
        assert_eq!(found[0].secrets.len(), 2);
        assert!(found[0].secrets[1].matches(&SecretHash::of("two")));
        // `printf %s bare | sha256sum` begins with these digits.
        assert_eq!(names[1], "key-9b828d53");
        assert!(
            found[2].secrets[0].matches(&SecretHash::of("YWJj==")),
            "no name: {}",
            names[2]
        );
        assert!(found[3].secrets[0].matches(&SecretHash::of("a b=c")));
    }

    #[test]
    fn keys_that_cannot_be_told_apart_are_refused() {
        assert!(matches!(keys(&["a=same", "b=same"]), Err(KeyProblem::SameSecret(..))));
        assert!(keys(&["a=same", "a=same"]).is_ok());
        let name: KeyName = "a".parse().unwrap();
        let options = Options {
            key: vec![ClientKey::new(name.clone(), vec![SecretHash::of("one")])],
            api_key: vec![Key::new("a=two")],
            ..Options::default()
        };
        assert_eq!(options.keys().unwrap_err(), KeyProblem::SameName(name));
    }

    #[test]
    fn a_hash_is_read_as_the_usual_program_prints_it() {
        // As `printf %s hush | sha256sum` has it.
        let hex = "dc8331bcb2283e89d275a1c2fe66f7bf5ac3163ec1967f149dd7e27906365f0c";
        for text in [hex.to_owned(), format!(" {}\n", hex.to_uppercase())] {
            assert!(SecretHash::from_hex(&text).unwrap().matches(&SecretHash::of("hush")));
        }
        assert!(SecretHash::from_hex("dc8331bc").is_none(), "too short");
        assert!(SecretHash::from_hex(&hex.replace(char::is_numeric, "g")).is_none());
        assert!(SecretHash::from_hex("ää").is_none());
    }

    #[test]
    fn names_are_short_and_plain() {
        for bad in ["", "two words", "a=b", "é", &"a".repeat(65)] {
            assert!(bad.parse::<KeyName>().is_err(), "{bad}");
        }
        assert!("Shop-2.eu_west".parse::<KeyName>().is_ok());
    }
}
