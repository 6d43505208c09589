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

use std::time::Duration;

use end_to_end::{Failure, Visitor, eventually};

/// Waits until the session is Live, whichever it is by then, and the one text of the transcript has been said.
async fn is_live_and_has_said_it(visitor: &Visitor, limit: Duration) -> Result<(), Failure> {
    let look = async || Ok((visitor.state().await?, visitor.outcomes().await?));
    let is = |(state, texts): &(String, Vec<String>)| state == "live" && texts == &["spoken"];
    eventually("Live, and the sentence said", limit, look, is)
        .await
        .map(|_| ())
}
