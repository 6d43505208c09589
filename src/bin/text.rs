//! The wasm that takes the markup out of texts. `web/embed/extra/cleaner.js` fetches it with the first text that has some.

#![no_main]

use js_sys::JsString;
use wasm_bindgen::prelude::wasm_bindgen;

/// As in the module's wasm: it is small, and is seldom asked for memory.
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// The text as a reader would see it; the same as the service's voices say. Empty where it is nothing but markup.
#[wasm_bindgen]
pub fn clean(text: &str) -> String {
    text::clean_with(text, |part| JsString::from(part).normalize("NFKC").into())
}
