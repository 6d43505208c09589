//! The module's wasm: a session without any interface of its own. `module.js` beside it is what a page imports.

// Nothing runs by itself, and what Rust puts around a `main` (a thread with a number, its output) weighs half a kilobyte.
#![no_main]

mod session;
