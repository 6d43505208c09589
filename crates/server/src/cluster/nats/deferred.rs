//! Work that is deferred while NATS is out of reach, until it is back: sessions to be stopped, tokens to be given back, slots to be freed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use api::ErrorKind;

use crate::cluster::command::SessionCommand;
use crate::cluster::nats::Nats;
use crate::keys::TokenId;
use crate::sessions::{Owner, SessionId};

/// How often it is looked whether NATS is back.
const INTERVAL: Duration = Duration::from_secs(1);

/// How long work is deferred at most. Sessions that nobody uses have ended by then, and tokens have expired.
const MAX_AGE: Duration = Duration::from_secs(600);

/// Sessions that may wait to be stopped, and tokens to be given back.
const MAX_DEFERRED: usize = 1000;

/// As many sessions of one key, so that its holders leave room for others.
const MAX_DEFERRED_PER_KEY: usize = 100;

/// The work that is deferred.
#[derive(Default)]
pub struct Deferred(Mutex<Entries>);

#[derive(Default)]
struct Entries {
    stops: HashMap<SessionId, (Owner, Instant)>,
    /// Tokens that may have been claimed under this name, and of which no session came.
    claims: HashMap<TokenId, (String, Instant)>,
}

impl Deferred {
    /// A session is to be stopped as soon as its node is within reach; whether there is room to remember that.
    pub fn stop(&self, session: &str, owner: &Owner, now: Instant) -> bool {
        let mut entries = self.entries();
        let of_one = entries.stops.values().filter(|(other, _)| other.key() == owner.key());
        let has_room = entries.stops.len() < MAX_DEFERRED && of_one.count() < MAX_DEFERRED_PER_KEY;
        if has_room {
            entries.stops.insert(session.to_owned(), (owner.clone(), now));
        }
        has_room
    }

    /// A token may have been claimed under this name, and is to be given back.
    pub fn give_back(&self, token: TokenId, claim: String, now: Instant) {
        let mut entries = self.entries();
        if entries.claims.len() < MAX_DEFERRED {
            entries.claims.insert(token, (claim, now));
        }
    }

    /// Whether a token was claimed under this name in vain. Then it is good, and is not given back any more.
    pub fn take_claim(&self, token: TokenId, claim: &[u8]) -> bool {
        let mut entries = self.entries();
        let is_own = entries
            .claims
            .get(&token)
            .is_some_and(|(own, _)| own.as_bytes() == claim);
        if is_own {
            entries.claims.remove(&token);
        }
        is_own
    }

    /// Takes all that is deferred and not too old.
    fn take(&self, now: Instant) -> Entries {
        let mut entries = std::mem::take(&mut *self.entries());
        entries
            .stops
            .retain(|_, (_, since)| now.saturating_duration_since(*since) < MAX_AGE);
        entries
            .claims
            .retain(|_, (_, since)| now.saturating_duration_since(*since) < MAX_AGE);
        entries
    }

    // A poisoned lock means that a panic was reported elsewhere; what it guards is whole between statements.
    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Nats {
    /// Does the deferred work whenever NATS is there.
    pub(super) async fn do_deferred(self: Arc<Self>) {
        let mut look = tokio::time::interval(INTERVAL);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while self.ended.run_until_cancelled(look.tick()).await.is_some() {
            if !self.is_connected() {
                continue;
            }
            self.free_ended().await;
            let Entries { stops, claims } = self.deferred.take(Instant::now());
            for (session, (owner, since)) in stops {
                let stopped = self.ask_anywhere(&session, &owner, SessionCommand::Stop).await;
                if stopped.is_err_and(|refusal| refusal.kind() == ErrorKind::Unavailable) {
                    self.deferred.stop(&session, &owner, since);
                }
            }
            for (token, (claim, since)) in claims {
                if self.unclaim(token, &claim).await.is_err() {
                    self.deferred.give_back(token, claim, since);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Token;
    use std::time::SystemTime;

    fn token() -> TokenId {
        Token::new("shop".parse().unwrap(), SystemTime::now(), MAX_AGE).id
    }

    #[test]
    fn deferred_work_is_bounded_and_is_not_kept_for_ever() {
        let (deferred, now) = (Deferred::default(), Instant::now());
        let owner = |key: usize| Owner::Key(format!("key-{key}").parse().unwrap());
        let noted = |key: usize| {
            let names = (0..2 * MAX_DEFERRED_PER_KEY).map(|number| format!("{key}-{number}"));
            names.filter(|name| deferred.stop(name, &owner(key), now)).count()
        };
        assert_eq!(noted(0), MAX_DEFERRED_PER_KEY);
        let all: usize = (1..20).map(noted).sum();
        assert_eq!(all + MAX_DEFERRED_PER_KEY, MAX_DEFERRED);
        assert_eq!(deferred.take(now).stops.len(), MAX_DEFERRED);
        assert!(deferred.stop("a", &owner(0), now));
        deferred.give_back(token(), "mine".into(), now);
        let entries = deferred.take(now + MAX_AGE);
        assert!(entries.stops.is_empty() && entries.claims.is_empty());
    }

    #[test]
    fn a_claim_in_vain_is_good_once_and_for_its_own_name_only() {
        let (deferred, token, now) = (Deferred::default(), token(), Instant::now());
        deferred.give_back(token, "mine".into(), now);
        assert!(!deferred.take_claim(token, b"another"));
        assert!(deferred.take_claim(token, b"mine"));
        assert!(!deferred.take_claim(token, b"mine"));
    }
}
