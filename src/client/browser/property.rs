//! Properties of JavaScript objects whose shape nobody promises.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// A property; undefined where there is none, or no object that could have it.
#[inline(never)]
pub(crate) fn value(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

/// A text; none where the property is none.
#[inline(never)]
pub(crate) fn text(object: &JsValue, name: &str) -> Option<String> {
    value(object, name).as_string()
}

/// A number; none where the property is none.
#[inline(never)]
pub(crate) fn number(object: &JsValue, name: &str) -> Option<f64> {
    value(object, name).as_f64()
}

/// Whether a property is there and truthy.
pub(crate) fn flag(object: &JsValue, name: &str) -> bool {
    value(object, name).is_truthy()
}
