//! Milestones of a start.

/// The milestones of a start, each in ms since the user asked for it; none while not reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Milestones {
    /// The reply to `streaming.new` came.
    pub created: Option<u32>,
    /// The browser made its answer.
    pub answered: Option<u32>,
    /// The server accepted the answer.
    pub started: Option<u32>,
    /// The media connection stands.
    pub connected: Option<u32>,
    /// The first picture was shown.
    pub first_frame: Option<u32>,
    /// The first speech was heard.
    pub first_sound: Option<u32>,
}
