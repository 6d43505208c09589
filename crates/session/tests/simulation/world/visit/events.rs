//! The law of events: every state and every text in its order, one end for each.

use streaming_avatar_session::{EndReason, Event, Progress, State, TextId};

use super::Visit;
use super::order::{follows, legal};

impl Visit {
    pub(super) fn check_event(&mut self, now: u64, event: Event) {
        match event {
            Event::State { state, previous } => {
                self.demand(
                    previous == self.state && state != previous,
                    "a state that was not",
                    &(state, previous),
                );
                self.demand(legal(previous, state), "an illegal change of state", &(previous, state));
                self.state = state;
                self.since = now;
                self.kiosk_limits.enters(state);
                self.reached_live |= state == State::Live;
                if state == State::Creating && matches!(previous, State::Idle | State::Ended) {
                    self.ended_told = false;
                }
            }
            Event::Ended(reason) => {
                let users = matches!(reason, EndReason::Stopped | EndReason::PageLeft);
                self.demand(
                    users || !self.kiosk_limits.kiosk,
                    "a kiosk that ended by itself",
                    &reason,
                );
                let right = self.state == State::Ended && !core::mem::replace(&mut self.ended_told, true);
                self.demand(right, "an end told twice or too early", &reason);
                self.demand(
                    self.texts.is_empty(),
                    "texts that outlive the session",
                    &self.texts.clone(),
                );
            }
            Event::Text { id, progress } => {
                if id == TextId::GREETING && progress == Progress::Queued && !self.texts.contains(&id) {
                    self.texts.push(id);
                }
                let known = self.texts.contains(&id);
                self.demand(known, "progress of a text that ended or never was", &(id, &progress));
                let before = self.progress.insert(id, progress.clone());
                let right = follows(before.as_ref(), &progress);
                self.demand(right, "progress that does not follow", &(id, before, &progress));
                if matches!(progress, Progress::Ended(_)) {
                    self.texts.retain(|text| *text != id);
                    self.ended_texts.push((id, progress));
                }
            }
            _ => {}
        }
    }
}
