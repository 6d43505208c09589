//! The tokens that the machine knows by number.

use std::cell::RefCell;

use session::TokenId;

use super::{Credential, Service};

/// Fresh tokens, while they admit calls. They are kept here and sent in a header, and nowhere else.
#[derive(Default)]
pub(in crate::client) struct Tokens(RefCell<Vec<(TokenId, String)>>);

impl Tokens {
    /// Keeps a token.
    pub(in crate::client) fn keep(&self, id: TokenId, token: String) {
        self.0.borrow_mut().push((id, token));
    }

    /// Removes a token.
    pub(in crate::client) fn remove(&self, id: TokenId) {
        self.0.borrow_mut().retain(|(known, _)| *known != id);
    }

    /// The service as it is called with this token, or as it is where the call needs none.
    pub(in crate::client) fn admit(&self, service: &Service, id: Option<TokenId>) -> Service {
        let tokens = self.0.borrow();
        match tokens.iter().find(|(known, _)| Some(*known) == id) {
            Some((_, token)) => Service::new(service.base(), Credential::Token(token.clone())),
            None => service.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test(unsupported = test)]
    fn a_call_is_admitted_by_its_token_until_that_is_removed() {
        let service = Service::new("https://tokens.test", Credential::None);
        let tokens = Tokens::default();
        tokens.keep(TokenId(1), "t1".into());
        tokens.keep(TokenId(2), "t2".into());
        let admitted = |id| tokens.admit(&service, id).credential().clone();
        assert_eq!(admitted(Some(TokenId(2))), Credential::Token("t2".into()));
        assert_eq!(admitted(None), Credential::None);
        tokens.remove(TokenId(2));
        assert_eq!(admitted(Some(TokenId(2))), Credential::None);
    }
}
