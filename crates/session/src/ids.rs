//! Names for what the machine has under way, so that a late reply is told from a current one.

/// A request that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallId(pub u32);

/// A peer connection that was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PeerId(pub u32);

/// A token that admits calls to the service. Its text never reaches the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TokenId(pub u32);

/// A text that the user gave to say. The caller chooses it and never uses one twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextId(pub u32);

/// A message of a spoken conversation, counted within one session machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageId(pub u32);

impl TextId {
    /// The name of the greeting ([`Options::greeting`](crate::Options)); the one that is used anew with every `Start`.
    pub const GREETING: Self = Self(u32::MAX);
}
