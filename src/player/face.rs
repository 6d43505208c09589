//! Who is shown before there is a stream.

/// A name and a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Face {
    /// The name for people.
    pub name: String,
    /// The address of a picture; empty for none.
    pub picture: String,
}
