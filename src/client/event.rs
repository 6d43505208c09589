//! What a client tells its user.

use session::Event;

use super::Statistics;

/// Something to tell.
#[derive(Clone, Debug, PartialEq)]
pub enum ClientEvent {
    /// The session came further.
    Session(Event),
    /// How the media fared in the last second.
    Statistics(Statistics),
}
