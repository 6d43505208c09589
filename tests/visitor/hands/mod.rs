//! What a visitor's hands do: mouse, finger and keys as the browser itself gets them, and what must come of them.

mod app;
mod element;
mod hand;
mod service;
mod texts;
mod translation;
