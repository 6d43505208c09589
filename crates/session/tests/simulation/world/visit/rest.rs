//! The law of a machine at rest, when all that an input brought about is done: bounded states, nothing left open.

use streaming_avatar_session::State;

use super::Visit;

impl Visit {
    pub(super) fn check_rest(&mut self, now: u64) {
        let state = self.session.state();
        self.demand(state == self.state, "a state that was not told", &(state, self.state));
        let next = self.session.next_deadline();
        if let Some(next) = next.filter(|_| self.trace) {
            println!("{now:>9}       until {}: {:?}", next.at.as_millis(), next.reason);
        }
        let deadline = next.map(|next| next.at.as_millis());
        self.demand(
            deadline.is_none_or(|at| at > now),
            "a deadline that does not move",
            &(next, now),
        );
        let bound = match state {
            State::Creating => 75_000,
            State::Negotiating => 15_000,
            State::Connecting => 20_000,
            State::Recovering => 60_000,
            State::Stopping => 5_000,
            State::Idle | State::Live | State::Ended => u64::MAX,
        };
        let away = state == State::Recovering && self.kiosk_limits.away(now);
        if away {
            let open = self.peers.len();
            self.demand(open == 0, "a hidden kiosk that is not at rest", &open);
        } else if state == State::Recovering && self.kiosk_limits.kiosk {
            let soon = deadline.is_some_and(|at| at <= now + 3_600_000);
            self.demand(soon, "a kiosk that waits too long", &deadline);
        } else if bound < u64::MAX {
            self.demand(deadline.is_some(), "a state that waits for nothing", &state);
            self.demand(
                now < self.since + bound,
                "a state past its deadline",
                &(state, now - self.since),
            );
        }
        self.demand(
            state != State::Ended || self.ended_told,
            "an end that was not told",
            &state,
        );
        let silent = self.peers.iter().filter_map(|open| open.hushed).min();
        self.demand(
            silent.is_none_or(|since| now < since + 60_000),
            "silent for good",
            &silent,
        );
        let unstopped = self.ids.iter().filter(|(_, stopped, _)| !stopped).count();
        let wanted = !matches!(state, State::Idle | State::Stopping | State::Ended);
        if !wanted {
            self.demand(unstopped == 0, "a session left open", &unstopped);
            self.demand(self.peers.is_empty(), "a peer connection left open", &self.peers.len());
            self.demand(self.microphone.is_none(), "a microphone left open", &state);
            self.demand(self.texts.is_empty(), "a text without an outcome", &self.texts.clone());
        }
        self.demand(unstopped <= self.peers.len(), "sessions left open", &unstopped);
        let hidden = self.kiosk_limits.away(now) && wanted;
        self.demand(
            !hidden || state == State::Recovering,
            "a kiosk that costs and is not seen",
            &state,
        );
        if state == State::Recovering {
            self.demand(unstopped == 0, "a lost session left open", &unstopped);
        }
        if state == State::Live {
            let shown = self.peers.iter().any(|open| open.id == self.shown);
            self.demand(shown, "Live without a picture", &state);
        }
    }
}
