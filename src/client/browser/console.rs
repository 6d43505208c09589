//! Words to the developer of the page, in the browser's console.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console)]
    fn warn(text: &str);
}

/// Tells of an entry of a list that cannot be used: the others are.
pub(in crate::client) fn left_out(what: &str) {
    warn(&["streaming-avatar: left out of what came: ", what].concat());
}
