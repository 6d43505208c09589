//! The server as its clients see it: over HTTP, and over WebRTC with a peer that really decodes.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by a panic, in its helpers too"
)]

mod admin;
mod avatars;
mod background;
mod binary;
mod caller;
mod cluster;
mod confidential_talk;
mod connections;
mod deploy;
mod forms;
mod keys;
mod listening;
mod logs;
#[cfg(all(unix, feature = "cluster"))]
mod machines;
mod media;
#[cfg(all(unix, feature = "cluster"))]
mod nats_relay;
#[cfg(all(unix, feature = "cluster"))]
mod nats_server;
mod one_port;
mod openapi;
mod operation;
mod origin_check;
mod peers;
mod random_requests;
mod records;
mod refusals;
mod secrets;
mod session_lifecycle;
mod site;
mod speech;
mod structure;
mod talk;
mod tasks;
mod traces;
mod turn;
mod visitor;
mod voices;
