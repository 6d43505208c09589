//! How an avatar is shown in a list.

/// A name and a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Face {
    /// The name for people.
    pub(super) name: String,
    /// The address of a picture; empty for none.
    pub(super) picture: String,
}
