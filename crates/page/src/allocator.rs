//! The allocator of both wasms.

/// Smaller than the default, whose speed with many sizes of memory is not needed here.
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
