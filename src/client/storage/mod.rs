//! Entries for a later visit, in the page's local storage.

mod liveness;
pub(super) mod orphans;

/// The storage; none where the browser or its settings forbid it.
fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}
