//! The visits of a life, and what must hold at their ends.

use streaming_avatar_session::{Input, Outcome, Progress, Session, State};

use super::World;
use super::action::Action;
use super::kiosk_limits::KioskLimits;
use super::visit::Visit;

/// After how long without any news a stop is known to have got through once the network is well.
const QUIET: u64 = 45 * 60_000;

impl World {
    /// A page is visited, used, and left in some way. The last one is given the time to put everything in order.
    pub(super) fn visit(&mut self, last: bool) -> Result<(), String> {
        self.open_page();
        if self.dice.chance(900) {
            let early = self.storage.is_empty() && self.dice.chance(self.plan.early);
            self.give(if early { Input::StartEarly } else { Input::Start });
        }
        for _ in 0..self.plan.presses {
            let after = self.dice.range(0, self.plan.span);
            self.at(after, Action::Press);
        }
        if !self.plan.calm {
            for _ in 0..self.dice.range(0, 2) {
                let down = self.dice.range(0, self.plan.span);
                let lasts = self.dice.pick(&[500, 5_000, 40_000, 120_000]);
                self.at(down, Action::Network(false));
                self.at(down + lasts, Action::Network(true));
            }
            if self.dice.chance(100) {
                let (after, leap) = (
                    self.dice.range(0, self.plan.span),
                    self.dice.pick(&[20_000, 300_000, 7_200_000]),
                );
                self.at(after, Action::Leap(leap));
            }
        }
        let span = self.plan.span + if self.plan.speaks_only { 300_000 } else { 1 };
        self.at(span, Action::Finish);
        self.run(u64::MAX, true)?;
        let visit = self.current();
        if self.plan.options.kiosk && self.visits[visit].frozen {
            // It would begin again by itself.
            self.act(Action::Thaw { visit });
        }
        let way = self.dice.range(0, 9);
        match way {
            // The browser dies.
            0 if !self.plan.speaks_only => self.visits[visit].alive = false,
            // The tab is closed.
            1..=3 if !self.plan.speaks_only => {
                self.give(Input::Leaving);
                let lingers = self.dice.range(0, 500);
                self.run(self.now + lingers, false)?;
                self.visits[visit].alive = false;
            }
            _ => self.give(Input::Stop),
        }
        if last {
            self.heal();
        }
        let waits = if last {
            QUIET
        } else {
            self.dice.pick(&[0, 1000, 60_000])
        };
        self.run(self.now + waits, false)?;
        if last && self.visits[visit].alive {
            self.check_order(visit)?;
        }
        // Whatever this page is still up to ends with it.
        self.visits[visit].alive = false;
        Ok(())
    }

    /// From here on nothing goes wrong.
    pub(super) fn heal(&mut self) {
        self.healed = true;
        self.network = true;
        if self.offline_told {
            self.give(Input::Online(true));
        }
    }

    /// After the last page's end and a time of rest: every session whose id the page was told is stopped.
    pub(super) fn check_order(&mut self, visit: usize) -> Result<(), String> {
        let frozen = self.visits[visit].frozen || self.visits[visit].admission.denied;
        for session in &self.server.sessions {
            if session.told == Some(visit) && session.open && !session.excused && !frozen {
                return Err(format!("{} is left open", session.id));
            }
            if session.told == Some(visit) && session.stops == 0 && !frozen {
                return Err(format!("{} was never stopped", session.id));
            }
        }
        if self.plan.speaks_only && visit == 0 {
            let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let said = self.server.said.iter().map(|text| bare(text)).collect::<String>();
            let mut told = String::new();
            for (id, progress) in &self.visits[visit].ended_texts {
                if *progress == Progress::Ended(Outcome::Spoken) {
                    let greeting = self.plan.options.greeting.as_str();
                    let words = self.words.iter().find(|(known, _)| known == id);
                    told += &bare(words.map_or(greeting, |(_, words)| words));
                } else if self.visits[visit].reached_live {
                    return Err(format!(
                        "a calm life in which a text was not spoken: {id:?} {progress:?}"
                    ));
                }
            }
            if said != told {
                return Err(format!("said {said:?} but told {told:?}"));
            }
        }
        Ok(())
    }

    /// The next visit, on a good day: it stops what earlier ones left, becomes Live, speaks, and leaves nothing.
    pub(super) fn last_visit(&mut self) -> Result<(), String> {
        self.actions.clear();
        self.healed = true;
        self.plan.slow = 80;
        self.plan.sessions = 1000;
        self.plan.options.hidden_limit = None;
        self.plan.options.recoveries = 0;
        self.plan.options.kiosk = false;
        self.plan.idle = None;
        self.plan.cap = None;
        self.open_page();
        let visit = self.current();
        self.give(Input::Start);
        self.run(self.now + 5_000, false)?;
        if self.visits[visit].session.state() != State::Live {
            return Err("not Live on a good day".into());
        }
        let text = self.visits[visit].new_text();
        self.say(text, "All is well.");
        self.run(self.now + 60_000, false)?;
        let spoken = (text, Progress::Ended(Outcome::Spoken));
        if !self.visits[visit].ended_texts.contains(&spoken) {
            return Err(format!(
                "not spoken on a good day: {:?}",
                self.visits[visit].ended_texts
            ));
        }
        self.give(Input::Stop);
        self.run(self.now + 60_000, false)?;
        if self.visits[visit].session.state() != State::Ended || self.visits[visit].session.deadline().is_some() {
            return Err("not over on a good day".into());
        }
        if !self.visits[visit].admission.is_empty() {
            return Err("a token is kept for nothing".into());
        }
        if !self.storage.is_empty() {
            return Err(format!("still registered: {:?}", self.storage));
        }
        match self
            .server
            .sessions
            .iter()
            .find(|session| session.told.is_some() && session.open)
        {
            Some(session) => Err(format!("{} is left open by all visits", session.id)),
            None => Ok(()),
        }
    }

    pub(super) fn open_page(&mut self) {
        let seed = self.dice.number();
        let session = Session::new(self.plan.options.clone(), seed);
        let kiosk_limits = KioskLimits::new(&self.plan.options, self.now);
        self.visits
            .push(Visit::new(session, kiosk_limits, self.plan.options.tokens, self.trace));
        self.offline_told = false;
        self.finished = false;
        if !self.storage.is_empty() {
            let ids = self.storage.clone();
            self.give(Input::Orphans(ids));
        }
    }
}
