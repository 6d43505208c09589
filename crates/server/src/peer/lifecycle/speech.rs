//! A session's texts: the calls that wait for them, and the orders to the narrator.

use std::collections::{HashMap, VecDeque};

use api::{ChannelMessage, TaskMode};
use avatar::Performance;
use avatar::speech::Script;
use tasks::{AnswerFailure, Limits, Narrated, Order, Output, Spoken, TaskId, Tasks};
use tokio::sync::oneshot;

use crate::refusal::Refusal;

/// An order to the narrator.
#[derive(Debug)]
pub enum Narration {
    /// To synthesise a text after all others.
    Say(Order),
    /// To synthesise a task after all others whose texts come one by one.
    Open(TaskId),
    /// The next text of a task that was opened.
    Piece(TaskId, Script),
    /// A task that was opened gets no more texts.
    Complete(TaskId),
    /// To drop all texts ordered so far.
    CallOff,
}

/// The reply to a task.
pub type Reply = oneshot::Sender<Result<Spoken, Refusal>>;

/// The texts of a session.
pub struct Speech {
    tasks: Tasks,
    /// Calls that wait for the reply to their task.
    replies: HashMap<TaskId, Reply>,
    orders: VecDeque<Narration>,
    /// Answers that have ended, and what was heard of them.
    heard: VecDeque<(TaskId, String)>,
}

impl Speech {
    /// No texts yet.
    pub fn new(limits: Limits) -> Self {
        Self {
            tasks: Tasks::new(limits),
            replies: HashMap::new(),
            orders: VecDeque::new(),
            heard: VecDeque::new(),
        }
    }

    /// Whether nothing is left to be said.
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// Whether results of synthesis wait for [`Speech::lay`].
    pub fn holds_sound(&self) -> bool {
        self.tasks.holds_sound()
    }

    /// Samples of all that was synthesised that have been heard or dropped, while the performance has `ahead` samples to say.
    pub fn consumed(&self, ahead: u64) -> u64 {
        self.tasks.consumed(ahead)
    }

    /// Takes a text behind all others, if there is room. The reply comes when the tasks give it.
    pub fn accept(&mut self, order: Order, mode: TaskMode, heard: u64, reply: Reply) -> bool {
        if let Err(refusal) = self.tasks.accept(order.id.clone(), &order.script, mode, heard) {
            // The caller may have gone.
            reply.send(Err(refusal.into())).ok();
            return false;
        }
        self.replies.insert(order.id.clone(), reply);
        self.orders.push_back(Narration::Say(order));
        true
    }

    /// Takes a task behind all others whose texts come one by one, if there is room. The reply comes when the tasks give it.
    pub fn open(&mut self, id: TaskId, mode: TaskMode, heard: u64, reply: Reply) -> bool {
        if let Err(refusal) = self.tasks.open(id.clone(), mode, heard) {
            reply.send(Err(refusal.into())).ok();
            return false;
        }
        self.replies.insert(id.clone(), reply);
        self.orders.push_back(Narration::Open(id));
        true
    }

    /// The next text of a task that was opened.
    pub fn piece(&mut self, id: TaskId, script: Script) {
        self.orders.push_back(Narration::Piece(id, script));
    }

    /// A part of a task that was opened is not said.
    pub fn leave_out(&mut self, id: &str, part: &str) {
        self.tasks.leave_out(id, part);
    }

    /// A task that was opened gets no more texts, perhaps because of a failure.
    pub fn complete(&mut self, id: TaskId, failure: Option<AnswerFailure>) {
        if let Some(failure) = failure {
            self.tasks.fail(&id, failure);
        }
        self.orders.push_back(Narration::Complete(id));
    }

    /// The next answer that has ended, and what was heard of it.
    pub fn heard(&mut self) -> Option<(TaskId, String)> {
        self.heard.pop_front()
    }

    /// Silences the performance and drops all texts.
    pub fn interrupt(&mut self, performance: &mut Performance) {
        self.orders.push_back(Narration::CallOff);
        let spoken = performance.spoken();
        self.tasks.interrupt(performance, spoken);
    }

    /// Breaks speech off, to go on later.
    pub fn pause(&mut self, performance: &mut Performance) {
        self.tasks.pause(performance);
    }

    /// Goes on with the speech that was broken off.
    pub fn resume(&mut self, performance: &mut Performance) {
        self.tasks.resume(performance);
    }

    /// Takes a result of synthesis.
    pub fn narrated(&mut self, narrated: Narrated) {
        self.tasks.narrated(narrated);
    }

    /// Lays the sound that has come behind what the performance is to say already.
    pub fn lay(&mut self, performance: &mut Performance) {
        self.tasks.lay(performance);
    }

    /// The speech clock shows `spoken`.
    pub fn advance(&mut self, spoken: u64) {
        self.tasks.advance(spoken);
    }

    /// The session is over: nothing more is synthesised, and whoever waits for a reply learns of it. Texts that are cut off have not
    /// been said, so their end is not told.
    pub fn close(&mut self) {
        self.orders.clear();
        self.orders.push_back(Narration::CallOff);
        self.replies.clear();
    }

    /// The next order to the narrator.
    pub fn order(&mut self) -> Option<Narration> {
        self.orders.pop_front()
    }

    /// Replies to the calls that need not wait longer; returns the next message for the client.
    pub fn message(&mut self) -> Option<ChannelMessage> {
        loop {
            match self.tasks.poll()? {
                Output::Tell(message) => return Some(message),
                Output::Heard(id, words) => self.heard.push_back((id, words)),
                Output::Reply(id, outcome) => {
                    // The caller may have gone.
                    if let Some(reply) = self.replies.remove(&id) {
                        reply.send(outcome.map_err(Into::into)).ok();
                    }
                }
            }
        }
    }
}
