//! The avatar and the model behind it: what it has to say, and how that goes wrong.

use streaming_avatar_dialogue::{AnswerId, AvatarState};

use simulation::Dice;

/// Something that the avatar has to say.
struct Task {
    /// Whose answer it is; a text that was typed is none.
    answer: Option<AnswerId>,
    /// When it can begin, in ms.
    ready: u64,
    /// How much of it is left, in ms.
    left: u64,
}

/// The avatar.
#[derive(Default)]
pub struct Avatar {
    tasks: Vec<Task>,
    pub paused: bool,
    /// When all that it has to say has been dropped, in ms.
    silence: Option<u64>,
    /// How long it has sounded, in ms.
    pub sounded: u64,
    told: AvatarState,
}

impl Avatar {
    /// Whether an answer is under way.
    pub fn is_answering(&self) -> bool {
        self.tasks.iter().any(|task| task.answer.is_some())
    }

    pub fn is_idle(&self) -> bool {
        self.tasks.is_empty()
    }

    /// Whether its voice sounds.
    pub fn sounds(&self, now: u64) -> bool {
        !self.paused
            && self
                .tasks
                .first()
                .is_some_and(|task| task.ready <= now && task.left > 0)
    }

    pub fn give(&mut self, answer: Option<AnswerId>, now: u64, dice: &mut Dice) {
        // One in ten fails, at once or after a while.
        let left = if dice.chance(100) { 0 } else { dice.range(20, 9000) };
        self.tasks.push(Task {
            answer,
            ready: now + dice.range(8, 2500),
            left,
        });
    }

    pub fn interrupt(&mut self, now: u64, dice: &mut Dice) {
        self.silence = Some(now + dice.range(0, 60));
    }

    /// Time passes; the answers that are over, and what it does where that has changed.
    pub fn pass(&mut self, now: u64, passed: u64) -> (Vec<AnswerId>, Option<AvatarState>) {
        let mut over = Vec::new();
        if self.sounds(now) {
            self.sounded += passed;
            if let Some(task) = self.tasks.first_mut() {
                task.left = task.left.saturating_sub(passed);
            }
        }
        if self.silence.is_some_and(|silence| silence <= now) {
            self.silence = None;
            over.extend(self.tasks.drain(..).filter_map(|task| task.answer));
        }
        if !self.paused
            && self
                .tasks
                .first()
                .is_some_and(|task| task.ready <= now && task.left == 0)
        {
            over.extend(self.tasks.remove(0).answer);
        }
        let state = if self.tasks.is_empty() {
            AvatarState::Idle
        } else if self.sounds(now) {
            AvatarState::Speaking
        } else {
            AvatarState::Preparing
        };
        let changed = state != std::mem::replace(&mut self.told, state);
        (over, changed.then_some(state))
    }
}
