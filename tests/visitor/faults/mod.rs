//! Named faults, each with what the visitor must come to see and by when. Whatever happens, no session is left open.

mod calls;
mod case;
mod connecting;
mod cycles;
mod lists;
mod module;
mod opening;
mod page;
mod server;
mod speaking;
mod stopping;
