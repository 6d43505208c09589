//! What went wrong, for a page: a short name for programs, a sentence, and what to do.

use session::{PeerProblem, Problem, State};

/// A problem in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words<'a> {
    /// For programs; does not change.
    pub code: &'static str,
    /// What happened.
    pub message: &'static str,
    /// What to do about it.
    pub action: &'static str,
    /// The service's or the browser's own words; often empty.
    pub detail: &'a str,
}

impl<'a> Words<'a> {
    /// The words for a problem.
    pub fn of(problem: &'a Problem) -> Self {
        let (message, action, detail) = match problem {
            Problem::Api(refusal) => (refusal.kind.sentence(), refusal.kind.advice(), refusal.message.as_str()),
            Problem::Peer(problem) => of_peer(problem),
            Problem::TimedOut(state) => ("The service took too long.", "Try again.", state_name(*state)),
            Problem::Offline => ("This device is offline.", "It goes on when the network is back.", ""),
            Problem::Hidden => (
                "Paused while nobody can see the page.",
                "It goes on when it is seen.",
                "",
            ),
            Problem::StillCounted => (
                "A start that was cut off still counts at the service.",
                "It is tried again within a minute.",
                "",
            ),
        };
        Self {
            code: problem.name(),
            message,
            action,
            detail,
        }
    }
}

fn of_peer(problem: &PeerProblem) -> (&'static str, &'static str, &str) {
    match problem {
        PeerProblem::Unsupported => (
            "This browser offers no WebRTC.",
            "Use a current browser, or allow WebRTC in its settings.",
            "",
        ),
        PeerProblem::Negotiation(said) => (
            "The browser could not answer the service's offer.",
            "Try again, or choose another video encoding.",
            said,
        ),
        PeerProblem::NoRoute => (
            "No media connection to the service: a firewall may block UDP.",
            "Try another network, or ask for a TURN server.",
            "",
        ),
        PeerProblem::RelayRefused => (
            "No media connection: the TURN server refused its user name or password.",
            "Check both, or ask whoever keeps the TURN server.",
            "",
        ),
        PeerProblem::Closed => ("The service closed the connection.", "Start again.", ""),
        PeerProblem::Frozen => ("The picture stopped coming.", "Start again.", ""),
    }
}

fn state_name(state: State) -> &'static str {
    state.name()
}

#[cfg(test)]
mod tests {
    use api::{ApiError, ErrorKind};
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test(unsupported = test)]
    fn every_problem_says_what_to_do() {
        let refusals = ErrorKind::ALL.map(|kind| Problem::Api(ApiError::new(kind, 400, None, "own".into(), None)));
        let peers = [
            PeerProblem::Unsupported,
            PeerProblem::Negotiation("m-line".into()),
            PeerProblem::NoRoute,
            PeerProblem::RelayRefused,
            PeerProblem::Closed,
            PeerProblem::Frozen,
        ];
        let others = [Problem::TimedOut(State::Creating), Problem::Offline];
        let all = refusals.into_iter().chain(peers.map(Problem::Peer)).chain(others);
        let mut codes = Vec::new();
        for problem in all {
            let words = Words::of(&problem);
            assert!(!words.message.is_empty() && !words.action.is_empty(), "{problem:?}");
            assert!(!codes.contains(&words.code), "{} names two problems", words.code);
            codes.push(words.code);
        }
    }
}
