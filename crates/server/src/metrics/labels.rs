//! The labels of metrics. Their values are a few known words, or the names of keys.

use prometheus_client::encoding::EncodeLabelSet;

/// A call and its HTTP status.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct CallLabels {
    /// The call's name.
    pub call: &'static str,
    /// The HTTP status.
    pub code: u16,
}

/// A call.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct CallName {
    /// The call's name.
    pub call: &'static str,
}

/// Why a session has ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Reason {
    /// The reason in a word.
    pub reason: &'static str,
}

/// How far a session has come.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct State {
    /// The API's name of it.
    pub state: &'static str,
}

/// A step of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Stage {
    /// `draw` or `encode`.
    pub stage: &'static str,
}

/// Why a key picture was made.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Cause {
    /// The cause in a word.
    pub cause: &'static str,
}

/// The outcome of a call that went to another machine.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Result {
    /// The outcome in a word.
    pub result: &'static str,
}

/// A codec.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Codec {
    /// `h264` or `vp8`.
    pub codec: &'static str,
}

/// A client's key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct KeyLabel {
    /// The key's name; empty where the server asks for none.
    pub key: String,
}
