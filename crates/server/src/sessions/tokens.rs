//! Tokens that a browser may hold: good for one `streaming.new` and for the later calls of that session.

use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, Instant};

use subtle::ConstantTimeEq;
use thiserror::Error;

use crate::options::KeyName;
use crate::sessions::id::SessionId;
use crate::sessions::owner::Owner;

/// Unused tokens that a key may have. Tokens of one key cost no other key its own, and no key more than this.
const MOST_UNUSED: usize = 1000;

/// Tokens of ended sessions that are kept for a key; with more, its oldest are forgotten.
const MOST_OVER: usize = 1000;

/// How long a token outlives its session. A client that closes its connection and only then says stop is told that all is well.
const AFTERLIFE: Duration = Duration::from_secs(300);

/// Why a token is not made, or opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TokenRefusal {
    /// It was used.
    #[error(
        "Unauthorized: this token has opened its session already; each token opens one. Get a fresh one from streaming.create_token."
    )]
    Used,
    /// The key has as many unused tokens as it may.
    #[error(
        "Exceed rate limit: {MOST_UNUSED} tokens of this key are waiting to be used. Use them, or wait until they have expired."
    )]
    TooMany,
}

/// Names a token: its first half.
type Id = String;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Use {
    /// Not yet used; until when it can be.
    Fresh(Instant),
    /// `streaming.new` is under way.
    Claimed,
    /// It has opened this session.
    Opened(SessionId),
    /// Its session has ended; until when that can be asked for.
    Over(SessionId, Instant),
}

impl Use {
    /// When the token is forgotten, if that is certain.
    fn end(&self) -> Option<Instant> {
        match self {
            Self::Fresh(until) | Self::Over(_, until) => Some(*until),
            Self::Claimed | Self::Opened(_) => None,
        }
    }
}

struct Token {
    secret: String,
    key: KeyName,
    state: Use,
}

/// How many tokens of a key are kept for later.
#[derive(Clone, Copy, Default)]
struct Kept {
    unused: usize,
    over: usize,
}

/// The tokens that are good. No call looks at more of them than the one that it names and those that have just expired.
#[derive(Default)]
pub struct Tokens {
    tokens: HashMap<Id, Token>,
    /// Those that will be forgotten, soonest first.
    ends: BTreeSet<(Instant, Id)>,
    opened: HashMap<SessionId, Id>,
    kept: HashMap<KeyName, Kept>,
}

impl Tokens {
    /// Makes a token of a key. `id` and `secret` are random; the token is both.
    ///
    /// # Errors
    /// Where the key has too many that nobody has used.
    pub fn create(
        &mut self,
        id: Id,
        secret: String,
        key: KeyName,
        now: Instant,
        lifetime: Duration,
    ) -> Result<String, TokenRefusal> {
        self.expire(now);
        if self.kept.get(&key).is_some_and(|kept| kept.unused >= MOST_UNUSED) {
            return Err(TokenRefusal::TooMany);
        }
        let text = format!("{id}.{secret}");
        let token = Token {
            secret,
            key,
            state: Use::Claimed,
        };
        self.tokens.insert(id.clone(), token);
        self.change(&id, Use::Fresh(now + lifetime));
        Ok(text)
    }

    /// Whose a token is; none where it is not good, or not any more.
    pub fn owner(&self, token: &str, now: Instant) -> Option<Owner> {
        let (id, secret) = token.split_once('.')?;
        let token = self.tokens.get(id)?;
        let right = bool::from(token.secret.as_bytes().ct_eq(secret.as_bytes()));
        if !right || token.state.end().is_some_and(|end| end <= now) {
            return None;
        }
        let session = match &token.state {
            Use::Opened(session) | Use::Over(session, _) => Some(session.clone()),
            Use::Fresh(_) | Use::Claimed => None,
        };
        Some(Owner::Token {
            key: token.key.clone(),
            token: id.to_owned(),
            session,
        })
    }

    /// Takes a token for a `streaming.new` that begins.
    ///
    /// # Errors
    /// Where it was taken before.
    pub fn claim(&mut self, id: &str) -> Result<(), TokenRefusal> {
        match self.tokens.get(id) {
            Some(token) if matches!(token.state, Use::Fresh(_)) => {
                self.change(id, Use::Claimed);
                Ok(())
            }
            _ => Err(TokenRefusal::Used),
        }
    }

    /// The `streaming.new` came to a session.
    pub fn opened(&mut self, id: &str, session: SessionId) {
        if self.tokens.contains_key(id) {
            self.opened.insert(session.clone(), id.to_owned());
            self.change(id, Use::Opened(session));
        }
    }

    /// The `streaming.new` came to nothing: the token is good again.
    pub fn release(&mut self, id: &str, until: Instant) {
        if self.tokens.get(id).is_some_and(|token| token.state == Use::Claimed) {
            self.change(id, Use::Fresh(until));
        }
    }

    /// A session has ended; soon its token will be forgotten.
    pub fn ended(&mut self, session: &str, now: Instant) {
        self.expire(now);
        let Some(id) = self.opened.remove(session) else {
            return;
        };
        self.change(&id, Use::Over(session.to_owned(), now + AFTERLIFE));
        let key = self.tokens.get(&id).map(|token| token.key.clone());
        let Some(key) = key.filter(|key| self.kept.get(key).is_some_and(|kept| kept.over > MOST_OVER)) else {
            return;
        };
        let oldest = self.ends.iter().find(|(_, id)| {
            let token = self.tokens.get(id);
            token.is_some_and(|token| token.key == key && matches!(token.state, Use::Over(..)))
        });
        if let Some((_, id)) = oldest.cloned() {
            self.forget(&id);
        }
    }

    /// Forgets what has come to its end.
    fn expire(&mut self, now: Instant) {
        while let Some((end, id)) = self.ends.first()
            && *end <= now
        {
            let id = id.clone();
            self.forget(&id);
        }
    }

    fn forget(&mut self, id: &str) {
        self.change(id, Use::Claimed);
        self.tokens.remove(id);
    }

    /// Every change of a token's state, with what is counted of it.
    fn change(&mut self, id: &str, state: Use) {
        let Some(token) = self.tokens.get_mut(id) else {
            return;
        };
        let kept = self.kept.entry(token.key.clone()).or_default();
        match &token.state {
            Use::Fresh(_) => kept.unused = kept.unused.saturating_sub(1),
            Use::Over(..) => kept.over = kept.over.saturating_sub(1),
            Use::Claimed | Use::Opened(_) => {}
        }
        match &state {
            Use::Fresh(_) => kept.unused += 1,
            Use::Over(..) => kept.over += 1,
            Use::Claimed | Use::Opened(_) => {}
        }
        if let Some(end) = token.state.end() {
            self.ends.remove(&(end, id.to_owned()));
        }
        if let Some(end) = state.end() {
            self.ends.insert((end, id.to_owned()));
        }
        token.state = state;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIFETIME: Duration = Duration::from_secs(600);

    fn session_of(owner: Option<Owner>) -> Option<SessionId> {
        match owner {
            Some(Owner::Token { session, .. }) => session,
            _ => None,
        }
    }

    fn name(key: usize) -> KeyName {
        format!("key-{key}").parse().unwrap()
    }

    fn make(tokens: &mut Tokens, id: &str, key: usize, now: Instant) -> Result<String, TokenRefusal> {
        tokens.create(id.into(), "secret".into(), name(key), now, LIFETIME)
    }

    #[test]
    fn a_token_opens_one_session_and_ends_soon_after_it() {
        let now = Instant::now();
        let mut tokens = Tokens::default();
        let token = make(&mut tokens, "id", 0, now).unwrap();
        assert_eq!(session_of(tokens.owner(&token, now)), None);
        tokens.claim("id").unwrap();
        assert_eq!(tokens.claim("id"), Err(TokenRefusal::Used));
        tokens.opened("id", "session".into());
        assert_eq!(tokens.claim("id"), Err(TokenRefusal::Used));
        // Used tokens do not expire while their session lives.
        assert_eq!(
            session_of(tokens.owner(&token, now + LIFETIME * 2)),
            Some("session".into())
        );
        tokens.ended("other", now);
        tokens.ended("session", now);
        assert_eq!(tokens.claim("id"), Err(TokenRefusal::Used));
        assert_eq!(session_of(tokens.owner(&token, now)), Some("session".into()));
        assert_eq!(tokens.owner(&token, now + AFTERLIFE), None);
    }

    #[test]
    fn an_unused_token_expires_and_a_failed_start_gives_it_back() {
        let now = Instant::now();
        let mut tokens = Tokens::default();
        let token = make(&mut tokens, "id", 0, now).unwrap();
        tokens.claim("id").unwrap();
        tokens.release("id", now + LIFETIME);
        assert!(tokens.owner(&token, now + LIFETIME - Duration::from_secs(1)).is_some());
        assert_eq!(tokens.owner(&token, now + LIFETIME), None);
    }

    #[test]
    fn one_keys_flood_costs_no_key_its_tokens() {
        let now = Instant::now();
        let mut tokens = Tokens::default();
        let other = make(&mut tokens, "other", 1, now).unwrap();
        let first = make(&mut tokens, "first", 0, now).unwrap();
        for id in 1..MOST_UNUSED {
            make(&mut tokens, &id.to_string(), 0, now).unwrap();
        }
        assert_eq!(make(&mut tokens, "one more", 0, now), Err(TokenRefusal::TooMany));
        assert!(tokens.owner(&other, now).is_some());
        assert!(tokens.owner(&first, now).is_some(), "nor its own");
        make(&mut tokens, "another", 1, now).unwrap();
        // A used one leaves room for one more, and so does one that has expired.
        tokens.claim("first").unwrap();
        make(&mut tokens, "in its place", 0, now).unwrap();
        assert_eq!(make(&mut tokens, "one more", 0, now), Err(TokenRefusal::TooMany));
        make(&mut tokens, "later", 0, now + LIFETIME).unwrap();
        assert_eq!(tokens.ends.len(), 1, "what has expired is forgotten");
    }

    #[test]
    fn the_tokens_of_ended_sessions_do_not_pile_up() {
        let now = Instant::now();
        let mut tokens = Tokens::default();
        let mut made = Vec::new();
        for number in 0..=MOST_OVER {
            let id = number.to_string();
            made.push(make(&mut tokens, &id, 0, now).unwrap());
            tokens.claim(&id).unwrap();
            tokens.opened(&id, id.clone());
            tokens.ended(&id, now + Duration::from_millis(number as u64));
        }
        assert_eq!(tokens.tokens.len(), MOST_OVER);
        assert_eq!(tokens.owner(&made[0], now), None);
        assert!(tokens.owner(&made[1], now).is_some());
    }

    proptest! {
        #[test]
        fn nothing_but_the_token_itself_is_good(guess in "(id|[a-z]{0,3})\\.?(secret|[a-z]{0,7})") {
            let now = Instant::now();
            let mut tokens = Tokens::default();
            let token = make(&mut tokens, "id", 3, now).unwrap();
            prop_assert_eq!(tokens.owner(&guess, now).is_some(), guess == token);
        }

        #[test]
        fn what_is_counted_is_what_there_is(steps in prop::collection::vec((0_u8..6, 0_u8..4, 0_usize..2, 0_u64..400), 0..60)) {
            let mut now = Instant::now();
            let mut tokens = Tokens::default();
            for (step, number, key, seconds) in steps {
                let id = format!("{number}");
                match step {
                    0 if !tokens.tokens.contains_key(&id) => _ = make(&mut tokens, &id, key, now),
                    1 => _ = tokens.claim(&id),
                    2 if matches!(tokens.tokens.get(&id).map(|token| &token.state), Some(Use::Claimed)) => {
                        tokens.opened(&id, id.clone());
                    }
                    3 => tokens.release(&id, now + LIFETIME),
                    4 => tokens.ended(&id, now),
                    _ => {
                        now += Duration::from_secs(seconds);
                        tokens.expire(now);
                    }
                }
            }
            for key in [0, 1].map(name) {
                let count = |is: fn(&Use) -> bool| {
                    tokens.tokens.values().filter(|token| token.key == key && is(&token.state)).count()
                };
                let kept = tokens.kept.get(&key).copied().unwrap_or_default();
                prop_assert_eq!(kept.unused, count(|state| matches!(state, Use::Fresh(_))));
                prop_assert_eq!(kept.over, count(|state| matches!(state, Use::Over(..))));
            }
            let ends = tokens.tokens.values().filter(|token| token.state.end().is_some()).count();
            prop_assert_eq!(tokens.ends.len(), ends);
        }
    }
}
