//! Takes the markup out of texts, with code that is fetched once there is a text with markup.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A function of the page's scripts that takes a text and returns a promise of it without markup. The code behind it weighs as
/// much as a tenth of the module (`web/embed/extra/cleaner.js`).
#[derive(Clone, Debug, Default)]
pub struct Cleaner(Option<Function>);

impl Cleaner {
    /// Takes the function. Any other value counts as none: texts then stay as they are, and services clean them.
    pub fn new(function: JsValue) -> Self {
        Self(function.dyn_into().ok())
    }

    /// The text as a reader would see it; the text itself where that cannot be told.
    pub(crate) async fn clean(&self, text: String) -> String {
        self.ask(&text).await.unwrap_or(text)
    }

    async fn ask(&self, text: &str) -> Option<String> {
        let promise = self.0.as_ref()?.call1(&JsValue::UNDEFINED, &text.into()).ok()?;
        JsFuture::from(Promise::resolve(&promise)).await.ok()?.as_string()
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn cleaner(body: &str) -> Cleaner {
        Cleaner::new(Function::new_with_args("text", body).into())
    }

    #[wasm_bindgen_test]
    async fn a_text_comes_back_without_its_markup() {
        let cleaner = cleaner("return Promise.resolve(text.replaceAll('*', ''))");
        assert_eq!(cleaner.clean("**Hi**".into()).await, "Hi");
    }

    #[wasm_bindgen_test]
    async fn a_text_stays_as_it_is_where_it_cannot_be_cleaned() {
        for body in ["throw 'no'", "return Promise.reject('no')", "return 5", ""] {
            assert_eq!(cleaner(body).clean("**Hi**".into()).await, "**Hi**", "{body}");
        }
        assert_eq!(Cleaner::new(JsValue::NULL).clean("**Hi**".into()).await, "**Hi**");
    }
}
