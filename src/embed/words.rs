//! A problem in words for a page: a short name for programs, a sentence, and what to do.

use session::Problem;

/// A problem in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words<'a> {
    /// For programs; does not change.
    pub code: &'static str,
    /// The sentence that says it.
    pub message: &'static str,
    /// The advice: how to mend it.
    pub action: &'static str,
    /// The service's or the browser's own words; often empty.
    pub detail: &'a str,
}

impl<'a> Words<'a> {
    /// The words for a problem.
    pub fn of(problem: &'a Problem) -> Self {
        Self {
            code: problem.name(),
            message: problem.sentence(),
            action: problem.advice(),
            detail: problem.detail(),
        }
    }
}

#[cfg(test)]
mod tests {
    use api::{ApiError, ErrorKind};
    use session::{PeerProblem, State};
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
