//! The API keys of a server, which can be replaced (rotated) while it runs.

use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use governor::clock::DefaultClock;
use thiserror::Error;

use crate::keys::rate_limit::{AddressRateLimit, KeyRateLimit, RateLimits};
use crate::options::{ClientKey, KeyName, SecretHash};
use crate::refusal::Refusal;

/// Why keys are not replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ReplaceError {
    /// There would be none left, and everyone would be let in.
    #[error("there is no key left. Restart the server with --open to let everyone use it")]
    NoneLeft,
    /// There were none, and clients have not been asked for any.
    #[error("the server was started without keys. Restart it to have it ask for them")]
    NoneAsked,
}

/// The key that a secret belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<T> {
    /// A key that is good.
    Good(T),
    /// A key that was good once.
    Expired,
    /// The secrets are of no key.
    None,
}

/// The keys of a server.
pub struct KeyRing {
    keys: RwLock<Arc<[Held]>>,
    asks: bool,
    rates: RateLimits,
    addresses: Option<AddressRateLimit>,
}

/// A key with the calls that have come with it.
#[derive(Clone)]
struct Held {
    key: Arc<ClientKey>,
    rate: Option<Arc<KeyRateLimit>>,
}

impl KeyRing {
    /// A server with these keys; one without any takes everyone.
    pub fn new(keys: Vec<ClientKey>, rates: RateLimits) -> Self {
        let ring = Self {
            asks: !keys.is_empty(),
            keys: RwLock::new(Arc::new([])),
            addresses: rates
                .per_address
                .map(|most| AddressRateLimit::new(most, DefaultClock::default())),
            rates,
        };
        ring.set(keys);
        ring
    }

    /// Whether clients must have a key, or a token of one.
    pub fn asks(&self) -> bool {
        self.asks
    }

    /// Takes these keys in the place of all. Sessions that are open go on; a key that stays keeps the count of its calls.
    ///
    /// # Errors
    /// Where that would let in everyone, or nobody who was let in so far.
    pub fn replace(&self, keys: Vec<ClientKey>) -> Result<(), ReplaceError> {
        match (self.asks, keys.is_empty()) {
            (true, true) => Err(ReplaceError::NoneLeft),
            (false, false) => Err(ReplaceError::NoneAsked),
            _ => {
                self.set(keys);
                Ok(())
            }
        }
    }

    /// The key that one of these secrets belongs to. Takes as long for wrong secrets as for right ones.
    pub fn find(&self, secrets: &[String], now: SystemTime) -> Found<KeyName> {
        let presented: Vec<SecretHash> = secrets.iter().map(|secret| SecretHash::of(secret)).collect();
        let mut found = Found::None;
        for held in &*self.held() {
            for own in &held.key.secrets {
                for secret in &presented {
                    if own.matches(secret) && !matches!(found, Found::Good(_)) {
                        found = if is_good(&held.key, now) {
                            Found::Good(held.key.name.clone())
                        } else {
                            Found::Expired
                        };
                    }
                }
            }
        }
        found
    }

    /// The key of this name; none where it has been taken away or has expired.
    pub fn key(&self, name: &KeyName, now: SystemTime) -> Option<Arc<ClientKey>> {
        let held = self.held();
        let key = held.iter().map(|held| &held.key).find(|key| key.name == *name)?;
        is_good(key, now).then(|| Arc::clone(key))
    }

    /// Counts a call of this client.
    ///
    /// # Errors
    /// Where its address called too often.
    pub fn count_address(&self, client: IpAddr) -> Result<(), Refusal> {
        self.addresses.as_ref().map_or(Ok(()), |rate| rate.check(client))
    }

    /// Counts a call of a key's holder.
    ///
    /// # Errors
    /// Where the key's holders called too often.
    pub fn count_key(&self, name: &KeyName) -> Result<(), Refusal> {
        let held = self.held();
        let rate = held
            .iter()
            .find(|held| held.key.name == *name)
            .and_then(|held| held.rate.as_ref());
        rate.map_or(Ok(()), |rate| rate.check())
    }

    // A poisoned lock means that a panic was reported elsewhere; what it guards is replaced as a whole.
    fn held(&self) -> Arc<[Held]> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn set(&self, keys: Vec<ClientKey>) {
        let before = self.held();
        let held = keys.into_iter().map(|key| {
            let most = key.rate.or(self.rates.per_key);
            let same = before
                .iter()
                .filter(|held| held.key.name == key.name)
                .find_map(|held| held.rate.clone());
            let same = same.filter(|rate| Some(rate.most()) == most);
            let rate = same.or_else(|| most.map(|most| Arc::new(KeyRateLimit::new(most, DefaultClock::default()))));
            Held {
                key: Arc::new(key),
                rate,
            }
        });
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = held.collect();
    }
}

fn is_good(key: &ClientKey, now: SystemTime) -> bool {
    key.expires.is_none_or(|end| now < end)
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;
    use std::time::Duration;

    use super::*;

    fn key(name: &str, secrets: &[&str]) -> ClientKey {
        ClientKey::new(
            name.parse().unwrap(),
            secrets.iter().map(|secret| SecretHash::of(secret)).collect(),
        )
    }

    fn name(ring: &KeyRing, secrets: &[&str]) -> Found<String> {
        let secrets: Vec<_> = secrets.iter().map(ToString::to_string).collect();
        match ring.find(&secrets, SystemTime::UNIX_EPOCH) {
            Found::Good(name) => Found::Good(name.to_string()),
            Found::Expired => Found::Expired,
            Found::None => Found::None,
        }
    }

    #[test]
    fn each_secret_of_a_key_is_good_until_it_expires() {
        let mut old = key("old", &["past"]);
        old.expires = Some(SystemTime::UNIX_EPOCH);
        let mut later = key("later", &["future"]);
        later.expires = Some(SystemTime::UNIX_EPOCH + Duration::from_secs(1));
        let ring = KeyRing::new(vec![key("shop", &["one", "two"]), old, later], RateLimits::default());
        let good = |name: &str| Found::Good(name.to_owned());
        assert_eq!(name(&ring, &["one"]), good("shop"));
        assert_eq!(name(&ring, &["past", "two"]), good("shop"));
        assert_eq!(name(&ring, &["past"]), Found::Expired);
        assert_eq!(name(&ring, &["future"]), good("later"));
        assert_eq!(name(&ring, &["wrong"]), Found::None);
        assert_eq!(name(&ring, &[]), Found::None);
        assert!(ring.key(&"old".parse().unwrap(), SystemTime::UNIX_EPOCH).is_none());
    }

    #[test]
    fn replaced_keys_hold_at_once_and_never_let_everyone_in() {
        let ring = KeyRing::new(vec![key("a", &["one"])], RateLimits::default());
        assert_eq!(ring.replace(Vec::new()), Err(ReplaceError::NoneLeft));
        assert_eq!(name(&ring, &["one"]), Found::Good("a".into()));
        ring.replace(vec![key("a", &["two"])]).unwrap();
        assert_eq!(name(&ring, &["one"]), Found::None);
        assert_eq!(name(&ring, &["two"]), Found::Good("a".into()));
        let open = KeyRing::new(Vec::new(), RateLimits::default());
        assert!(!open.asks());
        assert_eq!(open.replace(vec![key("a", &["one"])]), Err(ReplaceError::NoneAsked));
        assert_eq!(open.replace(Vec::new()), Ok(()));
    }

    #[test]
    fn a_key_has_its_own_rate_or_that_of_all_and_keeps_its_count() {
        let rates = RateLimits {
            per_key: NonZeroU32::new(1),
            per_address: None,
        };
        let mut rapid = key("rapid", &["a"]);
        rapid.rate = NonZeroU32::new(3);
        let keys = vec![rapid, key("plain", &["b"])];
        let ring = KeyRing::new(keys.clone(), rates);
        let (rapid, plain) = ("rapid".parse().unwrap(), "plain".parse().unwrap());
        let taken = |key: &KeyName| (0..9).filter(|_| ring.count_key(key).is_ok()).count();
        assert_eq!((taken(&rapid), taken(&plain)), (3, 1));
        ring.replace(keys).unwrap();
        assert_eq!(
            (taken(&rapid), taken(&plain)),
            (0, 0),
            "a new look at the file gives no new calls"
        );
        assert_eq!(ring.count_address([192, 0, 2, 1].into()), Ok(()));
    }
}
