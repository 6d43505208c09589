//! Fresh tokens: each opens one session and goes with that session's later calls, so that a recovery needs another.

use std::cell::RefCell;

use api::ApiError;
use session::Request;

use super::{Credential, Service};

/// Which session was opened with which token.
#[derive(Default)]
pub(in crate::client) struct Admissions {
    sessions: RefCell<Vec<(String, Credential)>>,
}

impl Admissions {
    /// The service with what admits this request to it.
    ///
    /// # Errors
    /// Where no token was to be had.
    pub(in crate::client) async fn admit(&self, service: &Service, request: &Request) -> Result<Service, ApiError> {
        let Credential::Fresh(source) = service.credential() else {
            return Ok(service.clone());
        };
        let known = self.of(request);
        let credential = match known {
            Some(credential) => credential,
            // A new session, or one of an earlier visit, whose token is not kept.
            None => Credential::Token(source.fresh().await?),
        };
        Ok(Service::new(service.base(), credential))
    }

    fn of(&self, request: &Request) -> Option<Credential> {
        let id = session_of(request)?;
        let sessions = self.sessions.borrow();
        sessions
            .iter()
            .find(|(session, _)| session == id)
            .map(|(_, credential)| credential.clone())
    }

    /// Notes what a session was opened with.
    pub(in crate::client) fn note(&self, session_id: &str, opened_with: &Service) {
        if matches!(opened_with.credential(), Credential::Token(_)) {
            let entry = (session_id.to_owned(), opened_with.credential().clone());
            self.sessions.borrow_mut().push(entry);
        }
    }

    /// Drops what admits nobody any more.
    pub(in crate::client) fn expire(&self, service: &Service) {
        let mut sessions = self.sessions.borrow_mut();
        sessions.retain(|(_, credential)| credential != service.credential());
    }

    /// Drops what belongs to a session that is over.
    pub(in crate::client) fn forget(&self, session_id: &str) {
        self.sessions.borrow_mut().retain(|(session, _)| session != session_id);
    }
}

fn session_of(request: &Request) -> Option<&str> {
    match request {
        Request::New(_) => None,
        Request::Start(body) => Some(&body.session_id),
        Request::Ice(body) => Some(&body.session_id),
        Request::Task(body) => Some(&body.session_id),
        Request::Interrupt(id) | Request::KeepAlive(id) | Request::Stop(id) => Some(id),
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::super::TokenSource;
    use super::*;

    fn service(script: &str) -> Service {
        let source = js_sys::Function::new_no_args(script);
        Service::new("", Credential::Fresh(TokenSource::new(source)))
    }

    fn new() -> Request {
        Request::New(Box::default())
    }

    #[wasm_bindgen_test]
    async fn each_session_has_its_own_token_and_keeps_it() {
        let service = service(
            "globalThis.tokens = (globalThis.tokens ?? 0) + 1; return Promise.resolve('t' + globalThis.tokens)",
        );
        let admissions = Admissions::default();
        for session in ["one", "two"] {
            let admitted = admissions.admit(&service, &new()).await.unwrap();
            admissions.note(session, &admitted);
        }
        let stop = |id: &str| Request::Stop(id.into());
        let of = async |id: &str| {
            admissions
                .admit(&service, &stop(id))
                .await
                .unwrap()
                .credential()
                .clone()
        };
        assert_eq!(of("one").await, Credential::Token("t1".into()));
        assert_eq!(of("two").await, Credential::Token("t2".into()));
        admissions.forget("one");
        assert_eq!(of("one").await, Credential::Token("t3".into()), "asked for anew");
    }
}
