//! SIMD: the vector instructions of this processor.

use fearless_simd::Level;

/// The best that there are; in wasm, those that it was compiled for.
pub(crate) fn level() -> Level {
    Level::try_detect().unwrap_or(Level::baseline())
}
