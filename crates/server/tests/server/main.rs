//! The server as its clients see it: over HTTP, and over WebRTC with a peer that really decodes.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by a panic, in its helpers too"
)]

mod admin;
mod binary;
mod caller;
mod chance;
mod connections;
mod deploy;
mod forms;
mod keys;
mod listening;
mod lives;
mod logs;
mod media;
#[path = "../../../../tests/harness/model.rs"]
#[allow(dead_code, reason = "each suite of tests uses a part of it")]
mod model;
mod openapi;
mod operation;
mod peers;
mod records;
mod refusals;
#[path = "../../../../tests/harness/script.rs"]
mod script;
mod secrets;
mod site;
mod speech;
#[path = "../../../../tests/harness/speech_service.rs"]
mod speech_service;
mod strangers;
mod structure;
mod talk;
mod tasks;
#[path = "../../../../tests/harness/transcriber.rs"]
#[allow(dead_code, reason = "each suite of tests uses a part of it")]
mod transcriber;
mod turn;
mod visitor;
mod voices;
