//! The app.

// The code that Rust puts around a `main` (a thread with a number, its output) weighs half a kilobyte.
#![no_main]

use leptos::mount::mount_to_body;
use streaming_avatar::app::App;
use streaming_avatar::host::{self, Host};
use streaming_avatar::player::speak;
use wasm_bindgen::prelude::wasm_bindgen;

/// Smaller than the default, whose speed with many sizes of memory is not needed here.
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Shows the app. `boot.js` calls this once the wasm is there, with what the app takes from the page's scripts.
#[wasm_bindgen]
pub fn mount(host: Host) {
    if let Some(files) = host.words() {
        speak([&files.player(), &files.page()]);
    }
    host::set(host);
    mount_to_body(App);
}
