//! A kiosk's week: nights without a network, nights unseen, hours in which the service refuses everything, and visitors.

use std::time::Duration;

use api::ErrorKind;
use streaming_avatar_session::{Input, Options, State};

use super::World;
use super::action::Action;
use super::plan::Plan;
use simulation::Dice;

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
const WEEK: u64 = 7 * 24 * HOUR;

impl Plan {
    /// A server that ends what is never started, faults now and then, and a user who never touches the kiosk but to speak.
    pub(super) fn week(dice: &mut Dice) -> Self {
        let plan = Self::new(dice);
        let mild = |rate: u64| rate / 4;
        Self {
            calm: false,
            speaks_only: false,
            lost_request: mild(plan.lost_request),
            lost_reply: mild(plan.lost_reply),
            doubled: mild(plan.doubled),
            late: mild(plan.late),
            refused: mild(plan.refused),
            missing: mild(plan.missing),
            media_fault: dice.pick(&[0, 1, 2]),
            unstarted: Some(60),
            idle: dice.pick(&[Some(120), Some(180)]),
            cap: dice.pick(&[None, Some(120), Some(600)]),
            sessions: dice.range(1, 3) as usize,
            span: WEEK,
            options: Options {
                kiosk: true,
                recoveries: dice.pick(&[0, 5]),
                hidden_limit: dice.pick(&[None, Some(Duration::from_secs(60)), Some(Duration::from_secs(600))]),
                request: api::NewRequest::default(),
                ..plan.options
            },
            ..plan
        }
    }
}

impl World {
    pub(super) fn week(&mut self) -> Result<(), String> {
        self.open_page();
        self.give(Input::Start);
        for day in 0..7 {
            let night = day * 24 * HOUR + self.dice.range(0, 12 * HOUR);
            let lasts = self.dice.pick(&[MINUTE, HOUR, 10 * HOUR]);
            let (begin, end) = match self.dice.range(0, 3) {
                0 => (Action::Network(false), Action::Network(true)),
                1 => (Action::Hide(true), Action::Hide(false)),
                2 => {
                    let kind = self.dice.pick(&ErrorKind::ALL);
                    (Action::Refuse(Some(kind)), Action::Refuse(None))
                }
                _ => (Action::Leap(lasts), Action::Network(true)),
            };
            self.at(night, begin);
            self.at(night + lasts, end);
            for _ in 0..self.dice.range(0, 20) {
                let after = day * 24 * HOUR + self.dice.range(0, 24 * HOUR);
                self.at(after, Action::Visitor);
            }
        }
        self.run(self.now + WEEK, false)?;
        // Whatever the week did: once all is well, it is Live again by itself, and has been seen to be.
        self.heal();
        self.refusing = None;
        self.give(Input::Hidden(false));
        self.run(self.now + 20 * MINUTE, false)?;
        let visit = self.current();
        if self.visits[visit].session.state() != State::Live && self.plan.cap.is_none() {
            let state = self.visits[visit].session.state();
            return Err(format!("a kiosk that does not come back: {state:?}"));
        }
        self.give(Input::Stop);
        self.run(self.now + 45 * MINUTE, false)?;
        self.check_order(visit)
    }

    /// Somebody comes and says something.
    pub(super) fn visitor(&mut self) {
        let visit = self.current();
        for _ in 0..self.dice.range(1, 4) {
            let text = self.visits[visit].new_text();
            self.say(text, "What can you tell me of this house?");
        }
        if self.dice.chance(200) {
            let clear = self.dice.chance(500);
            self.give(Input::Interrupt { clear });
        }
    }
}
