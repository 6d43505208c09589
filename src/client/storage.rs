//! The page's local storage.

/// The storage; none where the browser or its settings forbid it.
pub(super) fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}
