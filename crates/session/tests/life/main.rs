//! A session's life, told step by step: what happens, and what the machine then does.

#![allow(clippy::panic, reason = "a panic is how a test fails")]

mod answers;
mod background;
mod cleaning;
mod closings;
mod cut_off;
mod cut_tasks;
mod deadlines;
mod driver;
mod early;
mod happy_path;
mod interrupt;
mod kiosk;
mod limits;
mod listening;
mod long_texts;
mod loss;
mod natural_end;
mod offline;
mod orphans;
mod page;
mod properties;
mod queue;
mod reconnect;
mod renewal;
mod speech;
mod starting;
mod stopping;
mod tokens;
mod unsaid;
