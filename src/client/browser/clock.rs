//! The browser's monotonic clock.

use session::Moment;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

/// Now, in ms since the page was opened.
pub(in crate::client) fn now() -> Moment {
    Moment::from_millis(performance_now() as u64)
}

/// A number that differs from one call to the next, for the jitter of waits. Not for secrets.
pub(in crate::client) fn seed() -> u64 {
    // 53 bits are what a double holds.
    (js_sys::Math::random() * (1u64 << 53) as f64) as u64
}
