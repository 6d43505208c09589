//! The page's service, natively: replies, refusals, messages and sound, without a browser.

#![allow(clippy::unwrap_used, reason = "a test's panic is the failure it reports")]

mod calls;
mod chance;
mod loading;
mod page;
mod speech;
