//! The whole line, as a visitor goes along it: the built app in a browser against the real server.

mod faults;
mod lips;
mod looks;
mod talk;
