//! Work that is left over from a time without the engine, for when it is back: sessions to be stopped, tokens to be given back, places to be freed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use api::ErrorKind;

use crate::cluster::nats::Nats;
use crate::cluster::wish::Wish;
use crate::keys::TokenId;
use crate::sessions::{Owner, SessionId};

/// How often it is looked whether the engine is back.
const LOOK: Duration = Duration::from_secs(1);

/// How long something is left over. Sessions that nobody uses have ended by then, and tokens have expired.
const MEMORY: Duration = Duration::from_secs(600);

/// Sessions that may wait to be stopped, and tokens to be given back.
const MOST: usize = 1000;

/// As many sessions of one key, so that its holders take no place from others.
const MOST_OF_ONE: usize = 100;

/// The work that is left over.
#[derive(Default)]
pub struct Later(Mutex<Left>);

#[derive(Default)]
struct Left {
    stops: HashMap<SessionId, (Owner, Instant)>,
    /// Tokens that may have been claimed under this name, and of which no session came.
    claims: HashMap<TokenId, (String, Instant)>,
}

impl Later {
    /// A session is to be stopped as soon as its machine is within reach; whether there is room to remember that.
    pub fn stop(&self, session: &str, owner: &Owner, now: Instant) -> bool {
        let mut left = self.left();
        let of_one = left.stops.values().filter(|(other, _)| other.key() == owner.key());
        let has_room = left.stops.len() < MOST && of_one.count() < MOST_OF_ONE;
        if has_room {
            left.stops.insert(session.to_owned(), (owner.clone(), now));
        }
        has_room
    }

    /// A token may have been claimed under this name, and is to be given back.
    pub fn give_back(&self, token: TokenId, claim: String, now: Instant) {
        let mut left = self.left();
        if left.claims.len() < MOST {
            left.claims.insert(token, (claim, now));
        }
    }

    /// Whether a token was claimed under this name in vain. Then it is good, and is not given back any more.
    pub fn take_claim(&self, token: TokenId, claim: &[u8]) -> bool {
        let mut left = self.left();
        let is_own = left.claims.get(&token).is_some_and(|(own, _)| own.as_bytes() == claim);
        if is_own {
            left.claims.remove(&token);
        }
        is_own
    }

    /// Takes all that is left over and not too old.
    fn take(&self, now: Instant) -> Left {
        let mut left = std::mem::take(&mut *self.left());
        left.stops
            .retain(|_, (_, since)| now.saturating_duration_since(*since) < MEMORY);
        left.claims
            .retain(|_, (_, since)| now.saturating_duration_since(*since) < MEMORY);
        left
    }

    // A poisoned lock means that a panic was reported elsewhere; what it guards is whole between statements.
    fn left(&self) -> MutexGuard<'_, Left> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Nats {
    /// Does what is left over whenever the engine is there.
    pub(super) async fn catch_up(self: Arc<Self>) {
        let mut look = tokio::time::interval(LOOK);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while self.ended.run_until_cancelled(look.tick()).await.is_some() {
            if !self.is_in_touch() {
                continue;
            }
            self.free_ended().await;
            let Left { stops, claims } = self.later.take(Instant::now());
            for (session, (owner, since)) in stops {
                let stopped = self.ask_anywhere(&session, &owner, Wish::Stop).await;
                if stopped.is_err_and(|refusal| refusal.kind() == ErrorKind::Unavailable) {
                    self.later.stop(&session, &owner, since);
                }
            }
            for (token, (claim, since)) in claims {
                if self.unclaim(token, &claim).await.is_err() {
                    self.later.give_back(token, claim, since);
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
        Token::new("shop".parse().unwrap(), SystemTime::now(), MEMORY).id
    }

    #[test]
    fn what_is_left_over_is_bounded_and_is_not_kept_for_ever() {
        let (later, now) = (Later::default(), Instant::now());
        let owner = |key: usize| Owner::Key(format!("key-{key}").parse().unwrap());
        let noted = |key: usize| {
            let names = (0..2 * MOST_OF_ONE).map(|number| format!("{key}-{number}"));
            names.filter(|name| later.stop(name, &owner(key), now)).count()
        };
        assert_eq!(noted(0), MOST_OF_ONE);
        let all: usize = (1..20).map(noted).sum();
        assert_eq!(all + MOST_OF_ONE, MOST);
        assert_eq!(later.take(now).stops.len(), MOST);
        assert!(later.stop("a", &owner(0), now));
        later.give_back(token(), "mine".into(), now);
        let left = later.take(now + MEMORY);
        assert!(left.stops.is_empty() && left.claims.is_empty());
    }

    #[test]
    fn a_claim_in_vain_is_good_once_and_for_its_own_name_only() {
        let (later, token, now) = (Later::default(), token(), Instant::now());
        later.give_back(token, "mine".into(), now);
        assert!(!later.take_claim(token, b"another"));
        assert!(later.take_claim(token, b"mine"));
        assert!(!later.take_claim(token, b"mine"));
    }
}
