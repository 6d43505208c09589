//! One exchange with a service: question and reply.
//!
//! The request is made with web-sys: gloo-net's builder knows no `keepalive`, and panics at a header that no header can be, such as a
//! mistyped key. gloo-net sends it and reads the reply.

use api::{ApiError, Call, Method, Verdict};
use wasm_bindgen::JsValue;

use super::Credential;
use super::wire::write::Field;
use super::wire::{self, Unreadable};
use crate::client::browser::property;

/// A question to the service.
pub(in crate::client) struct Question<'a> {
    method: Method,
    path: &'a str,
    body: JsValue,
    signal: Option<&'a web_sys::AbortSignal>,
    keepalive: bool,
}

impl<'a> Question<'a> {
    /// A question without a body.
    pub(in crate::client) fn get(path: &'a str, signal: Option<&'a web_sys::AbortSignal>) -> Self {
        Self {
            method: Method::Get,
            path,
            body: JsValue::UNDEFINED,
            signal,
            keepalive: false,
        }
    }

    /// A call with its body.
    pub(in crate::client) fn call(
        call: Call,
        body: &Field<'_>,
        signal: Option<&'a web_sys::AbortSignal>,
        keepalive: bool,
    ) -> Self {
        Self {
            method: call.method(),
            path: call.path(),
            body: wire::write::write(body),
            signal,
            keepalive,
        }
    }

    pub(super) fn request(&self, base: &str, credential: &Credential) -> Result<web_sys::Request, JsValue> {
        let headers = js_sys::Object::new();
        if let Some((name, value)) = credential.header() {
            js_sys::Reflect::set(&headers, &name.into(), &value.into())?;
        }
        let init = web_sys::RequestInit::new();
        if self.method == Method::Post {
            init.set_method("POST");
            let body: JsValue = js_sys::JSON::stringify(&self.body)?.into();
            init.set_body(&body);
            js_sys::Reflect::set(&headers, &"content-type".into(), &"application/json".into())?;
        }
        init.set_headers(&headers);
        init.set_signal(self.signal);
        if self.keepalive {
            // The request outlives the page; `RequestInit` has no setter for it.
            js_sys::Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE)?;
        }
        web_sys::Request::new_with_str_and_init(&[base, self.path].concat(), &init)
    }
}

/// A reply of the service.
pub(in crate::client) struct Reply {
    status: u16,
    retry_after: Option<u32>,
    /// The body as JSON; undefined where it is none.
    body: JsValue,
}

impl Reply {
    /// A reply that somebody else waited for.
    pub(in crate::client) fn of(status: u16, retry_after: Option<u32>, body: JsValue) -> Self {
        Self {
            status,
            retry_after,
            body,
        }
    }

    /// A reply as it came: its `Retry-After` and its text.
    pub(in crate::client) fn read(status: u16, retry_after: Option<String>, text: &str) -> Self {
        Self {
            status,
            retry_after: retry_after.and_then(|told| seconds(&told)),
            body: js_sys::JSON::parse(text).unwrap_or(JsValue::UNDEFINED),
        }
    }

    /// Tells success from refusal.
    ///
    /// # Errors
    /// The refusal's meaning.
    pub(in crate::client) fn judge(&self) -> Result<(), ApiError> {
        let verdict = wire::read::verdict(&self.body);
        Verdict::judge(verdict.as_ref(), self.status, self.retry_after)
    }

    /// The data of a success, as `read` reads them.
    ///
    /// # Errors
    /// The refusal's meaning, or that the data are not those of this call.
    pub(in crate::client) fn data<T>(&self, read: fn(&JsValue) -> Result<T, Unreadable>) -> Result<T, ApiError> {
        self.judge()?;
        read(&property::value(&self.body, "data")).map_err(|_| ApiError::without_data(self.status, self.retry_after))
    }
}

/// The wait that `Retry-After` asks for: seconds, or the time until a date (RFC 9110, section 10.2.3).
fn seconds(told: &str) -> Option<u32> {
    told.trim().parse().ok().or_else(|| {
        let left = (js_sys::Date::parse(told) - js_sys::Date::now()) / 1000.0;
        // `NaN`, for a text that is no date, is not more than anything.
        (left > 0.0).then_some(left.ceil() as u32)
    })
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn a_pause_is_asked_for_in_seconds_or_up_to_a_date() {
        assert_eq!(seconds(" 7 "), Some(7));
        let soon = js_sys::Date::new(&(js_sys::Date::now() + 90_000.0).into());
        let left = seconds(&String::from(soon.to_utc_string())).unwrap();
        assert!((80..=91).contains(&left), "{left}");
        for told in ["Wed, 21 Oct 2015 07:28:00 GMT", "soon", "", "-5", "1.5"] {
            assert_eq!(seconds(told), None, "{told}");
        }
    }
}
