//! Fresh tokens from the page: each opens one session.

use api::{ApiError, ErrorKind};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::client::browser::{JsError, property};

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

    /// Asks for a token.
    ///
    /// # Errors
    /// [`ErrorKind::NoToken`], with the status 503 where another try may help.
    pub(in crate::client) async fn fresh(&self) -> Result<String, ApiError> {
        let asked = match self.0.call0(&JsValue::UNDEFINED) {
            Ok(answer) => JsFuture::from(js_sys::Promise::resolve(&answer)).await,
            Err(thrown) => Err(thrown),
        };
        match asked.map(|token| token.as_string()) {
            Ok(Some(token)) if !token.is_empty() => Ok(token),
            Ok(_) => Err(refused(401.0, "There was no token in the answer.".into())),
            // A function of the page's that only throws most likely fetched something.
            Err(thrown) => Err(refused(
                property::number(&thrown, "status").unwrap_or(0.0),
                JsError::from(thrown).into_message(),
            )),
        }
    }
}

/// The service was not asked. A status that passes by itself is told as 503: another try may help.
fn refused(status: f64, message: String) -> ApiError {
    // Neither comparison holds for a value that is not a number.
    let lasting = (400.0..500.0).contains(&status) && status != 429.0;
    ApiError::new(
        ErrorKind::NoToken,
        if lasting { status as u16 } else { 503 },
        None,
        message,
        None,
    )
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

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
        for (script, status, message) in cases {
            let source = TokenSource::new(js_sys::Function::new_no_args(script));
            let refusal = source.fresh().await.unwrap_err();
            assert_eq!(refusal.kind, ErrorKind::NoToken, "the service was not asked: {script}");
            assert_eq!(
                (refusal.status, refusal.message.as_str()),
                (status, message),
                "{script}"
            );
        }
    }
}
