//! What can go wrong, in the user's words.

use api::ApiError;
use thiserror::Error;

use crate::State;

/// What went wrong with the peer connection.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PeerProblem {
    /// This browser has no WebRTC, or its owner switched it off.
    #[error("This browser offers no WebRTC. Use a current browser, or allow WebRTC in its settings.")]
    Unsupported,
    /// The offer could not be answered. The text is the browser's.
    #[error("The browser could not answer the service's offer. Try again, or choose another video encoding. ({0})")]
    Negotiation(String),
    /// No route was found, or the route was lost for good.
    #[error(
        "No media connection to the service: a firewall may block UDP. Try another network, or ask for a TURN server."
    )]
    NoRoute,
    /// No route was found, and a TURN server that might have given one refused its user name or password.
    #[error(
        "No media connection: the TURN server refused its user name or password. Check both, or ask whoever keeps the TURN server."
    )]
    RelayRefused,
    /// The far end closed the connection.
    #[error("The service closed the connection. Start again.")]
    Closed,
    /// The connection stands, but no picture comes.
    #[error("The picture stopped coming. Start again.")]
    Frozen,
}

/// What went wrong, with what to do about it in its text.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Problem {
    /// The service refused a call.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The media connection failed.
    #[error(transparent)]
    Peer(#[from] PeerProblem),
    /// A state lasted beyond its deadline.
    #[error("The service took too long ({}). Try again.", .0.name())]
    TimedOut(State),
    /// The browser is offline.
    #[error("This device is offline. It goes on when the network is back.")]
    Offline,
    /// The page is hidden, and a kiosk's session was ended meanwhile.
    #[error("Paused while nobody can see the page. It goes on when it is seen.")]
    Hidden,
    /// A start that was cut off may have opened a session without a name, which the service still counts.
    #[error("A start that was cut off still counts at the service. Trying again within a minute.")]
    StillCounted,
}

impl Problem {
    /// A short name for programs.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Api(refusal) => refusal.kind.name(),
            Self::Peer(PeerProblem::Unsupported) => "webrtc-unsupported",
            Self::Peer(PeerProblem::Negotiation(_)) => "negotiation",
            Self::Peer(PeerProblem::NoRoute) => "no-route",
            Self::Peer(PeerProblem::RelayRefused) => "relay-refused",
            Self::Peer(PeerProblem::Closed) => "connection-closed",
            Self::Peer(PeerProblem::Frozen) => "frozen",
            Self::TimedOut(_) => "timed-out",
            Self::Offline => "offline",
            Self::Hidden => "hidden",
            Self::StillCounted => "still-counted",
        }
    }
}

#[cfg(test)]
mod tests {
    use api::ErrorKind;

    use super::*;

    /// Where users look a name up.
    const GUIDE: &str = include_str!("../../../docs/src/troubleshooting.md");

    #[test]
    fn every_problem_has_a_name_of_its_own_that_the_guide_explains() {
        let peer = [
            PeerProblem::Unsupported,
            PeerProblem::Negotiation("no".into()),
            PeerProblem::NoRoute,
            PeerProblem::RelayRefused,
            PeerProblem::Closed,
            PeerProblem::Frozen,
        ];
        let service = ErrorKind::ALL.map(|kind| ApiError::new(kind, 0, None, String::new(), None));
        let own = [
            Problem::TimedOut(State::Creating),
            Problem::Offline,
            Problem::Hidden,
            Problem::StillCounted,
        ];
        let problems = own
            .into_iter()
            .chain(peer.map(Problem::from))
            .chain(service.map(Problem::from));
        let mut names: Vec<&str> = problems.map(|problem| problem.name()).collect();
        for name in &names {
            let explained = GUIDE.lines().any(|line| {
                let codes = line.strip_prefix("| ").and_then(|row| row.split(" | ").next());
                codes.is_some_and(|codes| codes.split(", ").any(|code| code.trim_matches('`') == *name))
            });
            assert!(explained, "{name}");
        }
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "{names:?}");
    }
}
