//! How a life ends.

use super::Session;
use super::link::Link;
use crate::{Command, EndReason, Event, Outcome, PeerProblem, State};

impl Session {
    /// The user wants no session.
    pub(super) fn stop(&mut self) {
        if !matches!(self.state, State::Idle | State::Stopping | State::Ended) {
            self.wind_down(EndReason::Stopped);
        } else if self.state == State::Ended {
            // A kiosk that was left does not begin again when its page comes back.
            self.ending = EndReason::Stopped;
        }
    }

    /// Ends at the user's wish: the stop is awaited for a while, so that `Ended` means that nothing costs any more.
    pub(super) fn wind_down(&mut self, reason: EndReason) {
        self.drop_all(&reason, true);
        self.ending = reason;
        self.until = Some(self.now + self.options.deadlines.stopping);
        self.set_state(State::Stopping);
        self.check_stopped();
    }

    /// Ends at once; what is left to stop is stopped in the background.
    pub(super) fn end(&mut self, reason: EndReason) {
        self.drop_all(&reason, false);
        self.ending = reason;
        self.finish_stopping();
    }

    /// Whether Stopping is over.
    pub(super) fn check_stopped(&mut self) {
        if self.state == State::Stopping && !self.closings.iter().any(|closing| closing.awaited) {
            self.finish_stopping();
        }
    }

    /// From here on nobody waits for the stop; it goes on unseen.
    pub(super) fn finish_stopping(&mut self) {
        for closing in &mut self.closings {
            closing.awaited = false;
        }
        self.until = None;
        self.set_state(State::Ended);
        let reason = self.ending.clone();
        self.event(Event::Ended(reason));
    }

    pub(super) fn due_stop(&mut self) {
        if self.state == State::Stopping && self.until.is_some_and(|until| until <= self.now) {
            self.finish_stopping();
        }
    }

    fn drop_all(&mut self, reason: &EndReason, awaited: bool) {
        self.until = None;
        self.life.retry_at = None;
        self.drop_renewal(awaited);
        if let Some(link) = self.link.take() {
            self.close_link(link, awaited);
        }
        let outcome = match reason {
            EndReason::Failed(problem) => Outcome::Failed(problem.clone()),
            EndReason::Cap | EndReason::Idle => Outcome::Failed(PeerProblem::Closed.into()),
            EndReason::Stopped | EndReason::PageLeft | EndReason::Hidden => Outcome::Interrupted,
        };
        self.end_texts(&outcome);
    }

    /// Closes a link for good: its peer connection, its calls, its session.
    pub(super) fn close_link(&mut self, link: Link, awaited: bool) {
        self.abandon_calls(link.peer);
        self.command(Command::ClosePeer { peer: link.peer });
        if let Some(session_id) = link.session_id {
            self.close_session(session_id, awaited);
        }
    }
}
