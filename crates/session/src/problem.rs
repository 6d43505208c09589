//! Problems, in the user's words.

use core::fmt;

use api::ApiError;

use crate::{MicrophoneProblem, State};

/// A problem of the peer connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeerProblem {
    /// This browser has no WebRTC, or its owner switched it off.
    Unsupported,
    /// The offer could not be answered. The text is the browser's.
    Negotiation(String),
    /// No route was found, or the route was lost for good.
    NoRoute,
    /// No route was found, and a TURN server that might have given one refused its user name or password.
    RelayRefused,
    /// The far end closed the connection.
    Closed,
    /// The connection stands, but no picture comes.
    Frozen,
}

/// A problem. Its text says what happened and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The service refused a call.
    Api(ApiError),
    /// The media connection failed.
    Peer(PeerProblem),
    /// The visitor's microphone does not work, or they were not heard.
    Microphone(MicrophoneProblem),
    /// A state lasted beyond its deadline.
    TimedOut(State),
    /// The browser is offline.
    Offline,
    /// The page is hidden, and a kiosk's session was ended meanwhile.
    Hidden,
    /// A start that was cut off may have opened a session without a name, which the service still counts.
    StillCounted,
}

impl From<ApiError> for Problem {
    fn from(refusal: ApiError) -> Self {
        Self::Api(refusal)
    }
}

impl From<MicrophoneProblem> for Problem {
    fn from(problem: MicrophoneProblem) -> Self {
        Self::Microphone(problem)
    }
}

impl From<PeerProblem> for Problem {
    fn from(problem: PeerProblem) -> Self {
        Self::Peer(problem)
    }
}

// Written by hand: the sentences stand once, in two halves that are also told apart.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())?;
        f.write_str(" ")?;
        f.write_str(self.advice())
    }
}

impl core::error::Error for Problem {}

impl Problem {
    /// The failure, in a sentence.
    pub const fn sentence(&self) -> &'static str {
        match self {
            Self::Api(refusal) => refusal.kind.sentence(),
            Self::Peer(PeerProblem::Unsupported) => "This browser offers no WebRTC.",
            Self::Peer(PeerProblem::Negotiation(_)) => "The browser could not answer the service's offer.",
            Self::Peer(PeerProblem::NoRoute) => "No media connection to the service: a firewall may block UDP.",
            Self::Peer(PeerProblem::RelayRefused) => {
                "No media connection: the TURN server refused its user name or password."
            }
            Self::Peer(PeerProblem::Closed) => "The service closed the connection.",
            Self::Peer(PeerProblem::Frozen) => "The picture stopped coming.",
            Self::Microphone(MicrophoneProblem::Denied) => "The microphone was not allowed.",
            Self::Microphone(MicrophoneProblem::NoDevice) => "There is no microphone.",
            Self::Microphone(MicrophoneProblem::Failed(_)) => "The browser could not open the microphone.",
            Self::Microphone(MicrophoneProblem::Lost) => "The microphone was taken away.",
            Self::Microphone(MicrophoneProblem::Replaced) => "The chosen microphone is not there; another one hears.",
            Self::Microphone(MicrophoneProblem::NotHeard(_)) => "The avatar could not hear this.",
            Self::TimedOut(_) => "The service took too long.",
            Self::Offline => "This device is offline.",
            Self::Hidden => "Paused while nobody can see the page.",
            Self::StillCounted => "A start that was cut off still counts at the service.",
        }
    }

    /// Advice to the user, in a sentence.
    pub const fn advice(&self) -> &'static str {
        match self {
            Self::Api(refusal) => refusal.kind.advice(),
            Self::Peer(PeerProblem::Unsupported) => "Use a current browser, or allow WebRTC in its settings.",
            Self::Peer(PeerProblem::Negotiation(_)) => "Try again, or choose another video encoding.",
            Self::Peer(PeerProblem::NoRoute) => "Try another network, or ask for a TURN server.",
            Self::Peer(PeerProblem::RelayRefused) => "Check both, or ask the TURN server's operator.",
            Self::Peer(PeerProblem::Closed | PeerProblem::Frozen) => "Start again.",
            Self::Microphone(MicrophoneProblem::Denied) => {
                "Allow it in the browser's address bar. In a frame or under a Permissions-Policy, the page must allow it, too."
            }
            Self::Microphone(MicrophoneProblem::NoDevice) => "Connect one, and switch it on again.",
            Self::Microphone(MicrophoneProblem::Failed(_)) => {
                "Another program may use it, or the page is not served over https."
            }
            Self::Microphone(MicrophoneProblem::Lost) => "Switch it on again.",
            Self::Microphone(MicrophoneProblem::Replaced) => "Connect it, or choose another.",
            Self::Microphone(MicrophoneProblem::NotHeard(_)) => "Say it again, or type it.",
            Self::TimedOut(_) => "Try again.",
            Self::Offline => "It goes on when the network is back.",
            Self::Hidden => "It goes on when it is seen.",
            Self::StillCounted => "It is tried again within a minute.",
        }
    }

    /// The service's or the browser's own words, or the state that lasted too long; often empty.
    pub fn detail(&self) -> &str {
        match self {
            Self::Api(refusal) => &refusal.message,
            Self::Peer(PeerProblem::Negotiation(said))
            | Self::Microphone(MicrophoneProblem::Failed(said) | MicrophoneProblem::NotHeard(said)) => said,
            Self::TimedOut(state) => state.name(),
            _ => "",
        }
    }

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
            Self::Microphone(MicrophoneProblem::Denied) => "microphone-denied",
            Self::Microphone(MicrophoneProblem::NoDevice) => "microphone-missing",
            Self::Microphone(MicrophoneProblem::Failed(_)) => "microphone-failed",
            Self::Microphone(MicrophoneProblem::Lost) => "microphone-lost",
            Self::Microphone(MicrophoneProblem::Replaced) => "other-microphone",
            Self::Microphone(MicrophoneProblem::NotHeard(_)) => "not-heard",
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
        let microphone = [
            MicrophoneProblem::Denied,
            MicrophoneProblem::NoDevice,
            MicrophoneProblem::Failed("busy".into()),
            MicrophoneProblem::Lost,
            MicrophoneProblem::Replaced,
            MicrophoneProblem::NotHeard("no".into()),
        ];
        let service = ErrorKind::ALL.map(|kind| ApiError::new(kind, 0, None, String::new(), None));
        let own = [
            Problem::TimedOut(State::Creating),
            Problem::Offline,
            Problem::Hidden,
            Problem::StillCounted,
        ];
        let problems: Vec<Problem> = own
            .into_iter()
            .chain(peer.map(Problem::from))
            .chain(microphone.map(Problem::from))
            .chain(service.map(Problem::from))
            .collect();
        let mut names: Vec<&str> = problems.iter().map(Problem::name).collect();
        for name in &names {
            let explained = GUIDE.lines().any(|line| {
                let codes = line.strip_prefix("| ").and_then(|row| row.split(" | ").next());
                codes.is_some_and(|codes| codes.split(", ").any(|code| code.trim_matches('`') == *name))
            });
            assert!(explained, "{name}");
        }
        for problem in &problems {
            let (sentence, advice) = (problem.sentence(), problem.advice());
            assert!(!sentence.is_empty() && !advice.is_empty(), "{problem:?}");
            assert_eq!(problem.to_string(), format!("{sentence} {advice}"));
        }
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "{names:?}");
    }
}
