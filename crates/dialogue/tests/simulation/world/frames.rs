//! The frames of the microphone's sound: they come, are lost or are damaged, and what the machine must have heard of them.

use streaming_avatar_dialogue::{FRAME, Input, Mode};

use super::World;
use super::visitor::{self, Kind};

impl World {
    /// The sound that is heard now, and those before it whose turn may not have ended, need not be heard.
    pub(super) fn taint(&mut self) {
        (self.voiced, self.silent) = (0, 0);
        let before = self.sound.saturating_sub(6);
        let from = if self.laws.hearing.is_some() {
            before.min(self.turn)
        } else {
            before
        };
        for sound in self.sounds.iter_mut().take(self.sound + 1).skip(from) {
            sound.clean = false;
        }
    }

    /// The next frame comes, or does not.
    pub(super) fn frame(&mut self, faults: bool) -> Result<(), String> {
        let number = self.frame;
        self.frame += 1;
        while self
            .sounds
            .get(self.sound)
            .is_some_and(|sound| sound.frames.end <= number)
        {
            self.sound += 1;
        }
        let kind = self.sounds.get(self.sound).map_or(Kind::Silence, |sound| sound.kind);
        if faults && self.lost == 0 && self.dice.chance(3) {
            self.lost = if self.dice.chance(100) {
                self.dice.range(30, 120)
            } else {
                self.dice.range(1, 12)
            };
        }
        if self.lost > 0 {
            self.lost -= 1;
            self.taint();
            return Ok(());
        }
        let mut speech = visitor::probability(kind, &mut self.dice);
        if faults && self.dice.chance(2) {
            speech = [f32::NAN, f32::INFINITY, -1.0][self.dice.range(0, 2) as usize];
            self.taint();
        }
        let at = number * FRAME;
        self.clock = self.clock.max(at + FRAME);
        self.must_hear(kind, speech);
        self.give(Input::Frame { at, speech })?;
        if faults && self.dice.chance(10) {
            let at = at.saturating_sub(FRAME * self.dice.range(0, 9));
            self.give(Input::Frame { at, speech: 1.0 })?;
        }
        if let Some(unvoiced) = &mut self.held {
            let is_voice = speech >= self.values.begin;
            *unvoiced = if is_voice { 0 } else { *unvoiced + 1 };
            if is_voice && self.laws.hearing.is_none() && !self.laws.spent {
                return Err("a voice is not heard although the button is held".into());
            }
        }
        self.heard()
    }

    /// Whether the machine can be expected to hear this.
    fn must_hear(&mut self, kind: Kind, speech: f32) {
        // The world counts its steps, the machine what it is told between them.
        let learnt = self.values.settle.as_millis() as u64 + 100;
        let settled = !self.avatar.sounds(self.now) || self.avatar.sounded >= learnt;
        let listens = self.mode == Mode::Conversational && !self.laws.spent;
        if let Some(sound) = self.sounds.get_mut(self.sound) {
            let is_short = sound.frames.end - sound.frames.start < 16;
            sound.clean &= listens && settled && !is_short;
        }
        let counts = listens && settled;
        self.voiced = if counts && speech >= 0.5 && kind != Kind::Noise {
            self.voiced + 1
        } else {
            0
        };
        self.silent = if listens && speech < 0.35 { self.silent + 1 } else { 0 };
    }

    /// Never deaf, and never waiting for a visitor who has ended.
    fn heard(&self) -> Result<(), String> {
        if self.laws.spent {
            return Ok(());
        }
        if self.voiced * FRAME >= self.values.barge_in + FRAME && self.laws.hearing.is_none() {
            return Err("a voice is not heard".into());
        }
        if self.silent * FRAME >= self.values.end + FRAME && self.laws.hearing.is_some() {
            return Err("a turn goes on in silence".into());
        }
        Ok(())
    }
}
