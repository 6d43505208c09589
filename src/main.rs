//! The app.

use leptos::mount::mount_to_body;
use streaming_avatar::app::App;

/// Smaller than the default, whose speed with many sizes of memory is not needed here.
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

fn main() {
    mount_to_body(App);
}
