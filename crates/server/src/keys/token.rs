//! Session tokens, signed and short-lived, that a browser may hold: good for one `streaming.new`, and for the later calls of that session.
//!
//! A token says whose it is and until when it opens a session, and is signed. So any server with the same secret takes it without a look
//! at what others have made. Its form is `base64url(version ‖ key ‖ expiry ‖ nonce).base64url(HMAC-SHA256)`: one byte, the name of the key,
//! milliseconds since 1970 in eight bytes (big-endian), sixteen random bytes; the signature is that of the first half as it is written.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::options::{Key, KeyName};

/// The form of this module.
const VERSION: u8 = 1;

/// Bytes of the expiry.
const EXPIRY: usize = 8;

/// Bytes of the nonce.
const NONCE: usize = 16;

/// Names a token: its nonce. It is no secret.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TokenId([u8; NONCE]);

impl TokenId {
    /// A new one, of 122 random bits of the system's generator.
    pub fn random() -> Self {
        Self(Uuid::new_v4().into_bytes())
    }

    /// As much of it as tells it from others in a log.
    pub fn short(&self) -> String {
        self.to_string().chars().take(8).collect()
    }
}

impl fmt::Display for TokenId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for TokenId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl FromStr for TokenId {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok();
        let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or("16 bytes in base64url")
    }
}

impl TryFrom<String> for TokenId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<TokenId> for String {
    fn from(id: TokenId) -> Self {
        id.to_string()
    }
}

/// The content of a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// The key that it was made with.
    pub key: KeyName,
    /// Its name.
    pub id: TokenId,
    /// Until when it opens a session, in milliseconds since 1970.
    expiry: u64,
}

impl Token {
    /// A new token of a key.
    pub fn new(key: KeyName, now: SystemTime, lifetime: Duration) -> Self {
        Self {
            key,
            id: TokenId::random(),
            expiry: milliseconds(now + lifetime),
        }
    }

    /// Until when it opens a session.
    pub fn expires(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(self.expiry)
    }

    /// Whether it still opens a session. Later calls of that session are taken for longer.
    pub fn is_fresh(&self, now: SystemTime) -> bool {
        milliseconds(now) < self.expiry
    }

    fn bytes(&self) -> Vec<u8> {
        [
            &[VERSION],
            self.key.as_str().as_bytes(),
            &self.expiry.to_be_bytes(),
            &self.id.0,
        ]
        .concat()
    }

    fn of(bytes: &[u8]) -> Option<Self> {
        let (version, rest) = bytes.split_first()?;
        if *version != VERSION {
            return None;
        }
        let (rest, nonce) = rest.split_last_chunk::<NONCE>()?;
        let (name, expiry) = rest.split_last_chunk::<EXPIRY>()?;
        let key = std::str::from_utf8(name).ok()?.parse().ok()?;
        let expiry = u64::from_be_bytes(*expiry);
        Some(Self {
            key,
            id: TokenId(*nonce),
            expiry,
        })
    }
}

fn milliseconds(at: SystemTime) -> u64 {
    let age = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(age.as_millis()).unwrap_or(u64::MAX)
}

/// The secrets that tokens are signed with.
pub struct TokenSecrets {
    /// Signs new tokens.
    own: hmac::Key,
    /// Also taken, while one secret takes another's place.
    others: Vec<hmac::Key>,
}

impl TokenSecrets {
    /// These secrets: the first signs, all are taken. Without any, a random one, which holds as long as this process.
    pub fn of(secrets: &[Key]) -> Self {
        let key = |secret: &[u8]| hmac::Key::new(hmac::HMAC_SHA256, secret);
        let mut keys = secrets.iter().map(|secret| key(secret.reveal().as_bytes()));
        let own = keys.next().unwrap_or_else(|| {
            // 244 random bits of the system's generator.
            key(&[Uuid::new_v4().into_bytes(), Uuid::new_v4().into_bytes()].concat())
        });
        Self {
            own,
            others: keys.collect(),
        }
    }

    /// The token as text.
    pub fn sign(&self, token: &Token) -> String {
        let content = URL_SAFE_NO_PAD.encode(token.bytes());
        let signature = hmac::sign(&self.own, content.as_bytes());
        format!("{content}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// The content of a token; none where it is not signed with one of the secrets. Signatures are compared in constant time.
    pub fn read(&self, text: &str) -> Option<Token> {
        let (content, signature) = text.split_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let signed = |key: &hmac::Key| hmac::verify(key, content.as_bytes(), &signature).is_ok();
        if !signed(&self.own) && !self.others.iter().any(signed) {
            return None;
        }
        Token::of(&URL_SAFE_NO_PAD.decode(content).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIFETIME: Duration = Duration::from_secs(600);

    fn secrets(texts: &[&str]) -> TokenSecrets {
        let keys: Vec<_> = texts.iter().map(|text| Key::new(*text)).collect();
        TokenSecrets::of(&keys)
    }

    fn token() -> Token {
        Token::new("shop".parse().unwrap(), UNIX_EPOCH, LIFETIME)
    }

    #[test]
    fn a_token_says_whose_it_is_and_until_when_it_opens_a_session() {
        let (secrets, token) = (secrets(&["one"]), token());
        let read = secrets.read(&secrets.sign(&token)).unwrap();
        assert_eq!(read, token);
        assert!(read.is_fresh(UNIX_EPOCH + LIFETIME - Duration::from_millis(1)));
        assert!(!read.is_fresh(UNIX_EPOCH + LIFETIME));
        assert_eq!(read.expires(), UNIX_EPOCH + LIFETIME);
        assert!(!Token::new(token.key, UNIX_EPOCH, Duration::ZERO).is_fresh(UNIX_EPOCH));
    }

    #[test]
    fn the_form_is_the_one_that_is_written_down() {
        let token = Token {
            key: "shop".parse().unwrap(),
            id: TokenId([7; NONCE]),
            expiry: 1_000,
        };
        // printf '\1shop\0\0\0\0\0\0\3\350\7\7\7\7\7\7\7\7\7\7\7\7\7\7\7\7' | basenc --base64url, without the equals signs
        let content = "AXNob3AAAAAAAAAD6AcHBwcHBwcHBwcHBwcHBwc";
        let text = secrets(&["north"]).sign(&token);
        assert_eq!(text.split_once('.').unwrap().0, content);
        assert_eq!(text.len(), content.len() + 1 + 43);
    }

    #[test]
    fn a_secret_is_replaced_without_a_refused_token() {
        let (old, both, new) = (secrets(&["old"]), secrets(&["new", "old"]), secrets(&["new"]));
        let token = token();
        assert!(both.read(&old.sign(&token)).is_some());
        assert!(new.read(&both.sign(&token)).is_some());
        assert!(new.read(&old.sign(&token)).is_none());
        let [one, other] = [secrets(&[]), secrets(&[])];
        assert!(one.read(&one.sign(&token)).is_some());
        assert!(other.read(&one.sign(&token)).is_none(), "each process has its own");
    }

    #[test]
    fn a_name_of_a_token_is_read_back() {
        let id = TokenId::random();
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.short().len(), 8);
        for wrong in ["", "AAAA", "*", "a.b"] {
            assert!(wrong.parse::<TokenId>().is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn nothing_but_the_token_itself_is_good(place in 0_usize..90, letter in "[A-Za-z0-9_.=-]") {
            let (secrets, token) = (secrets(&["one"]), token());
            let good = secrets.sign(&token);
            let place = place.min(good.len() - 1);
            let mut forged = good.clone();
            forged.replace_range(place..=place, &letter);
            prop_assert_eq!(secrets.read(&forged).is_some(), forged == good, "{}", forged);
            prop_assert!(secrets.read(&good[..place]).is_none());
        }

        #[test]
        fn nonsense_is_no_token(text in ".{0,80}") {
            prop_assert!(secrets(&["one"]).read(&text).is_none());
        }
    }
}
