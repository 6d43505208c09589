//! Tokens by which the service admits calls: each opens one session, and goes with that session's later calls.

use crate::TokenId;

/// The sessions that were opened with a token. The token itself is the driver's; here it has only a number.
#[derive(Default)]
pub(crate) struct Tokens {
    last: u32,
    /// Those that were asked for and did not come yet.
    awaited: Vec<TokenId>,
    sessions: Vec<(String, TokenId)>,
}

impl Tokens {
    /// The number of a further token.
    pub(crate) fn next(&mut self) -> TokenId {
        self.last = self.last.wrapping_add(1);
        TokenId(self.last)
    }

    /// A token is asked for.
    pub(crate) fn expect(&mut self, token: TokenId) {
        self.awaited.push(token);
    }

    /// A token came, or was refused; false where none was awaited.
    pub(crate) fn settle(&mut self, token: TokenId) -> bool {
        let place = self.awaited.iter().position(|awaited| *awaited == token);
        place.map(|place| self.awaited.swap_remove(place)).is_some()
    }

    /// The token of a session.
    pub(crate) fn of(&self, session_id: &str) -> Option<TokenId> {
        self.sessions
            .iter()
            .find(|(known, _)| known == session_id)
            .map(|(_, token)| *token)
    }

    /// Notes the token of a session.
    pub(crate) fn keep(&mut self, session_id: &str, token: TokenId) {
        self.sessions.push((session_id.to_owned(), token));
    }

    /// Takes the token of a session out.
    pub(crate) fn take(&mut self, session_id: &str) -> Option<TokenId> {
        let place = self.sessions.iter().position(|(known, _)| known == session_id)?;
        Some(self.sessions.swap_remove(place).1)
    }
}
