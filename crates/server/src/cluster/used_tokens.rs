//! The used tokens of one machine, so that each opens one session (no replay).

use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use api::ErrorKind;

use crate::keys::{Token, TokenId};
use crate::refusal::Refusal;

/// How long a used token is remembered after it has expired, so that a clock that is set back does not make it good again.
const MARGIN: Duration = Duration::from_secs(60);

/// The refusal of a token that was used before.
pub fn token_used() -> Refusal {
    let message = "Unauthorized: this token has opened its session already; each token opens one. Get a fresh one from streaming.create_token.";
    Refusal::new(ErrorKind::Unauthorized, message)
}

/// The tokens that have been used and would be good otherwise.
#[derive(Default)]
pub struct UsedTokens(Mutex<Used>);

#[derive(Default)]
struct Used {
    tokens: HashSet<TokenId>,
    /// When each is forgotten, soonest first.
    ends: BTreeSet<(SystemTime, TokenId)>,
}

impl UsedTokens {
    /// Takes a token for a session that is about to be opened.
    ///
    /// # Errors
    /// Where it was taken before.
    pub fn take(self: &Arc<Self>, token: &Token, now: SystemTime) -> Result<TokenUse, Refusal> {
        let mut used = self.used();
        while let Some((end, id)) = used.ends.first().copied()
            && end <= now
        {
            used.ends.remove(&(end, id));
            used.tokens.remove(&id);
        }
        if !used.tokens.insert(token.id) {
            return Err(token_used());
        }
        let end = token.expires() + MARGIN;
        used.ends.insert((end, token.id));
        Ok(TokenUse {
            used_tokens: Arc::clone(self),
            taken: Some((end, token.id)),
        })
    }

    // A poisoned lock means that a panic was reported elsewhere; what it guards is whole between statements.
    fn used(&self) -> MutexGuard<'_, Used> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A token that is being used. It is given back unless a session comes of it.
pub struct TokenUse {
    used_tokens: Arc<UsedTokens>,
    taken: Option<(SystemTime, TokenId)>,
}

impl TokenUse {
    /// A session has come of it.
    pub fn keep(mut self) {
        self.taken = None;
    }
}

impl Drop for TokenUse {
    fn drop(&mut self) {
        if let Some((end, id)) = self.taken {
            let mut used = self.used_tokens.used();
            used.tokens.remove(&id);
            used.ends.remove(&(end, id));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    const LIFETIME: Duration = Duration::from_secs(600);

    fn token(now: SystemTime) -> Token {
        Token::new("shop".parse().unwrap(), now, LIFETIME)
    }

    #[test]
    fn a_token_is_taken_once_and_again_where_nothing_came_of_it() {
        let (used_tokens, now) = (Arc::new(UsedTokens::default()), UNIX_EPOCH);
        let (one, other) = (token(now), token(now));
        let token_use = used_tokens.take(&one, now).unwrap();
        assert!(used_tokens.take(&one, now).is_err());
        drop(token_use);
        used_tokens.take(&one, now).unwrap().keep();
        let refused = used_tokens.take(&one, now).err().unwrap();
        assert!(refused.message().starts_with("Unauthorized"), "{refused}");
        used_tokens.take(&other, now).unwrap().keep();
    }

    #[test]
    fn what_has_expired_is_forgotten() {
        let (used_tokens, now) = (Arc::new(UsedTokens::default()), UNIX_EPOCH);
        for _ in 0..100 {
            used_tokens.take(&token(now), now).unwrap().keep();
        }
        let later = now + LIFETIME + MARGIN;
        used_tokens.take(&token(later), later).unwrap().keep();
        let used = used_tokens.used();
        assert_eq!((used.tokens.len(), used.ends.len()), (1, 1));
    }
}
