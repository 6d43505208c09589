//! Why a Piper voice cannot be used.

use thiserror::Error;

/// Why a Piper voice cannot be used, or did not speak. The message tells what to do next.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PiperError {
    /// A file of the voice cannot be read.
    #[error("cannot read {path}: {reason}. A Piper voice is two files: NAME.onnx, and NAME.onnx.json beside it")]
    File {
        /// The file.
        path: String,
        /// The system's words.
        reason: String,
    },
    /// The description of the voice is none.
    #[error("{path} does not describe a Piper voice: {reason}")]
    Config {
        /// The file.
        path: String,
        /// The mistake.
        reason: String,
    },
    /// The model is none of Piper's.
    #[error("{path} is no model of a Piper voice: {reason}")]
    Model {
        /// The file.
        path: String,
        /// The mistake.
        reason: String,
    },
    /// The program that tells phonemes is not there, or does not work.
    #[error("espeak-ng, which tells Piper voices how words sound, {reason}. Install it: apt-get install espeak-ng")]
    Espeak {
        /// The cause.
        reason: String,
    },
    /// The model failed on a text.
    #[error("the model failed on the text: {reason}")]
    Run {
        /// The cause.
        reason: String,
    },
    /// The system gives no thread.
    #[error("there is no thread for the voice: {reason}")]
    Thread {
        /// The system's words.
        reason: String,
    },
}
