//! Texts on their way to the server: in order, one call at a time.

use core::time::Duration;

use api::{ApiError, ErrorKind, TaskMode, TaskReply, TaskRequest, TaskType};

use super::Speech;
use super::entry::{Sent, TextProgress};
use crate::calls::Purpose;
use crate::context::Context;
use crate::effect::Effect;
use crate::retry_after::retry_after;
use crate::{CallId, Outcome, Progress, Request, sentences};

/// How many pieces the server has at most: the one that is said, and one more, so that there is no gap between them.
const AHEAD: usize = 2;
/// Pieces this short, in characters, are not cut further where the service finds them too long.
const MIN_PIECE: usize = 40;
/// How often a task is sent before its text fails.
const TRIES: u32 = 5;
/// How often a task is sent to a session that says it is not in the right state before that is believed.
const STATE_TRIES: u32 = 2;
/// The first wait before a task is sent again; the longest; the longest that a server may ask for.
const FIRST_WAIT: Duration = Duration::from_millis(600);
const MAX_WAIT: Duration = Duration::from_secs(8);
const MAX_RETRY_AFTER: Duration = Duration::from_secs(60);
/// How long a task whose reply was lost may take to show by its beginning that it arrived.
const DOUBT: Duration = Duration::from_secs(2);
/// How long speech is at least for each character, and may be for each and beyond, where nobody tells.
const MIN_MILLIS_PER_CHARACTER: u64 = 30;
const MILLIS_PER_CHARACTER: u64 = 150;
const BEYOND: Duration = Duration::from_secs(20);
/// The same for what a language model says.
const ANSWER: Duration = Duration::from_secs(180);
/// How long a language model may think before its answer begins.
const THOUGHT: Duration = Duration::from_secs(60);

impl Speech {
    /// Gives the server what it can take.
    pub(crate) fn send_texts(&mut self, context: &mut Context) {
        while let Some(sent) = self.next_task(context) {
            self.sent.push(sent);
            self.match_early(context);
        }
    }

    fn next_task(&mut self, context: &mut Context) -> Option<Sent> {
        let active = self.active.as_ref()?;
        let (peer, session_id) = (active.peer, active.session_id.clone()?);
        let busy = self.sent.len() >= AHEAD || self.sent.iter().any(|sent| sent.call.is_some());
        if busy || self.silencing.is_some() || self.retry_at.is_some() {
            return None;
        }
        let (place, piece) = self.next()?;
        let text = self.texts.get(place)?;
        let words = text.pieces.get(piece)?.clone();
        let (id, kind) = (text.id, text.kind);
        let (shortest, longest, start_timeout) = match kind {
            TaskType::Repeat => {
                let characters = words.chars().count().min(100_000) as u64;
                let whole = |each: u64| Duration::from_millis(each * characters);
                let longest = whole(MILLIS_PER_CHARACTER) + BEYOND;
                (whole(MIN_MILLIS_PER_CHARACTER), longest, Duration::ZERO)
            }
            TaskType::Talk => (Duration::ZERO, ANSWER, THOUGHT),
        };
        let mut sent = Sent {
            text: id,
            piece,
            call: None,
            task_id: String::new(),
            duration: None,
            unsaid: None,
            waiting: None,
            started: None,
            cut_off: None,
            failure: None,
            shortest,
            longest,
            start_timeout,
        };
        if self.doubtful.take() == Some((id, piece)) {
            if let Some(early) = self.early.first() {
                // It arrived: its reply was lost, not the task. Saying it again would say it twice.
                sent.task_id = early.task_id.clone();
                sent.waiting = Some(context.now);
                self.tell_accepted(context, &sent);
                return Some(sent);
            }
        } else {
            self.early.clear();
        }
        let start_timeout = context.options.deadlines.task;
        let request = Request::Task(TaskRequest {
            session_id,
            text: words,
            task_type: kind,
            task_mode: Some(TaskMode::Async),
        });
        sent.call = Some(context.send(Some(peer), Purpose::Task, Some(start_timeout), request));
        Some(sent)
    }

    fn tell_accepted(&mut self, context: &mut Context, sent: &Sent) {
        if let Some(text) = self.texts.iter_mut().find(|text| text.id == sent.text)
            && text.progress < TextProgress::Accepted
        {
            text.progress = TextProgress::Accepted;
            // The duration is that of the first piece only, which says nothing of the others.
            let duration = sent.duration.filter(|_| text.pieces.len() == 1);
            let task_id = sent.task_id.clone();
            context.text(sent.text, Progress::Accepted { task_id, duration });
        }
    }

    /// The outcome of a task.
    pub(crate) fn tasked(&mut self, context: &mut Context, call: CallId, result: Result<TaskReply, ApiError>) {
        match result {
            Ok(reply) => {
                context.effect(Effect::Active);
                self.accepted(context, call, reply);
            }
            Err(refusal) => self.task_failed(context, call, refusal),
        }
    }

    fn accepted(&mut self, context: &mut Context, call: CallId, reply: TaskReply) {
        let first = self.sent.len() == 1;
        let Some(place) = self.sent.iter().position(|sent| sent.call == Some(call)) else {
            return self.cut_task_accepted(context, call, reply.task_id);
        };
        self.tries = 0;
        let now = context.now;
        if let Some(sent) = self.sent.get_mut(place) {
            sent.call = None;
            sent.task_id = reply.task_id;
            sent.duration = (reply.duration_ms > 0).then(|| Duration::from_millis(reply.duration_ms));
            sent.unsaid = reply.unsaid;
            sent.waiting = first.then_some(now);
        }
        if let Some(sent) = self.sent.pop() {
            self.tell_accepted(context, &sent);
            self.sent.push(sent);
        }
        self.match_early(context);
        self.hand_over_early(context);
    }

    /// The server did not take a task.
    fn task_failed(&mut self, context: &mut Context, call: CallId, refusal: ApiError) {
        let Some(place) = self.sent.iter().position(|sent| sent.call == Some(call)) else {
            return self.cut_task_refused(call);
        };
        let sent = self.sent.remove(place);
        // A task whose reply was lost may be one of those that the data channel named.
        if refusal.status != 0 {
            self.hand_over_early(context);
        }
        self.tries += 1;
        let tries = self.tries;
        let wait = match refusal.kind {
            ErrorKind::TextRefused if self.cut_finer(&sent, &refusal) => return self.tries = 0,
            ErrorKind::UnknownSession => return context.effect(Effect::Lost(refusal.into())),
            ErrorKind::WrongState if tries > STATE_TRIES => return context.effect(Effect::Lost(refusal.into())),
            ErrorKind::Unavailable if refusal.status == 0 => {
                self.doubtful = Some((sent.text, sent.piece));
                DOUBT
            }
            ErrorKind::WrongState | ErrorKind::Unavailable | ErrorKind::RateLimited | ErrorKind::NotTheApi => {
                retry_after(&refusal)
            }
            ErrorKind::TextRefused => return self.leave_out(context, &sent, refusal),
            _ => {
                // The session has had its answers: nothing was asked of the model yet.
                if refusal.kind == ErrorKind::AnswerFailed {
                    context.effect(Effect::Spent);
                }
                return self.fail_text(context, sent.text, refusal.into());
            }
        };
        if refusal.kind == ErrorKind::RateLimited && !self.sent.is_empty() {
            // The server has enough to say for now: there is room once some of that is said.
            self.tries = 0;
            self.retry_at = Some(context.now + wait.clamp(FIRST_WAIT, MAX_RETRY_AFTER));
            return;
        }
        if tries >= TRIES || wait > MAX_RETRY_AFTER {
            return self.fail_text(context, sent.text, refusal.into());
        }
        let backoff = context.random.backoff(FIRST_WAIT, tries, MAX_WAIT);
        self.retry_at = Some(context.now + backoff.max(wait));
    }

    /// A piece that the voice cannot say: of a text with other pieces it is left out, and told.
    fn leave_out(&mut self, context: &mut Context, sent: &Sent, refusal: ApiError) {
        let others = self.sent.iter().any(|other| other.text == sent.text);
        let Some(text) = self.texts.iter_mut().find(|text| text.id == sent.text) else {
            return;
        };
        if text.pieces.len() < 2 || sent.piece >= text.pieces.len() {
            return self.fail_text(context, sent.text, refusal.into());
        }
        self.tries = 0;
        text.unsaid.push(text.pieces.remove(sent.piece));
        if !others && text.spoken >= text.pieces.len() {
            self.end_text(context, sent.text, Outcome::Spoken);
        }
    }

    /// Cuts a piece that is too long for the service into shorter ones; false where that is no way out.
    fn cut_finer(&mut self, sent: &Sent, refusal: &ApiError) -> bool {
        let Some(text) = self.texts.iter_mut().find(|text| text.id == sent.text) else {
            return false;
        };
        let too_long = text.kind == TaskType::Repeat && refusal.says("too long");
        let length = text.pieces.get(sent.piece).map_or(0, |piece| piece.chars().count());
        let longest = length / 2;
        if !too_long || longest < MIN_PIECE {
            return false;
        }
        self.longest = self.longest.min(longest);
        for text in self.texts.iter_mut().filter(|text| text.kind == TaskType::Repeat) {
            // Pieces that the server has are counted by their place.
            let given = self
                .sent
                .iter()
                .filter(|sent| sent.text == text.id)
                .map(|sent| sent.piece + 1);
            let kept = given.max().unwrap_or(0).max(text.spoken).min(text.pieces.len());
            let rest = text.pieces.split_off(kept);
            text.pieces
                .extend(rest.iter().flat_map(|piece| sentences::within(piece, longest)));
        }
        true
    }
}
