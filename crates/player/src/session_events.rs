//! Translates the events of a session into inputs of the model.

use session::{EndReason, Event, Outcome, Progress};

use crate::input::{End, Ending, Input, TextKey};
use crate::player::Player;
use crate::trouble::Trouble;

/// Set in the names of messages: texts are counted from zero.
const SPOKEN: u32 = 1 << 31;

impl Player {
    /// Handles an event of the session of one start. `greeting` is the text of a greeting, which the session says unasked.
    pub fn handle_session_event(&mut self, now: u64, start: u32, event: Event, greeting: &str) {
        let key = |id: session::TextId| TextKey { start, id: id.0 };
        let input = match event {
            Event::State { state, .. } => Input::State(state),
            Event::Speaking(speaking) => Input::Speaking(speaking),
            Event::Limit { kind, left } => Input::Limit(kind, left.as_secs() as u32),
            Event::SoundBlocked(blocked) => Input::SoundBlocked(blocked),
            Event::Problem(problem) => Input::Problem(Trouble::of(&problem)),
            Event::Online => Input::Online,
            Event::Retry { attempt, .. } => Input::Retry(attempt),
            Event::Ended(reason) => {
                let end = match &reason {
                    EndReason::Stopped => End::Stopped,
                    EndReason::PageLeft => End::PageLeft,
                    EndReason::Hidden => End::Hidden,
                    EndReason::Idle => End::Idle,
                    EndReason::Cap => End::Cap,
                    EndReason::Failed(problem) => {
                        self.handle(now, Input::Problem(Trouble::of(problem)));
                        End::Failed
                    }
                };
                Input::Ended(end)
            }
            Event::Features(features) => Input::Answers(features.talk),
            Event::Microphone(microphone) => Input::Microphone(microphone),
            Event::Message { id, role, words, end } => {
                let key = TextKey {
                    start,
                    id: id.0 | SPOKEN,
                };
                let before = self.entry(key).map_or("", |entry| entry.text.as_str());
                let text = [before, &words].concat();
                Input::Message { key, role, text, end }
            }
            Event::Words { id, words } => {
                let before = self.entry(key(id)).map_or("", |entry| entry.answer.as_str());
                let answer = [before, &words].concat();
                self.handle(now, Input::Caption(words.trim().to_owned()));
                Input::Answered(key(id), answer)
            }
            Event::Heard { id, letters } => Input::Heard(key(id), letters),
            Event::Unsaid { id, text } => Input::Unsaid(key(id), text),
            Event::Text { id, progress } => match progress {
                Progress::Queued => Input::Waits(key(id)),
                Progress::Accepted { .. } => return,
                Progress::Speaking => Input::Begun {
                    key: key(id),
                    text: greeting.to_owned(),
                },
                Progress::Ended(outcome) => {
                    let (ending, reason) = match outcome {
                        Outcome::Spoken => (Ending::Spoken, String::new()),
                        Outcome::Interrupted => (Ending::Interrupted, String::new()),
                        Outcome::Failed(problem) => {
                            let trouble = Trouble::of(&problem);
                            self.handle(now, Input::Problem(trouble.clone()));
                            let reason = if trouble.refuses_text() {
                                trouble.detail
                            } else {
                                String::new()
                            };
                            (Ending::Failed, reason)
                        }
                    };
                    Input::Finished {
                        key: key(id),
                        ending,
                        reason,
                    }
                }
            },
            Event::Session { .. } | Event::Milestones(_) | Event::Cleaned { .. } | Event::UserSpeaking(_) => return,
        };
        self.handle(now, input);
    }
}
