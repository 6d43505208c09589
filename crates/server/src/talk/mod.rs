//! Talk: a language model (LLM) answers what the visitor says, and the avatar says the answer.
//!
//! - [`Service`] is the model behind the server: which one, with what prompts and limits. It exists where `--llm-url` is set;
//! - [`Conversation`] is one session's: the questions that wait, the one that is being answered, and what was heard so far. It has no
//!   clock and no network;
//! - [`Answering`] is one answer on its way: read from the service, cut into passages, made ready to be spoken.

mod answering;
mod conversation;
mod history;
mod model;
mod prompt;
mod service;

pub use answering::{AnswerPart, Answering};
pub use conversation::{Conversation, Next};
pub use service::{Service, ServiceStartError, Talk};
