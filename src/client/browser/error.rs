//! JavaScript exceptions, as text.

use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};

/// Something that JavaScript threw or rejected with, as text, so that it can be cloned and outlives the value.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{text}")]
pub struct JsError {
    name: String,
    text: String,
}

impl JsError {
    /// The name of the exception, such as `NotAllowedError`; empty for a value that has none.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its message, without its name, which is for programmers.
    pub fn into_message(self) -> String {
        match self
            .text
            .strip_prefix(&self.name)
            .and_then(|rest| rest.strip_prefix(": "))
        {
            Some(message) if !self.name.is_empty() => message.to_owned(),
            _ => self.text,
        }
    }

    /// Its message, beginning with its name.
    pub fn into_text(self) -> String {
        self.text
    }
}

impl From<JsValue> for JsError {
    fn from(value: JsValue) -> Self {
        // A `DOMException` is an `Error` in every current browser, so one cast serves both.
        if let Some(error) = value.dyn_ref::<js_sys::Error>() {
            let name = String::from(error.name());
            let text = [name.as_str(), ": ", String::from(error.message()).as_str()].concat();
            return Self { name, text };
        }
        let text = value
            .as_string()
            .or_else(|| js_sys::JSON::stringify(&value).ok().and_then(|json| json.as_string()))
            .unwrap_or_else(|| "unknown error".into());
        Self {
            name: String::new(),
            text,
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn an_error_keeps_its_name_and_message() {
        let error = JsError::from(JsValue::from(js_sys::TypeError::new("no such thing")));
        assert_eq!(error.name(), "TypeError");
        assert_eq!(error.to_string(), "TypeError: no such thing");
    }

    #[wasm_bindgen_test]
    fn a_dom_exception_keeps_its_name() {
        let thrown = web_sys::window()
            .unwrap()
            .document()
            .unwrap()
            .query_selector(":::")
            .unwrap_err();
        assert_eq!(JsError::from(thrown).name(), "SyntaxError");
    }

    #[wasm_bindgen_test]
    fn any_other_value_has_a_text_and_no_name() {
        let object = js_sys::JSON::parse(r#"{"a":[1,null]}"#).unwrap();
        let cases = [
            (JsValue::from_str("plain"), "plain"),
            (object, r#"{"a":[1,null]}"#),
            (JsValue::NULL, "null"),
            (JsValue::UNDEFINED, "unknown error"),
            (JsValue::symbol(Some("s")), "unknown error"),
        ];
        for (value, text) in cases {
            let error = JsError::from(value);
            assert_eq!((error.name(), error.to_string().as_str()), ("", text));
        }
    }
}
