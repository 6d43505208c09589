//! The laws that every conversation keeps.

use std::collections::BTreeMap;
use std::ops::Range;

use streaming_avatar_dialogue::{Outcome, Output, TurnId, Values};

use super::Life;
use super::service::AGAIN;
use super::visitor::{Kind, Sound};

/// The state of the laws, and the counts of the conversation.
#[derive(Default)]
pub struct Laws {
    /// The turn that is being heard.
    pub hearing: Option<TurnId>,
    begun: u64,
    /// Turns that have ended and were not told, and when they ended.
    untold: BTreeMap<TurnId, u64>,
    /// Words that were said, and those of them that were asked.
    said: Vec<String>,
    asked: Vec<String>,
    pub life: Life,
    pub spent: bool,
    samples: u64,
    /// The end of all sound that was transcribed, and the end of that before the turn that was begun last.
    reach: u64,
    last_end: u64,
    /// Whether the avatar was interrupted since it was paused.
    interrupted: bool,
}

impl Laws {
    /// Whether words of the visitor's are still waited for.
    pub fn is_waiting(&self) -> bool {
        !self.untold.is_empty()
    }

    /// Looks at an output before the world does it.
    pub fn output(
        &mut self,
        output: &Output,
        now: u64,
        paused: bool,
        answering: bool,
        clock: u64,
        values: &Values,
    ) -> Result<(), String> {
        match output {
            Output::Began(turn) => {
                law(self.hearing.is_none(), "a turn begins within another")?;
                law(turn.0 > self.begun, "a turn begins twice")?;
                self.begun = turn.0;
                self.last_end = self.reach;
                self.hearing = Some(*turn);
            }
            Output::Ended(turn) => {
                law(self.hearing.take() == Some(*turn), "a turn ends that is not heard")?;
                self.untold.insert(*turn, now);
            }
            Output::Turn(turn, outcome) => {
                law(
                    self.untold.remove(turn).is_some(),
                    "a turn is told twice or before its end",
                )?;
                let earlier = self.untold.keys().next().is_some_and(|first| first < turn);
                law(
                    !earlier || *outcome == Outcome::Dropped,
                    "a turn is told before an earlier one",
                )?;
                self.life.turns += 1;
                match outcome {
                    Outcome::Said(words) => {
                        law(!words.trim().is_empty(), "a turn without words is said")?;
                        self.said.extend(words.split(' ').map(str::to_owned));
                    }
                    Outcome::Untranscribed(_) => self.life.untranscribed += 1,
                    Outcome::Empty | Outcome::Dropped => {}
                }
            }
            Output::Transcribe { range, .. } => self.range(range, clock, values)?,
            Output::Discard(_) => self.life.discards += 1,
            Output::Ask { text, turns, .. } => {
                law(!answering, "two answers at once")?;
                law(self.hearing.is_none(), "a question is asked while the visitor speaks")?;
                law(!turns.is_empty() && values.answers, "a question of nobody's")?;
                self.life.asks += 1;
                self.asked.extend(text.split(' ').map(str::to_owned));
            }
            Output::Pause => {
                law(!paused, "the avatar is paused twice")?;
                self.life.pauses += 1;
                self.interrupted = false;
            }
            Output::Resume => {
                law(paused, "the avatar is resumed without a pause")?;
                self.life.resumed += u64::from(!self.interrupted);
            }
            Output::Interrupt => {
                self.life.interrupts += 1;
                self.interrupted = true;
            }
            Output::Spent => self.spent = true,
        }
        Ok(())
    }

    fn range(&mut self, range: &Range<u64>, clock: u64, values: &Values) -> Result<(), String> {
        law(
            range.start < range.end && range.end <= clock,
            "a range of no sound is transcribed",
        )?;
        law(range.end - range.start <= values.longest + 512, "a range is too long")?;
        law(range.start >= self.last_end, "sound is transcribed for two turns")?;
        self.reach = self.reach.max(range.end);
        self.samples += range.end - range.start;
        law(
            self.samples <= values.most + 2 * (values.longest + 512),
            "more is transcribed than is paid for",
        )
    }

    /// Looks at what holds between two happenings.
    pub fn between(&self, now: u64, sounds: bool, paused: bool, values: &Values) -> Result<(), String> {
        law(!(sounds && self.hearing.is_some()), "both speak")?;
        law(
            !paused || self.hearing.is_some() || self.is_waiting(),
            "the avatar is silent for nobody",
        )?;
        let longest = values.transcript.as_millis() as u64 + 50;
        let late = self.untold.values().any(|ended| ended + longest < now);
        law(!late, "a turn is waited for for ever")
    }

    /// Looks at what came of it all. `transcribed` are the ranges whose transcripts were wanted, and whether they came.
    pub fn end(
        &self,
        sounds: &[Sound],
        transcribed: &[(Range<u64>, bool)],
        frame: u64,
        answers: bool,
    ) -> Result<(), String> {
        law(self.hearing.is_none() && self.untold.is_empty(), "a turn has not ended")?;
        if answers {
            law(
                self.said == self.asked,
                &format!("said {:?}, asked {:?}", self.said, self.asked),
            )?;
        } else {
            law(self.asked.is_empty(), "a question is asked that nobody answers")?;
        }
        let again = self.said.iter().any(|said| said == AGAIN);
        law(!again, "a second transcript takes the place of the first")?;
        for (number, sound) in sounds.iter().enumerate() {
            let word = Sound::word(number);
            let times = self.said.iter().filter(|said| **said == word).count();
            law(times <= 1, &format!("{word} was said twice"))?;
            if sound.kind != Kind::Speech || !sound.clean || times == 1 {
                continue;
            }
            let middle = sound.middle(frame);
            // The last transcript counts of a turn that was transcribed too early.
            let found = transcribed.iter().rev().find(|(range, _)| range.contains(&middle));
            law(found.is_some(), &format!("{word} was not heard: {sound:?}"))?;
            law(
                found.is_none_or(|(_, came)| !came),
                &format!("{word} was lost: {sound:?}"),
            )?;
        }
        Ok(())
    }
}

fn law(holds: bool, what: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what.to_owned()) }
}
