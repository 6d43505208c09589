//! Consequences that one part of a session has for another. The session hands them on; no part calls another.

use core::time::Duration;

use api::{ChannelMessage, Features};

use crate::{EndReason, Milestones, PeerId, Problem};

/// Names one of the milestones of a start.
pub(crate) type Milestone = fn(&mut Milestones) -> &mut Option<u32>;

/// A consequence for another part.
pub(crate) enum Effect {
    /// A milestone of the start was reached on this link.
    Milestone(PeerId, Milestone),
    /// The service opened a session: after how long it ends it, and after how long without a task.
    Opened {
        /// The link.
        peer: PeerId,
        /// The limit of the whole session.
        limit: Option<Duration>,
        /// The idle timeout.
        idle: Option<Duration>,
        /// Its abilities.
        features: Features,
    },
    /// The offer is being answered.
    Negotiating(PeerId),
    /// The answer is on its way to this session, so candidates may follow.
    Answered(PeerId, String),
    /// The service has the answer.
    HandedOver(PeerId),
    /// The media connection stands.
    Connected(PeerId),
    /// The media connection stands and there is a picture.
    Ready(PeerId),
    /// A link that is being opened failed.
    Failed(PeerId, Problem),
    /// A link is lost, at whichever step.
    Broken(PeerId, Problem),
    /// The session that is shown is lost.
    Lost(Problem),
    /// The server has reason to keep the shown session for its whole idle timeout from now.
    Active,
    /// The service says that the shown session has had as much of something as it may have.
    Spent,
    /// Messages about a task that is none of ours, which seemed to be.
    Unclaimed(PeerId, Vec<ChannelMessage>),
    /// The shown session nears its limit and is to be renewed.
    Renew,
    /// The page was hidden for as long as the options allow.
    HiddenTooLong,
    /// A `streaming.new` was given up without a reply.
    LostTrack,
    /// Stops that wait are to be tried again at once.
    RetryStops,
    /// A recovery begins: stops that were given up are tried again, and a session is opened.
    Reopen,
    /// Recovery is given up.
    End(EndReason),
}
