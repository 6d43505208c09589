//! A user who presses anything at any time.

use api::{Background, TaskType};
use streaming_avatar_session::{Input, TextId};

use super::World;
use super::action::Action;

/// A text with markup, and what is left of it.
const MARKED: &str = "**Well**, Tom &amp; Ann are here.";
const CLEAN: &str = "Well, Tom & Ann are here.";
/// The longest that the browser takes to clean a text, in ms: more than the machine waits.
const SLOWEST_CLEANING: u64 = 8_000;

impl World {
    /// The browser takes the markup out of a text, soon or late; where its code does not come, the text stays as it is.
    pub(super) fn clean(&mut self, visit: usize, id: TextId, text: String) {
        let slowest = self.dice.pick(&[0, 300, SLOWEST_CLEANING]);
        // In a calm life nothing is said with its markup.
        let slowest = if self.plan.speaks_only { 0 } else { slowest };
        let after = self.dice.range(0, slowest);
        let comes = self.plan.speaks_only || self.dice.chance(900);
        let text = if comes && text == MARKED {
            CLEAN.to_owned()
        } else {
            text
        };
        let input = Input::Cleaned { id, text };
        let peer = None;
        self.at(after, Action::Tell { visit, peer, input });
    }

    pub(super) fn say(&mut self, id: TextId, text: &str) {
        let clean = if text == MARKED { CLEAN } else { text };
        self.words.push((id, clean.to_owned()));
        let text = text.to_owned();
        let kind = TaskType::Repeat;
        self.give(Input::Speak { id, text, kind });
    }

    pub(super) fn press(&mut self) {
        let visit = self.current();
        if !self.visits[visit].hears() {
            return;
        }
        let button = if self.plan.speaks_only {
            0
        } else {
            self.dice.range(0, 32)
        };
        match button {
            0..=8 => {
                let id = self.visits[visit].new_text();
                let long =
                    "This sentence is long enough to be cut. Another one follows it at once! And is this the third? ";
                let text = self.dice.pick(&["Hi.", "How are you today?", long, MARKED, ""]);
                let words = if text.is_empty() && self.plan.speaks_only {
                    "Well."
                } else {
                    text
                };
                self.say(id, words);
            }
            9..=11 => self.give(Input::Start),
            12 | 13 => self.give(Input::Stop),
            14 => {
                self.give(Input::Stop);
                self.give(Input::Start);
            }
            15 => self.give(Input::DropWaiting),
            16 | 17 => {
                let clear = self.dice.chance(500);
                self.give(Input::Interrupt { clear });
            }
            18 => self.give(Input::KeepAlive),
            19 | 20 => self.give(Input::Renew),
            21 => self.give(Input::Hidden(true)),
            22 => self.give(Input::Hidden(false)),
            23 => {
                let online = self.dice.chance(500);
                self.offline_told = !online;
                self.give(Input::Online(online));
            }
            24 => self.give(Input::SoundBlocked(true)),
            25 => {
                let (keep_alive, renew) = (self.dice.chance(500), self.dice.chance(500));
                self.give(Input::Choose { keep_alive, renew });
                let background = if renew { Background::Green } else { Background::Studio };
                self.give(Input::Background(background));
            }
            26..=31 => self.press_microphone(),
            _ => {
                self.give(Input::Leaving);
                let lingers = self.dice.range(0, 300);
                self.at(lingers, Action::Freeze { visit });
            }
        }
    }
}
