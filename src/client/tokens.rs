//! Fresh tokens: each opens one session and goes with that session's later calls, so that a recovery needs another.

use std::cell::RefCell;

use api::{ApiError, ErrorKind};
use session::Request;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::{Credential, JsError, Service, property};

/// A JavaScript function that is asked for a token before each `streaming.new`. It returns the token or a promise of it;
/// what it throws may carry the HTTP status in a property `status`, 503 where another try may help.
#[derive(Clone)]
pub struct TokenSource(js_sys::Function);

impl PartialEq for TokenSource {
    fn eq(&self, other: &Self) -> bool {
        js_sys::Object::is(&self.0, &other.0)
    }
}

impl Eq for TokenSource {}

impl TokenSource {
    /// A source of tokens.
    pub fn new(source: js_sys::Function) -> Self {
        Self(source)
    }

    async fn fresh(&self) -> Result<Credential, ApiError> {
        let asked = match self.0.call0(&JsValue::UNDEFINED) {
            Ok(answer) => JsFuture::from(js_sys::Promise::resolve(&answer)).await,
            Err(thrown) => Err(thrown),
        };
        match asked.map(|token| token.as_string()) {
            Ok(Some(token)) if !token.is_empty() => Ok(Credential::Token(token)),
            Ok(_) => Err(refused(401.0, "There was no token in the answer.".into())),
            // A function of the page's that only throws most likely fetched something.
            Err(thrown) => Err(refused(
                property::number(&thrown, "status").unwrap_or(0.0),
                JsError::from(thrown).into_message(),
            )),
        }
    }
}

/// The service was not asked. A status that a moment's trouble has is told as 503: another try may help.
fn refused(status: f64, message: String) -> ApiError {
    // Neither is true of what is no number.
    let lasting = (400.0..500.0).contains(&status) && status != 429.0;
    ApiError::new(
        ErrorKind::NoToken,
        if lasting { status as u16 } else { 503 },
        None,
        message,
        None,
    )
}

/// Which session was opened with which token.
#[derive(Default)]
pub(super) struct Admissions {
    sessions: RefCell<Vec<(String, Credential)>>,
}

impl Admissions {
    /// The service with what admits this request to it.
    ///
    /// # Errors
    /// Where no token was to be had.
    pub(super) async fn admit(&self, service: &Service, request: &Request) -> Result<Service, ApiError> {
        let Credential::Fresh(source) = service.credential() else {
            return Ok(service.clone());
        };
        let known = self.of(request);
        let credential = match known {
            Some(credential) => credential,
            // A new session, or one of an earlier visit, whose token is not kept.
            None => source.fresh().await?,
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
    pub(super) fn note(&self, session_id: &str, opened_with: &Service) {
        if matches!(opened_with.credential(), Credential::Token(_)) {
            let entry = (session_id.to_owned(), opened_with.credential().clone());
            self.sessions.borrow_mut().push(entry);
        }
    }

    /// Drops what admits nobody any more.
    pub(super) fn expire(&self, service: &Service) {
        let mut sessions = self.sessions.borrow_mut();
        sessions.retain(|(_, credential)| credential != service.credential());
    }

    /// Drops what belongs to a session that is over.
    pub(super) fn forget(&self, session_id: &str) {
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

    #[wasm_bindgen_test]
    async fn a_refused_token_says_why() {
        let cases = [
            ("throw Object.assign(new Error('no'), { status: 401 })", 401, "no"),
            (
                "return Promise.reject(Object.assign(new Error('x'), { status: 502 }))",
                503,
                "x",
            ),
            (
                "return Promise.reject(Object.assign(new Error('later'), { status: 429 }))",
                503,
                "later",
            ),
            (
                "return Promise.reject(new TypeError('Failed to fetch'))",
                503,
                "Failed to fetch",
            ),
            ("throw Object.assign(new Error('odd'), { status: NaN })", 503, "odd"),
            ("return ''", 401, "There was no token in the answer."),
            ("return 7", 401, "There was no token in the answer."),
        ];
        for (script, status, words) in cases {
            let refusal = Admissions::default().admit(&service(script), &new()).await.unwrap_err();
            assert_eq!(refusal.kind, ErrorKind::NoToken, "the service was not asked: {script}");
            assert_eq!((refusal.status, refusal.message.as_str()), (status, words), "{script}");
        }
    }
}
