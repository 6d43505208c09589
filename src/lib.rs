//! The library that the browser binaries share.

#[cfg(feature = "ui")]
pub mod app;
pub mod client;
pub mod embed;
pub mod host;
#[cfg(feature = "ui")]
pub mod player;

#[cfg(test)]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
