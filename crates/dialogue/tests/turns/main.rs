//! Turns and barge-ins, one situation after the other.

mod barge_in;
mod microphone;
mod push_to_talk;
mod turn;
