//! Texts on their way to the server: in order, one call at a time, each with one outcome.

use core::time::Duration;

use api::{ApiError, ErrorKind, TaskMode, TaskReply, TaskRequest, TaskType};

use super::Session;
use super::calls::What;
use super::link::Stage;
use super::queue::{Sent, Text, Told, no_session};
use super::retry::asked_wait;
use crate::{CallId, Event, Outcome, Problem, Progress, Request, State, TextId, sentences};

/// How many pieces the server has at most: the one that is said, and one more, so that there is no gap between them.
const AHEAD: usize = 2;
/// Pieces this short, in characters, are not cut further where the service finds them too long.
const SHORTEST_PIECE: usize = 40;
/// How often a task is sent before its text fails.
const TRIES: u32 = 5;
/// How often a task is sent to a session that says it is not in the right state before that is believed.
const STATE_TRIES: u32 = 2;
/// The first wait before a task is sent again; the longest; the longest that a server may ask for.
const FIRST_WAIT: Duration = Duration::from_millis(600);
const LONGEST_WAIT: Duration = Duration::from_secs(8);
const LONGEST_ASKED: Duration = Duration::from_secs(60);
/// How long a task whose reply was lost may take to show by its beginning that it arrived.
const DOUBT: Duration = Duration::from_secs(2);
/// How long speech is at least for each character, and may be for each and beyond, where nobody tells.
const LEAST_MILLIS_PER_CHARACTER: u64 = 30;
const MILLIS_PER_CHARACTER: u64 = 150;
const BEYOND: Duration = Duration::from_secs(20);
/// The same for what a language model says.
const ANSWER: Duration = Duration::from_secs(180);
/// The most that is told of what was not said, in characters.
const LONGEST_UNSAID: usize = 200;

impl Session {
    /// The user gives a text to say.
    pub(super) fn speak(&mut self, id: TextId, text: &str, kind: TaskType) {
        if self.queue.place(id).is_some() {
            // One name, one outcome: it is that of the text which has the name already.
            return;
        }
        let refusal = if text.trim().is_empty() {
            ApiError::new(ErrorKind::TextRefused, 0, None, String::new(), None)
        } else if self.wanted() {
            return self.queue_text(id, text, kind);
        } else {
            no_session()
        };
        self.tell(id, Progress::Ended(Outcome::Failed(refusal.into())));
    }

    pub(super) fn queue_text(&mut self, id: TextId, text: &str, kind: TaskType) {
        let pieces = if self.options.split_sentences && kind == TaskType::Repeat {
            sentences::split(text)
        } else {
            vec![text.trim().to_owned()]
        };
        // A language model's answer is to the whole of a text.
        let longest = self.queue.longest;
        let pieces = match kind {
            TaskType::Repeat => pieces
                .iter()
                .flat_map(|piece| sentences::within(piece, longest))
                .collect(),
            TaskType::Talk => pieces,
        };
        self.queue.texts.push(Text {
            id,
            kind,
            pieces,
            spoken: 0,
            begun: false,
            told: Told::Queued,
            unsaid: Vec::new(),
        });
        self.tell(id, Progress::Queued);
    }

    pub(super) fn tell(&mut self, id: TextId, progress: Progress) {
        self.event(Event::Text { id, progress });
    }

    /// Gives the server what it can take.
    pub(super) fn send_texts(&mut self) {
        while let Some(sent) = self.next_task() {
            self.queue.sent.push(sent);
            self.match_early();
        }
    }

    fn next_task(&mut self) -> Option<Sent> {
        let link = self.link.as_ref().filter(|_| self.state == State::Live)?;
        let (peer, session_id) = (link.peer, link.session_id.clone()?);
        let renewing = self.renewal.as_ref().is_some_and(|link| link.stage == Stage::Ready);
        let queue = &mut self.queue;
        let busy = queue.sent.len() >= AHEAD || queue.sent.iter().any(|sent| sent.call.is_some());
        if busy || renewing || queue.silencing.is_some() || queue.retry_at.is_some() {
            return None;
        }
        let (place, piece) = queue.next()?;
        let text = queue.texts.get(place)?;
        let words = text.pieces.get(piece)?.clone();
        let (id, kind) = (text.id, text.kind);
        let (shortest, longest) = match kind {
            TaskType::Repeat => {
                let characters = words.chars().count().min(100_000) as u64;
                let whole = |each: u64| Duration::from_millis(each * characters);
                (whole(LEAST_MILLIS_PER_CHARACTER), whole(MILLIS_PER_CHARACTER) + BEYOND)
            }
            TaskType::Talk => (Duration::ZERO, ANSWER),
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
            shortest,
            longest,
        };
        if queue.doubtful.take() == Some((id, piece)) {
            if let Some(early) = queue.early.first() {
                // It arrived: its reply was lost, not the task. Saying it again would say it twice.
                sent.task_id = early.task_id.clone();
                sent.waiting = Some(self.now);
                self.tell_accepted(&sent);
                return Some(sent);
            }
        } else {
            queue.early.clear();
        }
        let patience = self.options.deadlines.task;
        let request = Request::Task(TaskRequest {
            session_id,
            text: words,
            task_type: kind,
            task_mode: Some(TaskMode::Async),
        });
        sent.call = Some(self.send(Some(peer), What::Task, Some(patience), request));
        Some(sent)
    }

    fn tell_accepted(&mut self, sent: &Sent) {
        if let Some(text) = self.queue.texts.iter_mut().find(|text| text.id == sent.text)
            && text.told < Told::Accepted
        {
            text.told = Told::Accepted;
            // The duration is that of the first piece only, which says nothing of the others.
            let duration = sent.duration.filter(|_| text.pieces.len() == 1);
            let task_id = sent.task_id.clone();
            self.tell(sent.text, Progress::Accepted { task_id, duration });
        }
    }

    /// The outcome of a task.
    pub(super) fn tasked(&mut self, call: CallId, result: Result<TaskReply, ApiError>) {
        let Some(place) = self
            .calls
            .iter()
            .position(|pending| pending.call == call && matches!(pending.what, What::Task))
        else {
            return;
        };
        let peer = self.calls.swap_remove(place).peer;
        match result {
            Ok(reply) => {
                if let Some(peer) = peer {
                    self.touch(peer);
                }
                self.accepted(call, reply);
            }
            Err(refusal) => self.task_failed(call, refusal),
        }
    }

    fn accepted(&mut self, call: CallId, reply: TaskReply) {
        let first = self.queue.sent.len() == 1;
        let Some(place) = self.queue.sent.iter().position(|sent| sent.call == Some(call)) else {
            return self.cut_task_accepted(call, reply.task_id);
        };
        self.queue.tries = 0;
        let now = self.now;
        if let Some(sent) = self.queue.sent.get_mut(place) {
            sent.call = None;
            sent.task_id = reply.task_id;
            sent.duration = (reply.duration_ms > 0).then(|| Duration::from_millis(reply.duration_ms));
            sent.unsaid = reply.unsaid;
            sent.waiting = first.then_some(now);
        }
        if let Some(sent) = self.queue.sent.pop() {
            self.tell_accepted(&sent);
            self.queue.sent.push(sent);
        }
        self.match_early();
    }

    /// The server did not take a task.
    pub(super) fn task_failed(&mut self, call: CallId, refusal: ApiError) {
        let Some(place) = self.queue.sent.iter().position(|sent| sent.call == Some(call)) else {
            return self.cut_task_refused(call);
        };
        let sent = self.queue.sent.remove(place);
        self.queue.tries += 1;
        let tries = self.queue.tries;
        let wait = match refusal.kind {
            ErrorKind::TextRefused if self.cut_finer(&sent, &refusal) => return self.queue.tries = 0,
            ErrorKind::UnknownSession => return self.lose(refusal.into()),
            ErrorKind::WrongState if tries > STATE_TRIES => return self.lose(refusal.into()),
            ErrorKind::Unavailable if refusal.status == 0 => {
                self.queue.doubtful = Some((sent.text, sent.piece));
                DOUBT
            }
            ErrorKind::WrongState | ErrorKind::Unavailable | ErrorKind::RateLimited | ErrorKind::NotTheApi => {
                asked_wait(&refusal)
            }
            ErrorKind::TextRefused => return self.leave_out(&sent, refusal),
            _ => return self.fail_text(sent.text, refusal.into()),
        };
        if refusal.kind == ErrorKind::RateLimited && !self.queue.sent.is_empty() {
            // The server has enough to say for now: there is room once some of that is said.
            self.queue.tries = 0;
            self.queue.retry_at = Some(self.now + wait.clamp(FIRST_WAIT, LONGEST_ASKED));
            return;
        }
        if tries >= TRIES || wait > LONGEST_ASKED {
            return self.fail_text(sent.text, refusal.into());
        }
        let backoff = self.chance.backoff(FIRST_WAIT, tries, LONGEST_WAIT);
        self.queue.retry_at = Some(self.now + backoff.max(wait));
    }

    /// A piece that the voice cannot say: of a text with other pieces it is left out, and told.
    fn leave_out(&mut self, sent: &Sent, refusal: ApiError) {
        let others = self.queue.sent.iter().any(|other| other.text == sent.text);
        let Some(text) = self.queue.texts.iter_mut().find(|text| text.id == sent.text) else {
            return;
        };
        if text.pieces.len() < 2 || sent.piece >= text.pieces.len() {
            return self.fail_text(sent.text, refusal.into());
        }
        self.queue.tries = 0;
        text.unsaid.push(text.pieces.remove(sent.piece));
        if !others && text.spoken >= text.pieces.len() {
            self.end_text(sent.text, Outcome::Spoken);
        }
    }

    /// That text cannot be said; the session goes on.
    pub(super) fn fail_text(&mut self, id: TextId, problem: Problem) {
        self.queue.tries = 0;
        self.queue.doubtful = None;
        self.end_text(id, Outcome::Failed(problem));
    }

    /// Cuts a piece that is too long for the service into shorter ones; false where that is no way out.
    fn cut_finer(&mut self, sent: &Sent, refusal: &ApiError) -> bool {
        let queue = &mut self.queue;
        let Some(text) = queue.texts.iter_mut().find(|text| text.id == sent.text) else {
            return false;
        };
        let too_long = text.kind == TaskType::Repeat && refusal.message.to_ascii_lowercase().contains("too long");
        let length = text.pieces.get(sent.piece).map_or(0, |piece| piece.chars().count());
        let longest = length / 2;
        if !too_long || longest < SHORTEST_PIECE {
            return false;
        }
        queue.longest = queue.longest.min(longest);
        for text in queue.texts.iter_mut().filter(|text| text.kind == TaskType::Repeat) {
            // What the server has is counted by its place.
            let given = queue
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

    pub(super) fn end_text(&mut self, id: TextId, outcome: Outcome) {
        if outcome == Outcome::Interrupted {
            self.tell_heard(id);
        }
        self.remove_text(id, outcome);
    }

    pub(super) fn remove_text(&mut self, id: TextId, outcome: Outcome) {
        if let Some(place) = self.queue.place(id) {
            let text = self.queue.texts.remove(place);
            if !text.unsaid.is_empty() && !matches!(outcome, Outcome::Failed(_)) {
                let text = shortened(text.unsaid.join(" … "));
                self.event(Event::Unsaid { id, text });
            }
            self.tell(id, Progress::Ended(outcome));
        }
    }

    /// What the server had is lost with its session; the texts are said again to the next, from the piece that was cut off.
    pub(super) fn requeue_texts(&mut self) {
        self.forget_sent();
        let mut again = Vec::new();
        for text in &mut self.queue.texts {
            if text.told > Told::Queued {
                text.told = Told::Queued;
                again.push(text.id);
            }
        }
        for id in again {
            self.tell(id, Progress::Queued);
        }
    }

    /// Every text ends but the greeting, which belongs to the avatar's coming.
    pub(super) fn end_spoken_to(&mut self, outcome: &Outcome) {
        let ids: Vec<TextId> = self.queue.texts.iter().map(|text| text.id).collect();
        for id in ids.into_iter().filter(|id| *id != TextId::GREETING) {
            self.end_text(id, outcome.clone());
        }
    }

    /// Every text ends.
    pub(super) fn end_texts(&mut self, outcome: &Outcome) {
        if let Some(id) = self.queue.texts.first().map(|text| text.id)
            && *outcome == Outcome::Interrupted
        {
            self.tell_heard(id);
        }
        self.forget_sent();
        while !self.queue.texts.is_empty() {
            let id = self.queue.texts.remove(0).id;
            self.tell(id, Progress::Ended(outcome.clone()));
        }
    }

    /// Forgets all that has to do with the session that is gone.
    pub(super) fn forget_sent(&mut self) {
        let queue = &mut self.queue;
        queue.sent.clear();
        queue.early.clear();
        queue.cut.clear();
        queue.retry_at = None;
        queue.tries = 0;
        queue.doubtful = None;
        queue.silencing = None;
        queue.foreign = None;
        queue.pause = None;
        self.tell_speaking();
    }
}

/// What was not said, in a length that can be shown.
fn shortened(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(LONGEST_UNSAID) {
        text.truncate(end);
        text.push('…');
    }
    text
}
