//! Trusted mouse, touch and keyboard input through the browser, and its expected effects.

mod app;
mod element;
mod hand;
mod service;
mod texts;
mod translation;
