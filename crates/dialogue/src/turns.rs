//! The visitor's turns, from their begin to their transcripts.

use std::collections::VecDeque;
use std::ops::Range;
use std::time::Duration;

use crate::ids::{JobId, Numbers, TurnId};
use crate::input::Untranscribed;
use crate::output::{Outcome, Output};
use crate::values::Values;

/// A stretch of sound that is being transcribed, or was.
#[derive(Clone, Debug)]
struct Job {
    id: JobId,
    begun: Duration,
    text: Option<Result<String, Untranscribed>>,
}

#[derive(Clone, Debug)]
struct Turn {
    id: TurnId,
    /// Its transcription. A turn without one has no words.
    job: Option<Job>,
}

/// The visitor's turns: at most one is being heard, others wait for their words.
#[derive(Clone, Debug)]
pub(crate) struct Turns {
    values: Values,
    numbers: Numbers,
    jobs: Numbers,
    /// Samples that may still be transcribed.
    left: u64,
    heard: Option<Turn>,
    ended: VecDeque<Turn>,
    /// Words that have not been asked, and the turns that they are of.
    words: Vec<(TurnId, String)>,
    /// Whether the visitor has said something that the avatar has not made room for.
    said: bool,
}

impl Turns {
    pub fn new(values: Values) -> Self {
        Self {
            left: values.most,
            values,
            numbers: Numbers::default(),
            jobs: Numbers::default(),
            heard: None,
            ended: VecDeque::new(),
            words: Vec::new(),
            said: false,
        }
    }

    /// Whether the visitor is speaking.
    pub fn is_hearing(&self) -> bool {
        self.heard.is_some()
    }

    /// Whether words may still come of what the visitor said.
    pub fn is_waiting(&self) -> bool {
        !self.ended.is_empty()
    }

    /// Whether nothing more is transcribed.
    pub fn is_spent(&self) -> bool {
        self.left == 0
    }

    /// Whether there are words that were not asked.
    pub fn has_words(&self) -> bool {
        !self.words.is_empty()
    }

    /// Whether the visitor has said something since this was asked last.
    pub fn take_said(&mut self) -> bool {
        std::mem::take(&mut self.said)
    }

    /// The words that were not asked, and their turns.
    pub fn take_words(&mut self) -> (Vec<TurnId>, String) {
        let (turns, words): (_, Vec<_>) = std::mem::take(&mut self.words).into_iter().unzip();
        (turns, words.join(" "))
    }

    /// The visitor begins to speak.
    pub fn begin(&mut self, outputs: &mut VecDeque<Output>) {
        let id = TurnId(self.numbers.next());
        self.heard = Some(Turn { id, job: None });
        outputs.push_back(Output::Began(id));
    }

    /// The visitor pauses: the words so far may be all.
    pub fn wait(&mut self, range: Range<u64>, now: Duration, outputs: &mut VecDeque<Output>) {
        if self.heard.is_some() && !self.is_spent() {
            let job = self.transcribe(range, now, outputs);
            if let Some(turn) = &mut self.heard {
                turn.job = Some(job);
            }
        }
    }

    /// The visitor goes on: the words so far are not all.
    pub fn go_on(&mut self, outputs: &mut VecDeque<Output>) {
        if let Some(job) = self.heard.as_mut().and_then(|turn| turn.job.take()) {
            discard(&job, outputs);
        }
    }

    /// The visitor has ended.
    pub fn end(&mut self, range: Range<u64>, spoken: bool, now: Duration, outputs: &mut VecDeque<Output>) {
        let Some(mut turn) = self.heard.take() else { return };
        outputs.push_back(Output::Ended(turn.id));
        if turn.job.is_none() && spoken {
            turn.job = Some(self.transcribe(range, now, outputs));
        }
        self.ended.push_back(turn);
        self.settle(outputs);
    }

    /// The turn that is being heard is not wanted.
    pub fn drop_heard(&mut self, outputs: &mut VecDeque<Output>) {
        self.go_on(outputs);
        if let Some(turn) = self.heard.take() {
            outputs.push_back(Output::Ended(turn.id));
            outputs.push_back(Output::Turn(turn.id, Outcome::Dropped));
        }
    }

    /// A transcript has come, perhaps one that is not wanted any more.
    pub fn transcribed(&mut self, job: JobId, text: Result<String, Untranscribed>, outputs: &mut VecDeque<Output>) {
        let jobs = self.jobs_mut().find(|known| known.id == job && known.text.is_none());
        if let Some(job) = jobs {
            job.text = Some(text);
            self.settle(outputs);
        }
    }

    /// When the oldest transcript is given up.
    pub fn deadline(&self) -> Option<Duration> {
        let jobs = self
            .heard
            .iter()
            .chain(&self.ended)
            .filter_map(|turn| turn.job.as_ref());
        let begun = jobs.filter(|job| job.text.is_none()).map(|job| job.begun).min()?;
        Some(begun + self.values.transcript)
    }

    /// Gives up the transcripts that take too long.
    pub fn expire(&mut self, now: Duration, outputs: &mut VecDeque<Output>) {
        let longest = self.values.transcript;
        for job in self.jobs_mut() {
            if job.text.is_none() && job.begun + longest <= now {
                discard(job, outputs);
                job.text = Some(Err(Untranscribed));
            }
        }
        self.settle(outputs);
    }

    fn jobs_mut(&mut self) -> impl Iterator<Item = &mut Job> {
        self.heard
            .iter_mut()
            .chain(&mut self.ended)
            .filter_map(|turn| turn.job.as_mut())
    }

    fn transcribe(&mut self, range: Range<u64>, now: Duration, outputs: &mut VecDeque<Output>) -> Job {
        self.left = self.left.saturating_sub(range.end - range.start);
        let id = JobId(self.jobs.next());
        outputs.push_back(Output::Transcribe { job: id, range });
        Job {
            id,
            begun: now,
            text: None,
        }
    }

    /// Tells how those turns came out that nothing is waited for. A turn is told after those before it.
    fn settle(&mut self, outputs: &mut VecDeque<Output>) {
        while let Some(turn) = self.ended.front() {
            let outcome = match &turn.job {
                None => Outcome::Empty,
                Some(Job { text: None, .. }) => return,
                Some(Job {
                    text: Some(text), id, ..
                }) => match text.as_deref().map(str::trim) {
                    Ok("") => Outcome::Empty,
                    Ok(words) => Outcome::Said(words.to_owned()),
                    Err(Untranscribed) => Outcome::Untranscribed(*id),
                },
            };
            if let Outcome::Said(words) = &outcome {
                self.said = true;
                if self.values.answers {
                    self.words.push((turn.id, words.clone()));
                }
            }
            outputs.push_back(Output::Turn(turn.id, outcome));
            self.ended.pop_front();
        }
    }
}

/// A transcript that has not come is not wanted any more.
fn discard(job: &Job, outputs: &mut VecDeque<Output>) {
    if job.text.is_none() {
        outputs.push_back(Output::Discard(job.id));
    }
}
