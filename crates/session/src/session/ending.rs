//! How a session ends.

use super::Session;
use crate::opening::Taken;
use crate::{EndReason, Event, Outcome, PeerProblem, State};

impl Session {
    /// The user wants no session.
    pub(super) fn stop(&mut self) {
        if self.is_wanted() {
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
        self.closings
            .wait(self.context.now + self.context.options.deadlines.stopping);
        self.set_state(State::Stopping);
        self.check_stopped();
    }

    /// Ends at once; what is left to stop is stopped in the background.
    pub(super) fn end(&mut self, reason: EndReason) {
        self.drop_all(&reason, false);
        self.ending = reason;
        self.finish_stopping();
    }

    /// Ends Stopping once no stop is waited for.
    pub(super) fn check_stopped(&mut self) {
        if self.state == State::Stopping && !self.closings.waits(self.context.now) {
            self.finish_stopping();
        }
    }

    /// From here on nobody waits for the stop; it goes on unseen.
    pub(super) fn finish_stopping(&mut self) {
        self.closings.stop_waiting();
        self.set_state(State::Ended);
        self.context.event(Event::Ended(self.ending.clone()));
    }

    fn drop_all(&mut self, reason: &EndReason, awaited: bool) {
        self.opening.stop_reconnect();
        self.listening.end(&mut self.context);
        self.close_renewal(awaited);
        self.close_shown(awaited);
        let outcome = match reason {
            EndReason::Failed(problem) => Outcome::Failed(problem.clone()),
            EndReason::Cap | EndReason::Idle => Outcome::Failed(PeerProblem::Closed.into()),
            EndReason::Stopped | EndReason::PageLeft | EndReason::Hidden => Outcome::Interrupted,
        };
        self.speech.end_texts(&mut self.context, &outcome);
    }

    /// Closes the link that is shown.
    pub(super) fn close_shown(&mut self, awaited: bool) {
        self.speech.disconnect();
        self.listening.disconnect(&mut self.context);
        if let Some(link) = self.opening.take_shown() {
            self.close(link, awaited);
        }
    }

    /// Closes the link that was to take its place.
    pub(super) fn close_renewal(&mut self, awaited: bool) {
        if let Some(link) = self.opening.take_renewal() {
            self.close(link, awaited);
        }
    }

    /// Closes a link for good: its calls, its peer connection, its session.
    pub(super) fn close(&mut self, link: Taken, awaited: bool) {
        self.context.abandon_calls(link.peer);
        self.media.close(&mut self.context, link.peer);
        self.limits.closed(link.peer);
        self.listening.closed(link.peer);
        if let Some(session_id) = link.session_id {
            self.closings.close(&mut self.context, session_id, awaited);
        }
    }
}
