//! When the avatar speaks: from the data channel, and where that is silent from durations and the audio level.

use core::time::Duration;

use api::{ApiError, ChannelMessage, ErrorKind};

use super::Speech;
use super::autoplay_blocked::MAX_BLOCKED;
use super::entry::{Sent, TextProgress};
use crate::context::Context;
use crate::effect::Effect;
use crate::{Event, Moment, Outcome, PeerId, Problem, Progress, State};

/// How long a task without events is waited for to be heard before its duration is taken to run.
const UNHEARD: Duration = Duration::from_millis(1500);
/// How much longer than the server told speech may take, with events and without. Of a text that is longer
/// than this the server may have told an estimate: a fourth of what is beyond comes on top.
const MARGIN: Duration = Duration::from_secs(5);
const EXACT: Duration = Duration::from_secs(20);
const SILENT_MARGIN: Duration = Duration::from_secs(1);
/// A pause in the sound that ends a text without events, when its duration is known and when not.
const KNOWN_PAUSE: Duration = Duration::from_millis(700);
const UNKNOWN_PAUSE: Duration = Duration::from_millis(1500);
/// How long after a task that ended early the end of its session explains it; by how much it must have been early by what the server
/// says, and by the clock, which hears of beginnings and ends in its own time.
pub(super) const LAST_WORDS: Duration = Duration::from_millis(1500);
const SHORT: Duration = Duration::from_millis(300);
const HASTY: Duration = Duration::from_millis(500);
/// How long the pause between two sentences of a text counts as speech.
const BETWEEN: Duration = Duration::from_secs(1);
/// How long speech that is no text of ours may last without an end.
const FOREIGN: Duration = Duration::from_secs(120);

impl Speech {
    /// A message came over the data channel; `spoken_into`: the avatar is silent because the visitor speaks into its words.
    pub(crate) fn message(&mut self, context: &mut Context, peer: PeerId, message: ChannelMessage, spoken_into: bool) {
        let Some(active) = self.active.as_mut().filter(|active| active.peer == peer) else {
            return;
        };
        let told = message.clone();
        let (task_id, ended) = match message {
            ChannelMessage::StartTalking { task_id } => (task_id, None),
            ChannelMessage::StopTalking {
                task_id,
                duration_ms,
                unsaid,
            } => (task_id, Some((Duration::from_millis(duration_ms), unsaid))),
            ChannelMessage::PauseTalking => return active.hold(context.now),
            ChannelMessage::ResumeTalking => return self.release(context.now),
            ChannelMessage::TalkingMessage { task_id, message } => {
                self.note_early(&told);
                return self.words(context, &task_id, message);
            }
            ChannelMessage::Error { task_id, message, .. } => {
                self.unanswered(context, &task_id, message);
                return self.note_early(&told);
            }
            ChannelMessage::EndMessage { .. } => return self.note_early(&told),
            ChannelMessage::Warning { message, .. } => return self.warn(context, message),
            ChannelMessage::UserStart { .. }
            | ChannelMessage::UserStop { .. }
            | ChannelMessage::UserMessage { .. }
            | ChannelMessage::UserEnd { .. }
            | ChannelMessage::Other => return,
        };
        let talked = core::mem::replace(&mut active.talks, true);
        // Speech that ends while it stands still does not go on.
        let cut_in = spoken_into && ended.is_some();
        if cut_in {
            self.release(context.now);
        }
        if self.cut.contains(&task_id) {
            return if ended.is_some() {
                self.cut_task_ended(context)
            } else {
                self.cut_task_began(context)
            };
        }
        if let Some(place) = self.place_of_task(&task_id) {
            return match ended {
                Some((Duration::ZERO, Some(unsaid))) => self.failed_to_say(context, place, unsaid),
                // Who tells of beginnings told of none: the server dropped it with what it was saying.
                Some((Duration::ZERO, None)) if talked && self.is_unbegun(place) => self.dropped(context, place),
                Some((said, unsaid)) => {
                    if let Some(sent) = self.sent.get_mut(place) {
                        sent.unsaid = unsaid.or(sent.unsaid.take());
                    }
                    self.ended(context, place, said, cut_in);
                }
                None => self.begin(context, place),
            };
        }
        let dropped = talked && ended == Some((Duration::ZERO, None));
        let ended = ended.is_some();
        let early = self.early_of(context.now, &task_id);
        early.dropped = dropped && !early.begun;
        early.begun = true;
        early.ended |= ended;
        self.note_early(&told);
        if !ended {
            context.effect(Effect::Active);
            self.foreign = Some((task_id, context.now + FOREIGN));
        } else if self.foreign.as_ref().is_some_and(|(id, _)| *id == task_id) {
            context.effect(Effect::Active);
            self.foreign = None;
        }
    }

    /// Whether a message is about a text that was given, or may be: its name may not be known yet.
    pub(crate) fn claims(&self, message: &ChannelMessage) -> bool {
        match message {
            ChannelMessage::UserStart { .. }
            | ChannelMessage::UserStop { .. }
            | ChannelMessage::UserMessage { .. }
            | ChannelMessage::UserEnd { .. } => false,
            ChannelMessage::Error { code, .. } if code.starts_with("stt-") => false,
            _ => message.task_id().is_some_and(|task_id| {
                let awaited = self.sent.iter().any(|sent| sent.call.is_some());
                awaited || self.cut.iter().any(|cut| cut == task_id) || self.place_of_task(task_id).is_some()
            }),
        }
    }

    /// A task that the server has; where it names it only here, only in its reply, or nowhere, the first that may be meant.
    pub(super) fn place_of_task(&self, task_id: &str) -> Option<usize> {
        let mut replied = self.sent.iter().take_while(|sent| sent.call.is_none());
        replied.position(|sent| sent.task_id == task_id || sent.task_id.is_empty() || task_id.is_empty())
    }

    /// The avatar begins to say a task.
    pub(super) fn begin(&mut self, context: &mut Context, place: usize) {
        self.pass(context, place);
        let Some(sent) = self.sent.first_mut() else {
            return;
        };
        if sent.started.is_some() {
            return;
        }
        sent.started = Some(context.now);
        sent.waiting.get_or_insert(context.now);
        let id = sent.text;
        self.pause = None;
        if let Some(text) = self.texts.iter_mut().find(|text| text.id == id) {
            text.begun = true;
            if text.progress < TextProgress::Speaking {
                text.progress = TextProgress::Speaking;
                context.text(id, Progress::Speaking);
            }
        }
        context.effect(Effect::Active);
        self.let_be_heard(context);
    }

    /// The server says that a task ended, of which it said that much. One that ended early may have ended with its session, of
    /// whose end one hears in a moment; then it is said again. Not every server says how much of it was heard, so the clock is
    /// asked, too. `cut_in`: the visitor spoke into it.
    fn ended(&mut self, context: &mut Context, place: usize, said: Duration, cut_in: bool) {
        self.pass(context, place);
        let now = context.now;
        let Some(sent) = self.sent.first_mut() else {
            return;
        };
        let whole = sent.duration.unwrap_or_default();
        let short = said > Duration::ZERO && whole.saturating_sub(said) > (whole / 10).max(SHORT);
        let began = sent.started.or(sent.waiting).unwrap_or(now);
        let expected = sent
            .duration
            .map_or(sent.shortest, |told| told.saturating_sub(told / 4));
        if cut_in {
            sent.started.get_or_insert(began);
            sent.cut_off = Some((now, true));
            return self.finish(context);
        }
        if !short && now.since(began) + HASTY >= expected {
            return self.finish(context);
        }
        if sent.cut_off.is_none() {
            sent.started.get_or_insert(began);
            sent.cut_off = Some((now + LAST_WORDS, short && said < whole / 2));
            let (id, next) = (sent.text, sent.piece + 1);
            let text = self.texts.iter().find(|text| text.id == id);
            if text.is_some_and(|text| next < text.pieces.len()) {
                self.pause = Some(now + BETWEEN);
            }
        }
    }

    /// Whether nothing was heard of a task.
    fn is_unbegun(&self, place: usize) -> bool {
        self.sent.get(place).is_some_and(|sent| sent.started.is_none())
    }

    /// An interrupt that was none of ours dropped a task before it began.
    pub(super) fn dropped(&mut self, context: &mut Context, place: usize) {
        self.pass(context, place);
        if let Some(sent) = self.sent.first_mut() {
            sent.cut_off = Some((context.now, true));
            self.finish(context);
        }
    }

    /// Takes an end that came early for what the server said it is: whatever comes now is not about that text any more.
    pub(super) fn believe_end(&mut self, context: &mut Context) {
        if self.sent.first().is_some_and(|sent| sent.cut_off.is_some()) {
            self.finish(context);
        }
    }

    /// Takes the first task from those that the server has; from here on the next one's turn has come.
    pub(super) fn take_first(&mut self, context: &mut Context) -> Option<Sent> {
        if self.sent.is_empty() {
            return None;
        }
        let sent = self.sent.remove(0);
        if let Some(next) = self.sent.first_mut()
            && next.call.is_none()
        {
            next.waiting.get_or_insert(context.now);
        }
        Some(sent)
    }

    /// The avatar has said the first task.
    pub(super) fn finish(&mut self, context: &mut Context) {
        let hasty = self.sent.first();
        if let Some(id) = hasty
            .filter(|sent| sent.cut_off.is_some_and(|(_, interrupted)| interrupted))
            .map(|sent| sent.text)
        {
            self.tell_heard(context, id);
        }
        let Some(sent) = self.take_first(context) else { return };
        context.effect(Effect::Active);
        if let Some(problem) = sent.failure {
            return self.fail_text(context, sent.text, problem);
        }
        let Some(text) = self.texts.iter_mut().find(|text| text.id == sent.text) else {
            return;
        };
        text.spoken = text.spoken.max(sent.piece + 1);
        text.unsaid.extend(sent.unsaid);
        if sent.cut_off.is_some_and(|(_, interrupted)| interrupted) {
            self.remove_text(context, sent.text, Outcome::Interrupted);
        } else if text.spoken < text.pieces.len() {
            self.pause = Some(context.now + BETWEEN);
        } else {
            self.end_text(context, sent.text, Outcome::Spoken);
        }
    }

    /// The server took a task and then could say nothing of it: its voice failed.
    fn failed_to_say(&mut self, context: &mut Context, place: usize, unsaid: String) {
        self.pass(context, place);
        if self.sent.first().is_some_and(|sent| sent.started.is_some()) {
            return self.finish(context);
        }
        if let Some(sent) = self.take_first(context) {
            let refusal = ApiError::new(ErrorKind::TextRefused, 0, None, unsaid, None);
            self.fail_text(context, sent.text, refusal.into());
        }
    }

    /// Tasks are said in order: what the server had before this one is over, though it did not say so. Then it is the first.
    pub(super) fn pass(&mut self, context: &mut Context, place: usize) {
        for _ in 0..place {
            let Some(first) = self.sent.first() else { break };
            if first.started.is_some() {
                self.finish(context);
            } else {
                self.unsaid(context);
            }
        }
    }

    /// The first task: the server took it and never said it.
    fn unsaid(&mut self, context: &mut Context) {
        let Some(sent) = self.take_first(context) else { return };
        self.note_cut(sent.task_id);
        self.fail_text(context, sent.text, Problem::TimedOut(State::Live));
    }

    /// Speech is heard, or no longer.
    pub(crate) fn audible(&mut self, context: &mut Context, peer: PeerId, audible: bool) {
        let Some(active) = self.active.as_mut().filter(|active| active.peer == peer) else {
            return;
        };
        if active.audible != audible {
            active.audible = audible;
            active.heard = context.now;
        }
        let talks = active.talks;
        let waits = self
            .sent
            .first()
            .is_some_and(|sent| sent.waiting.is_some() && sent.started.is_none());
        if audible && waits && !talks {
            self.begin(context, 0);
        }
    }

    /// When the task that the server is at is taken to begin, to end, or to fail, if nobody says so before.
    fn task_deadline(&self, context: &Context, disturbed: bool) -> Option<Moment> {
        let sent = self.sent.first()?;
        let active = self.active.as_ref()?;
        if let Some((until, _)) = sent.cut_off {
            // A connection in trouble is healed or lost before anything is known.
            return (!disturbed).then_some(until);
        }
        if let Some(since) = active.held {
            return Some(since + MAX_BLOCKED);
        }
        let quiet = (!active.audible).then_some(active.heard);
        match (sent.started, sent.waiting) {
            (Some(started), _) if active.talks => Some(
                started
                    + sent
                        .duration
                        .map_or(sent.longest, |told| told + told.saturating_sub(EXACT) / 4 + MARGIN),
            ),
            (Some(started), _) => {
                let paused = |least: Duration, pause: Duration| {
                    quiet
                        .filter(|quiet| *quiet > started)
                        .map(|quiet| (quiet + pause).max(started + least))
                };
                let (end, pause) = match sent.duration {
                    Some(told) => (started + told + SILENT_MARGIN, paused(told * 3 / 4, KNOWN_PAUSE)),
                    None => (started + sent.longest, paused(Duration::ZERO, UNKNOWN_PAUSE)),
                };
                Some(pause.map_or(end, |pause| pause.min(end)))
            }
            (None, Some(waiting)) if !active.talks && sent.duration.is_some() => Some(waiting + UNHEARD),
            (None, Some(waiting)) => Some(waiting + context.options.deadlines.task.max(sent.start_timeout)),
            (None, None) => None,
        }
    }

    /// When something about the texts is due. `disturbed`: the connection may heal or be lost in a moment.
    pub(super) fn text_deadline(&self, context: &Context, disturbed: bool) -> Option<Moment> {
        let foreign = self.foreign.as_ref().map(|(_, until)| *until);
        let task = self.task_deadline(context, disturbed);
        [task, self.retry_at, foreign, self.pause].into_iter().flatten().min()
    }

    pub(super) fn handle_text_deadline(&mut self, context: &mut Context, disturbed: bool) {
        if context.due(self.retry_at) {
            self.retry_at = None;
        }
        if context.due(self.foreign.as_ref().map(|(_, until)| *until)) {
            self.foreign = None;
        }
        if context.due(self.pause) {
            self.pause = None;
        }
        if !context.due(self.task_deadline(context, disturbed)) {
            return;
        }
        if let Some(active) = &mut self.active {
            active.held = None;
        }
        let talks = self.active.as_ref().is_some_and(|active| active.talks);
        let Some(sent) = self.sent.first() else { return };
        if sent.started.is_some() {
            self.finish(context);
        } else if !talks && sent.duration.is_some() {
            self.begin(context, 0);
        } else {
            self.unsaid(context);
        }
    }

    /// Tells when the avatar begins or ceases to speak.
    pub(crate) fn tell_speaking(&mut self, context: &mut Context) {
        let said = self
            .sent
            .iter()
            .any(|sent| sent.started.is_some() && sent.cut_off.is_none());
        let speaking = said || self.foreign.is_some() || self.pause.is_some();
        if self.speaking != speaking {
            self.speaking = speaking;
            context.event(Event::Speaking(speaking));
        }
    }
}
