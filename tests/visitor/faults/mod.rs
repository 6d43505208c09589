//! Named faults, each with its expected outcome and deadline. In every case no session is left open.

mod calls;
mod case;
mod cluster;
mod connecting;
mod cycles;
mod lists;
mod module;
mod opening;
mod page;
mod server;
mod speaking;
mod stopping;
