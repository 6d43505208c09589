//! The tokens that a page's driver holds, and the law of their use: one opens one session, and goes with that session's calls.

use streaming_avatar_session::{CallId, Request, TokenId};

struct Token {
    id: TokenId,
    /// Whether it has come.
    here: bool,
    /// The `streaming.new` that it was sent with, while that has no outcome.
    call: Option<CallId>,
    session: Option<String>,
}

/// The tokens of one page.
#[derive(Default)]
pub struct Admission {
    tokens: Vec<Token>,
    last: u32,
    /// Whether a token was refused for good: then a session may stay open.
    pub denied: bool,
}

impl Admission {
    /// Whether no token is held or awaited.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    fn find(&mut self, id: TokenId) -> Option<&mut Token> {
        self.tokens.iter_mut().find(|token| token.id == id)
    }

    fn add(&mut self, id: TokenId, here: bool, call: Option<CallId>) -> Result<(), String> {
        if id.0 <= self.last {
            return Err(format!("a token's number is used twice: {id:?}"));
        }
        self.last = id.0;
        self.tokens.push(Token {
            id,
            here,
            call,
            session: None,
        });
        Ok(())
    }

    /// A token is asked for.
    pub fn fetch(&mut self, id: TokenId) -> Result<(), String> {
        self.add(id, false, None)
    }

    /// A `streaming.new` that the page sent is awaited, with its token.
    pub fn early(&mut self, call: CallId, id: Option<TokenId>) -> Result<(), String> {
        id.map_or(Ok(()), |id| self.add(id, true, Some(call)))
    }

    /// A token came, or did not.
    pub fn came(&mut self, id: TokenId, here: bool) {
        if here {
            if let Some(token) = self.find(id) {
                token.here = true;
            }
        } else {
            self.tokens.retain(|token| token.id != id);
        }
    }

    /// The page did not send it, so its token is not there either.
    pub fn not_sent(&mut self, call: CallId) {
        self.tokens.retain(|token| token.call != Some(call));
    }

    /// A session was opened by that call.
    pub fn created(&mut self, call: CallId, session_id: &str) {
        if let Some(token) = self.tokens.iter_mut().find(|token| token.call == Some(call)) {
            token.call = None;
            token.session = Some(session_id.to_owned());
        }
    }

    /// A token is dropped.
    pub fn dropped(&mut self, id: TokenId) -> Result<(), String> {
        let known = self.find(id).is_some_and(|token| token.here);
        self.tokens.retain(|token| token.id != id);
        known.then_some(()).ok_or(format!("{id:?} is dropped and not held"))
    }

    /// A request is sent, with a token where tokens are `needed`.
    pub fn sent(&mut self, needed: bool, call: CallId, request: &Request, id: Option<TokenId>) -> Result<(), String> {
        let Some(id) = id else {
            return (!needed).then_some(()).ok_or(format!("no token: {request:?}"));
        };
        let Some(token) = self.find(id).filter(|token| needed && token.here) else {
            return Err(format!("{id:?} is not held: {request:?}"));
        };
        let is_fresh = token.call.is_none() && token.session.is_none();
        let right = match (request.session_id(), is_fresh) {
            (None, true) => {
                token.call = Some(call);
                true
            }
            (Some(session_id), true) if matches!(request, Request::Stop(_)) => {
                token.session = Some(session_id.to_owned());
                true
            }
            (session_id, _) => token.session.is_some() && token.session.as_deref() == session_id,
        };
        right.then_some(()).ok_or(format!("{id:?} is another's: {request:?}"))
    }
}
