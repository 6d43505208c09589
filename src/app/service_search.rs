//! The state of the search for a service.

use super::station::Station;

/// The state of the page's search for a service.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum SearchState {
    /// The page's own service is being asked.
    Looking,
    /// The visitor is being asked.
    Asking(Why),
    /// There is one.
    Found(Station),
}

/// Why the visitor is asked for a service.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Why {
    /// The page has none of its own.
    None,
    /// That of the last visit does not answer, for this reason.
    Lost(String),
    /// They want another one than they have.
    Other,
}
