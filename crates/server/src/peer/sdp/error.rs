//! Why an answer cannot be used: which line, and what to do.

use thiserror::Error;

/// Why an answer cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AnswerError {
    /// It is no description at all.
    #[error(
        "it has no media section (a line that begins with m=). Send the whole text of the browser's local description"
    )]
    NoSections,
    /// The section of pictures is missing.
    #[error("it has no m=video section that answers the offer's. Send the browser's answer unchanged")]
    NoVideo,
    /// The section of pictures takes none.
    #[error(
        "its m=video section in line {line} receives nothing: it says a=sendonly or a=inactive. Answer with a=recvonly, as a browser \
         does whose transceivers nobody has changed"
    )]
    TakesNoVideo {
        /// The line of the section, from 1.
        line: usize,
    },
    /// The offer came back.
    #[error("it is the server's own offer. Send the browser's local description, which createAnswer makes")]
    OwnOffer,
    /// A section that is taken belongs to no transport.
    #[error("it has no a={0} line. Send the whole text of the browser's local description")]
    Missing(&'static str),
    /// The user name fragment of ICE breaks RFC 8839.
    #[error(
        "its a=ice-ufrag in line {line} has {length} characters, or others than letters, digits, + and /: RFC 8839 allows 4 to \
         256 of these. Send the line as the browser wrote it"
    )]
    UserFragment {
        /// The line, from 1.
        line: usize,
        /// How many characters it has.
        length: usize,
    },
    /// The password of ICE breaks RFC 8839.
    #[error(
        "its a=ice-pwd in line {line} has {length} characters, or others than letters, digits, + and /: RFC 8839 allows 22 to \
         256 of these. Send the line as the browser wrote it"
    )]
    Password {
        /// The line, from 1.
        line: usize,
        /// How many characters it has.
        length: usize,
    },
    /// The client wants a transport for each section.
    #[error(
        "its sections have different a=ice-ufrag lines (line {line} differs from the first): this server sends everything over \
         one connection. Keep the offer's a=group:BUNDLE line, and set bundlePolicy to max-bundle"
    )]
    NotBundled {
        /// The line that differs, from 1.
        line: usize,
    },
    /// No fingerprint that can be compared.
    #[error(
        "its a=fingerprint in line {line} cannot be used: a sha-256 or sha-1 fingerprint in hexadecimal bytes is needed. Send the \
         line as the browser wrote it"
    )]
    Fingerprint {
        /// The line, from 1.
        line: usize,
    },
    /// Both ends would wait for the other's connectivity checks.
    #[error(
        "it says a=ice-lite in line {line}, and so does the offer: two such ends never connect. Answer with a full ICE agent, as \
         browsers are"
    )]
    BothLite {
        /// The line, from 1.
        line: usize,
    },
}
