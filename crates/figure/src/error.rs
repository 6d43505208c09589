//! Compact data that is no figure.

/// Why compact data is not a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompactError {
    /// It begins as no figure of this version does.
    #[error("the data is no figure of this version: build it anew from its drawing")]
    Foreign,
    /// It is cut off, or damaged.
    #[error("the data of the figure is damaged: fetch it again, or build it anew from its drawing")]
    Damaged,
}
