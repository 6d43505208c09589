//! Listening to the visitor, the voice chat: the intent to be heard, the microphone, what the service is asked for, and the words of the conversation.

mod active_session;
mod microphone;
mod turns;

use core::time::Duration;

use api::{ApiError, ChannelMessage, ErrorKind, Features, ListeningMode};

use crate::context::Context;
use crate::deadline::{Deadline, Reason};
use crate::effect::Effect;
use crate::limits::renews;
use crate::{CallId, Command, Event, Moment, PeerId, Problem};
use active_session::ActiveSession;
pub use microphone::{Microphone, MicrophoneProblem, Opened};
use turns::{Failure, Hearing, Turns};

/// For so long the microphone stays open while nobody hears it: the page is hidden, the connection lost, or a question unanswered.
const UNHEARD_TIMEOUT: Duration = Duration::from_secs(120);

/// The messages that say that the button of push-to-talk is held, and let go.
const PRESSED: &str = "push_to_talk:start";
const RELEASED: &str = "push_to_talk:stop";

/// The codes that say that a session was heard, or answered, for as long as it may be.
const SPENT: [&str; 2] = ["stt-limit", "llm-limit"];

/// The visitor's intent to be heard.
#[derive(Clone, Copy)]
struct Intent {
    mode: ListeningMode,
    muted: bool,
    /// Whether the button of push-to-talk is held.
    held: bool,
}

/// How far the browser has opened the microphone.
#[derive(Clone, Copy, Default, PartialEq)]
enum Capture {
    #[default]
    Closed,
    Asked,
    Open,
}

/// All about the visitor's voice.
#[derive(Default)]
pub(crate) struct Listening {
    intent: Option<Intent>,
    capture: Capture,
    /// Whether its sound is let through.
    live: bool,
    /// Whether it is asked for in the place of one that was taken away.
    unasked: bool,
    /// The state that the last problem led to, until the next intent.
    failed: Option<Microphone>,
    /// Abilities of the sessions that were opened.
    features: Vec<(PeerId, Features)>,
    active: Option<ActiveSession>,
    turns: Turns,
    /// Since when an intent is not fulfilled.
    unheard: Option<Moment>,
    told: Microphone,
    told_features: Features,
}

impl Listening {
    /// The visitor wishes to be heard. Without a session nothing happens.
    pub(crate) fn listen(&mut self, context: &mut Context, wanted: bool, mode: ListeningMode, muted: bool) {
        if !wanted {
            return;
        }
        context.options.listen = true;
        // Lest the service takes the button for held.
        self.hold(context, false);
        let held = false;
        self.intent = Some(Intent { mode, muted, held });
        self.failed = None;
        self.advance(context);
    }

    /// The visitor wishes to be heard no more.
    pub(crate) fn stop(&mut self, context: &mut Context) {
        self.failed = None;
        self.give_up(context);
        self.advance(context);
    }

    /// The visitor mutes the microphone, or lets it be heard again.
    pub(crate) fn mute(&mut self, context: &mut Context, muted: bool) {
        if let Some(intent) = &mut self.intent {
            intent.muted = muted;
        }
        self.advance(context);
    }

    /// The button of push-to-talk is held, or let go.
    pub(crate) fn hold(&mut self, context: &mut Context, held: bool) {
        let Some(intent) = self
            .intent
            .as_mut()
            .filter(|intent| intent.mode == ListeningMode::PushToTalk)
        else {
            return;
        };
        let listens = self.capture == Capture::Open && self.active.as_ref().is_some_and(ActiveSession::listens);
        // Held before anybody listens, it would have to be held anew.
        if intent.held == held || (held && (!listens || intent.muted)) {
            return;
        }
        intent.held = held;
        if let Some(active) = self.active.as_ref().filter(|_| listens) {
            let (peer, text) = (active.peer, if held { PRESSED } else { RELEASED });
            context.command(Command::Message { peer, text });
        }
        self.advance(context);
    }

    /// The browser opened the microphone, or did not.
    pub(crate) fn captured(&mut self, context: &mut Context, result: Result<Opened, MicrophoneProblem>) {
        if self.capture != Capture::Asked {
            if self.capture == Capture::Closed && result.is_ok() {
                context.command(Command::Release);
            }
            return;
        }
        match result {
            Ok(opened) => {
                self.capture = Capture::Open;
                if opened == Opened::Other {
                    tell(context, MicrophoneProblem::Replaced);
                }
            }
            Err(problem) => {
                self.capture = Capture::Closed;
                // Nobody was asked, so a refusal is the browser's: what was allowed is not any more.
                let lost = self.unasked && problem != MicrophoneProblem::Denied;
                self.fail(context, if lost { MicrophoneProblem::Lost } else { problem });
            }
        }
        self.advance(context);
    }

    /// Another microphone was chosen (`unasked` is false), or the open one taken away. Then another takes its place where the browser opens
    /// it without a question.
    pub(crate) fn reopen(&mut self, context: &mut Context, unasked: bool) {
        if self.capture == Capture::Open {
            self.hold(context, false);
            self.capture = Capture::Asked;
            self.unasked = unasked;
            self.live = false;
            if let Some(active) = &mut self.active {
                active.fed = false;
            }
            context.command(Command::Reopen { unasked });
            self.advance(context);
        }
    }

    /// The page was hidden or shown.
    pub(crate) fn hidden(&mut self, context: &mut Context) {
        if context.page.is_hidden() {
            self.hold(context, false);
        }
        self.advance(context);
    }

    /// A session was opened, with these abilities.
    pub(crate) fn opened(&mut self, context: &mut Context, peer: PeerId, features: Features) {
        self.features.push((peer, features));
        self.advance(context);
    }

    /// This peer connection is shown from now on.
    pub(crate) fn connect(&mut self, context: &mut Context, peer: PeerId) {
        self.disconnect(context);
        self.active = Some(ActiveSession::new(peer));
        self.advance(context);
    }

    /// It is Live.
    pub(crate) fn live(&mut self, context: &mut Context, session_id: String) {
        if let Some(active) = &mut self.active {
            active.live(session_id);
        }
        self.advance(context);
    }

    /// Nothing is shown any more; the intent stays.
    pub(crate) fn disconnect(&mut self, context: &mut Context) {
        if self.active.take().is_some() {
            if let Some(intent) = &mut self.intent {
                intent.held = false;
            }
            self.turns.end(context);
            self.advance(context);
        }
    }

    /// A link is closed.
    pub(crate) fn closed(&mut self, peer: PeerId) {
        self.features.retain(|(known, _)| *known != peer);
    }

    /// The session is over, or about to be.
    pub(crate) fn end(&mut self, context: &mut Context) {
        self.active = None;
        self.failed = None;
        self.turns.end(context);
        self.give_up(context);
        self.advance(context);
    }

    /// Whether the avatar is silent because the visitor speaks into its words.
    pub(crate) const fn is_spoken_into(&self) -> bool {
        self.turns.is_spoken_into()
    }

    /// The avatar was silenced by the user.
    pub(crate) fn silenced(&mut self) {
        self.turns.silence();
    }

    /// The outcome of the call that asks the service to listen.
    pub(crate) fn asked(&mut self, context: &mut Context, call: CallId, result: Result<(), ApiError>) {
        let Some(active) = &mut self.active else { return };
        if let Some(refusal) = active.asked(context, call, result) {
            self.fail(context, MicrophoneProblem::NotHeard(refusal.message));
        }
        self.advance(context);
    }

    /// Whether a message is about words that were told here.
    pub(crate) fn knows(&self, message: &ChannelMessage) -> bool {
        message.task_id().is_some_and(|task_id| self.turns.knows(task_id))
    }

    /// A message of the data channel; `ours`: it is, or may be, about a text that was given. Gives whether nobody else needs it.
    pub(crate) fn message(
        &mut self,
        context: &mut Context,
        peer: PeerId,
        message: &ChannelMessage,
        ours: bool,
    ) -> bool {
        if self.active.as_ref().is_none_or(|active| active.peer != peer) {
            return false;
        }
        let failure = if ours { None } else { self.turns.take(context, message) };
        self.turns.pass(message);
        if ours {
            return false;
        }
        let taken = failure.is_some();
        if matches!(message, ChannelMessage::Error { code, .. } if SPENT.contains(&code.as_str())) {
            context.effect(Effect::Spent);
        }
        match failure {
            Some(Failure::NotAnswered(message)) => {
                let problem = ApiError::new(ErrorKind::AnswerFailed, 0, None, message, None);
                context.event(Event::Problem(problem.into()));
            }
            // The next session hears the visitor again.
            Some(Failure::NotHeard(_, Hearing::Spent)) if renews(&context.options) => {}
            Some(Failure::NotHeard(message, Hearing::GoesOn)) => tell(context, MicrophoneProblem::NotHeard(message)),
            Some(Failure::NotHeard(message, _)) => self.fail(context, MicrophoneProblem::NotHeard(message)),
            None => {}
        }
        if matches!(message, ChannelMessage::UserStart { .. }) {
            context.effect(Effect::Active);
        }
        self.advance(context);
        taken
    }

    pub(crate) fn next_deadline(&self) -> Option<Deadline> {
        // Nothing is asked for while there is no microphone: it is made up for once there is.
        let open = self.capture == Capture::Open;
        let retry = self.active.as_ref().and_then(|active| active.retry_at).filter(|_| open);
        let unheard = self.unheard.map(|since| since + UNHEARD_TIMEOUT);
        Deadline::earlier(
            Deadline::new(retry, Reason::Listening),
            Deadline::new(unheard, Reason::Unheard),
        )
    }

    pub(crate) fn handle_deadline(&mut self, context: &mut Context) {
        if context.due(self.unheard.map(|since| since + UNHEARD_TIMEOUT)) {
            self.give_up(context);
        }
        self.advance(context);
    }

    /// Abilities of the session that is shown.
    fn features(&self) -> Option<Features> {
        let active = self.active.as_ref()?;
        let mut known = self.features.iter();
        known
            .find(|(peer, _)| *peer == active.peer)
            .map(|(_, features)| *features)
    }

    /// Brings the microphone and the service in line with the intent.
    fn advance(&mut self, context: &mut Context) {
        let features = self.features();
        if let (Some(Features { listen: false, .. }), Some(_)) = (features, self.intent) {
            let words = "The service does not hear visitors.".to_owned();
            self.fail(context, MicrophoneProblem::NotHeard(words));
        }
        if let (Some(intent), Some(_)) = (self.intent, features) {
            match self.capture {
                Capture::Closed => {
                    self.capture = Capture::Asked;
                    self.unasked = false;
                    context.command(Command::Capture);
                }
                Capture::Asked => {}
                Capture::Open => {
                    if let Some(active) = &mut self.active {
                        active.listen(context, intent.mode);
                    }
                }
            }
        }
        let listens = self.capture == Capture::Open && self.active.as_ref().is_some_and(ActiveSession::listens);
        let hidden = context.page.is_hidden();
        let heard = |intent: &Intent| !intent.muted && (intent.held || intent.mode == ListeningMode::Conversational);
        let open = listens && !hidden && self.intent.as_ref().is_some_and(heard);
        if core::mem::replace(&mut self.live, open) != open && self.capture == Capture::Open {
            context.command(Command::Hear(open));
        }
        match self.intent {
            Some(_) if !listens || hidden => {
                self.unheard.get_or_insert(context.now);
            }
            _ => self.unheard = None,
        }
        self.tell(context, features.unwrap_or_default(), listens, open);
    }

    /// Tells what changed.
    fn tell(&mut self, context: &mut Context, features: Features, listens: bool, open: bool) {
        if core::mem::replace(&mut self.told_features, features) != features {
            context.event(Event::Features(features));
        }
        let state = match (self.intent, self.failed) {
            (Some(_), _) if listens && self.turns.is_speaking() => Microphone::Hearing,
            (Some(_), _) if listens && open => Microphone::Listening,
            (Some(_), _) if listens => Microphone::Muted,
            (Some(_), _) if self.capture != Capture::Closed => Microphone::Asking,
            (None, Some(failed)) => failed,
            _ if features.listen => Microphone::Off,
            _ => Microphone::Unavailable,
        };
        if core::mem::replace(&mut self.told, state) != state {
            context.event(Event::Microphone(state));
        }
    }

    /// The intent cannot be fulfilled.
    fn fail(&mut self, context: &mut Context, problem: MicrophoneProblem) {
        self.give_up(context);
        self.failed = Some(problem.state()).filter(|state| *state != Microphone::Off);
        tell(context, problem);
    }

    /// Drops the intent, and closes the microphone.
    fn give_up(&mut self, context: &mut Context) {
        self.intent = None;
        self.live = false;
        self.unheard = None;
        self.turns.speak(context, false);
        if let Some(active) = &mut self.active {
            active.stop(context);
        }
        if core::mem::take(&mut self.capture) != Capture::Closed {
            context.command(Command::Release);
        }
    }
}

fn tell(context: &mut Context, problem: MicrophoneProblem) {
    context.event(Event::Problem(Problem::Microphone(problem)));
}
