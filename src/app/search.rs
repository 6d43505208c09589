//! How far the search for a service has come.

use super::station::Station;

/// How far the page has come with finding a service.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stage {
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
