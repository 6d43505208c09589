//! A conversation from its begin to its end, with faults of the network, the services and the visitor in any order.

mod avatar;
mod frames;
mod laws;
mod service;
mod visitor;

use std::time::Duration;

use streaming_avatar_dialogue::{Dialogue, FRAME, Input, Mode, Output, SAMPLE_RATE, Values};

use avatar::Avatar;
use laws::Laws;
use service::Service;
use simulation::Dice;
use visitor::{Kind, Sound};

/// Milliseconds between two looks at the world.
const STEP: u64 = 8;
/// Milliseconds of a frame.
const FRAME_MS: u64 = FRAME * 1000 / SAMPLE_RATE;
/// Milliseconds for which everything is waited for at the end, at most.
const AFTER: u64 = 300_000;

/// The counts of a conversation.
#[derive(Clone, Copy, Debug, Default)]
pub struct Life {
    pub turns: u64,
    pub asks: u64,
    pub pauses: u64,
    pub resumed: u64,
    pub interrupts: u64,
    pub discards: u64,
    pub untranscribed: u64,
}

impl Life {
    /// Adds the counts of another conversation.
    pub fn add(&mut self, other: &Self) {
        self.turns += other.turns;
        self.asks += other.asks;
        self.pauses += other.pauses;
        self.resumed += other.resumed;
        self.interrupts += other.interrupts;
        self.discards += other.discards;
        self.untranscribed += other.untranscribed;
    }
}

struct World {
    dialogue: Dialogue,
    values: Values,
    dice: Dice,
    laws: Laws,
    avatar: Avatar,
    service: Service,
    sounds: Vec<Sound>,
    /// The sound that is heard now.
    sound: usize,
    /// The first sound of the turn that is being heard.
    turn: usize,
    mode: Mode,
    pressed: bool,
    /// Whether the machine was told so last, and in how many frames it was then given no voice.
    held: Option<u64>,
    /// The time in ms.
    now: u64,
    /// The next frame.
    frame: u64,
    /// Frames that are lost from now on.
    lost: u64,
    /// The end of what the machine was given.
    clock: u64,
    /// Frames in a row with a voice and without, that were given to a machine that should listen.
    voiced: u64,
    silent: u64,
    trace: bool,
}

/// Lives a conversation; an error is the law that it broke.
pub fn live(seed: u64, trace: bool) -> Result<Life, String> {
    let mut dice = Dice::new(seed);
    let mut values = Values {
        answers: !dice.chance(100),
        ..Values::default()
    };
    if dice.chance(50) {
        values.most = SAMPLE_RATE * dice.range(1, 40);
    }
    let mut sounds = visitor::sounds(&mut dice);
    if dice.chance(100) {
        // A tidy world, in which everything must be heard.
        sounds.retain(|sound| sound.kind != Kind::Noise);
    }
    World {
        dialogue: Dialogue::new(values),
        values,
        dice,
        laws: Laws::default(),
        avatar: Avatar::default(),
        service: Service::default(),
        sounds,
        sound: 0,
        turn: 0,
        mode: Mode::Off,
        pressed: false,
        held: None,
        now: 0,
        frame: 0,
        lost: 0,
        clock: 0,
        voiced: 0,
        silent: 0,
        trace,
    }
    .live()
}

impl World {
    fn live(mut self) -> Result<Life, String> {
        let mode = if self.dice.chance(250) {
            Mode::PushToTalk
        } else {
            Mode::Conversational
        };
        self.listen(mode)?;
        while self.sound < self.sounds.len() {
            self.step(true)?;
        }
        if self.pressed {
            self.release()?;
        }
        let end = self.now + AFTER;
        while self.now < end && !self.is_over() {
            self.step(false)?;
        }
        if !self.avatar.is_idle() {
            return Err("the avatar never comes to an end".into());
        }
        if let Some(deadline) = self.dialogue.deadline() {
            return Err(format!("something is still due: {deadline:?}"));
        }
        let wanted = self
            .service
            .jobs
            .iter()
            .filter(|job| !job.discarded || job.text.is_none());
        let transcribed: Vec<_> = wanted
            .map(|job| (job.range.clone(), matches!(job.text, Some(Ok(_)))))
            .collect();
        self.laws.end(&self.sounds, &transcribed, FRAME, self.values.answers)?;
        Ok(self.laws.life)
    }

    /// Whether nothing more will happen.
    fn is_over(&self) -> bool {
        let waits = self.dialogue.deadline().is_some() || self.dialogue.is_busy();
        self.silent * FRAME > self.values.end && self.avatar.is_idle() && !self.service.is_busy() && !waits
            || self.mode != Mode::Conversational && self.avatar.is_idle() && !self.service.is_busy() && !waits
    }

    fn step(&mut self, faults: bool) -> Result<(), String> {
        self.now += STEP;
        let (over, state) = self.avatar.pass(self.now, STEP);
        for answer in over {
            self.give(Input::AnswerOver(answer))?;
        }
        if let Some(state) = state {
            self.give(Input::Avatar(state))?;
        }
        while let Some((job, text)) = self.service.reply(self.now) {
            self.give(Input::Transcript { job, text })?;
        }
        if self.now.is_multiple_of(FRAME_MS) {
            self.frame(faults)?;
        }
        if faults {
            self.wishes()?;
        }
        if self
            .dialogue
            .deadline()
            .is_some_and(|deadline| deadline.at <= Duration::from_millis(self.now))
        {
            self.give(Input::Time)?;
            if self
                .dialogue
                .deadline()
                .is_some_and(|deadline| deadline.at <= Duration::from_millis(self.now))
            {
                return Err(format!("what is due is never done: {:?}", self.dialogue.deadline()));
            }
        }
        self.laws
            .between(self.now, self.avatar.sounds(self.now), self.avatar.paused, &self.values)
    }

    /// The acts of the visitor and the page between two frames.
    fn wishes(&mut self) -> Result<(), String> {
        if self.dice.chance(1) && self.dice.chance(300) {
            self.avatar.give(None, self.now, &mut self.dice);
        }
        if self.dice.chance(1) && self.dice.chance(60) {
            let mode = [Mode::Off, Mode::Conversational, Mode::PushToTalk][self.dice.range(0, 2) as usize];
            self.listen(mode)?;
        }
        // A page whose API call interrupts the avatar.
        if self.dice.chance(1) && self.dice.chance(60) {
            self.avatar.interrupt(self.now, &mut self.dice);
        }
        if self.mode == Mode::PushToTalk {
            let speaks = self
                .sounds
                .get(self.sound)
                .is_some_and(|sound| sound.kind == Kind::Speech);
            match (self.pressed, speaks) {
                (false, true) if self.dice.chance(300) => {
                    self.pressed = true;
                    self.give(Input::Pressed)?;
                }
                (true, false) if self.dice.chance(200) => self.release()?,
                _ if self.dice.chance(1) => {
                    let pressed = self.dice.chance(500);
                    self.give(if pressed { Input::Pressed } else { Input::Released })?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn release(&mut self) -> Result<(), String> {
        self.pressed = false;
        self.give(Input::Released)
    }

    fn listen(&mut self, mode: Mode) -> Result<(), String> {
        if mode != self.mode {
            self.taint();
        }
        self.pressed = false;
        if mode != self.mode {
            self.held = None;
        }
        self.mode = mode;
        self.give(Input::Listen(mode))?;
        if self.laws.hearing.is_some() && mode == Mode::Off {
            return Err("the visitor is heard although nobody listens".into());
        }
        Ok(())
    }

    /// Gives the machine an input, and does its outputs.
    fn give(&mut self, input: Input) -> Result<(), String> {
        if self.trace {
            println!("{:>7} {input:?}", self.now);
        }
        match input {
            Input::Pressed if self.mode == Mode::PushToTalk => self.held = Some(0),
            Input::Released => self.held = None,
            _ => {}
        }
        // A button that is held without a word for so long was let go.
        let longest = self.values.longest / FRAME;
        self.held = self.held.filter(|unvoiced| unvoiced + 8 < longest);
        let kept = self.dialogue.kept();
        self.dialogue.handle(Duration::from_millis(self.now), input);
        while let Some(output) = self.dialogue.poll() {
            if self.trace {
                println!("{:>7}     {output:?}", self.now);
            }
            let answering = self.avatar.is_answering();
            self.laws.output(
                &output,
                self.now,
                self.avatar.paused,
                answering,
                self.clock,
                &self.values,
            )?;
            match output {
                Output::Transcribe { job, range } => {
                    if range.start < kept {
                        return Err("sound is asked for that was not kept".into());
                    }
                    let words = self.words(&range);
                    self.service.transcribe(job, range, words, self.now, &mut self.dice);
                }
                Output::Discard(job) => self.service.discard(job, &mut self.dice),
                Output::Ask { answer, .. } => self.avatar.give(Some(answer), self.now, &mut self.dice),
                Output::Pause => self.avatar.paused = true,
                Output::Resume => self.avatar.paused = false,
                Output::Interrupt => self.avatar.interrupt(self.now, &mut self.dice),
                Output::Spent => self.mode = Mode::Off,
                Output::Began(_) => self.turn = self.sound.saturating_sub(6),
                Output::Ended(_) | Output::Turn(..) => {}
            }
        }
        Ok(())
    }

    /// The words of a stretch of sound.
    fn words(&self, range: &std::ops::Range<u64>) -> String {
        let sounds = self.sounds.iter().enumerate();
        let within = sounds.filter(|(_, sound)| sound.kind == Kind::Speech && range.contains(&sound.middle(FRAME)));
        within
            .map(|(number, _)| Sound::word(number))
            .collect::<Vec<_>>()
            .join(" ")
    }
}
