//! Tokens that a browser may hold: good for one `streaming.new` and for the later calls of that session.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use subtle::ConstantTimeEq;
use thiserror::Error;

use crate::sessions::{Owner, SessionId};

/// Unused tokens that are kept; with more, the oldest are forgotten.
const MOST_UNUSED: usize = 1000;

/// How long a token outlives its session. A client that closes its connection and only then says stop is told that all is well.
const AFTERLIFE: Duration = Duration::from_secs(300);

/// Why a token opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TokenRefusal {
    /// It was used.
    #[error(
        "Unauthorized: this token has opened its session already; each token opens one. Get a fresh one from streaming.create_token."
    )]
    Used,
}

#[derive(Clone, Debug)]
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

#[derive(Clone)]
struct Token {
    secret: String,
    key: usize,
    made: u64,
    state: Use,
}

/// The tokens that are good.
#[derive(Default)]
pub struct Tokens {
    tokens: HashMap<String, Token>,
    made: u64,
}

impl Tokens {
    /// Makes a token of a key. `id` and `secret` are random; the token is both.
    pub fn create(&mut self, id: String, secret: String, key: usize, now: Instant, lifetime: Duration) -> String {
        self.expire(now);
        let fresh = |token: &Token| matches!(token.state, Use::Fresh(_));
        if self.tokens.values().filter(|token| fresh(token)).count() >= MOST_UNUSED {
            let oldest = self
                .tokens
                .iter()
                .filter(|(_, token)| fresh(token))
                .min_by_key(|(_, token)| token.made);
            if let Some(id) = oldest.map(|(id, _)| id.clone()) {
                self.tokens.remove(&id);
            }
        }
        self.made += 1;
        let text = format!("{id}.{secret}");
        self.tokens.insert(
            id,
            Token {
                secret,
                key,
                made: self.made,
                state: Use::Fresh(now + lifetime),
            },
        );
        text
    }

    /// Whose a token is; none where it is not good, or not any more.
    pub fn owner(&mut self, token: &str, now: Instant) -> Option<Owner> {
        self.expire(now);
        let (id, secret) = token.split_once('.')?;
        let token = self.tokens.get(id)?;
        if !bool::from(token.secret.as_bytes().ct_eq(secret.as_bytes())) {
            return None;
        }
        let session = match &token.state {
            Use::Opened(session) | Use::Over(session, _) => Some(session.clone()),
            Use::Fresh(_) | Use::Claimed => None,
        };
        Some(Owner::Token {
            key: token.key,
            token: id.to_owned(),
            session,
        })
    }

    /// Takes a token for a `streaming.new` that begins.
    ///
    /// # Errors
    /// Where it was taken before.
    pub fn claim(&mut self, id: &str) -> Result<(), TokenRefusal> {
        match self.tokens.get_mut(id) {
            Some(token) if matches!(token.state, Use::Fresh(_)) => {
                token.state = Use::Claimed;
                Ok(())
            }
            _ => Err(TokenRefusal::Used),
        }
    }

    /// The `streaming.new` came to a session.
    pub fn opened(&mut self, id: &str, session: SessionId) {
        if let Some(token) = self.tokens.get_mut(id) {
            token.state = Use::Opened(session);
        }
    }

    /// The `streaming.new` came to nothing: the token is good again.
    pub fn release(&mut self, id: &str, until: Instant) {
        if let Some(token) = self.tokens.get_mut(id)
            && matches!(token.state, Use::Claimed)
        {
            token.state = Use::Fresh(until);
        }
    }

    /// A session has ended; soon its token will be forgotten.
    pub fn ended(&mut self, session: &str, now: Instant) {
        self.expire(now);
        for token in self.tokens.values_mut() {
            if matches!(&token.state, Use::Opened(opened) if opened == session) {
                token.state = Use::Over(session.to_owned(), now + AFTERLIFE);
            }
        }
    }

    fn expire(&mut self, now: Instant) {
        self.tokens.retain(|_, token| match &token.state {
            Use::Fresh(until) | Use::Over(_, until) => *until > now,
            Use::Claimed | Use::Opened(_) => true,
        });
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

    #[test]
    fn a_token_opens_one_session_and_ends_soon_after_it() {
        let now = Instant::now();
        let mut tokens = Tokens::default();
        let token = tokens.create("id".into(), "secret".into(), 0, now, LIFETIME);
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
        let token = tokens.create("id".into(), "secret".into(), 0, now, LIFETIME);
        tokens.claim("id").unwrap();
        tokens.release("id", now + LIFETIME);
        assert!(tokens.owner(&token, now + LIFETIME - Duration::from_secs(1)).is_some());
        assert_eq!(tokens.owner(&token, now + LIFETIME), None);
    }

    #[test]
    fn unused_tokens_do_not_pile_up() {
        let now = Instant::now();
        let mut tokens = Tokens::default();
        let made: Vec<_> = (0..MOST_UNUSED + 5)
            .map(|id| tokens.create(id.to_string(), "secret".into(), 0, now, LIFETIME))
            .collect();
        assert_eq!(tokens.tokens.len(), MOST_UNUSED);
        assert_eq!(tokens.owner(&made[4], now), None);
        assert!(tokens.owner(&made[5], now).is_some());
    }

    proptest! {
        #[test]
        fn nothing_but_the_token_itself_is_good(guess in "(id|[a-z]{0,3})\\.?(secret|[a-z]{0,7})") {
            let now = Instant::now();
            let mut tokens = Tokens::default();
            let token = tokens.create("id".into(), "secret".into(), 3, now, LIFETIME);
            prop_assert_eq!(tokens.owner(&guess, now).is_some(), guess == token);
        }
    }
}
