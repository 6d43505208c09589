//! The browser's monotonic clock.

use session::Moment;

/// Now, in ms since the page was opened.
pub(super) fn now() -> Moment {
    let performance = web_sys::window().and_then(|window| window.performance());
    Moment::from_millis(performance.map_or(0.0, |performance| performance.now()) as u64)
}

/// A number that differs from one call to the next, for the jitter of waits. Not for secrets.
pub(super) fn seed() -> u64 {
    // 53 bits are what a double holds.
    (js_sys::Math::random() * (1u64 << 53) as f64) as u64
}
