//! The server as its clients see it: over HTTP, and over WebRTC with a peer that really decodes.

mod binary;
mod caller;
mod lives;
mod media;
mod refusals;
mod secrets;
mod site;
mod tasks;
mod visitor;
