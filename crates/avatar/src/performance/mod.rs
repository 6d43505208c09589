//! One avatar in one session: sound and pictures on one clock.

mod attention;
mod resume_point;
mod sound;
mod timeline;

use std::ops::Range;
use std::time::Duration;

use crate::motion::{Attention, Temperament};
use crate::picture::{Changes, FrameSize, Yuv};
use crate::portrait::{Avatar, Background, Cutout, Portrait, Pose, Region, UnknownAvatar, avatar};
use crate::speech::Emotion;
use crate::utterance::{SAMPLE_RATE, Utterance};

use attention::Focus;
use sound::Sound;
use timeline::Timeline;

/// Smallest movement anywhere in the picture that is worth a new picture, in units of which 720 make its height: then an idle figure is
/// drawn a dozen times a second, of whatever size it is.
const VISIBLE: f64 = 0.22;
/// The same while the figure speaks: slow movement between words must not look stepped.
const VISIBLE_IN_SPEECH: f64 = 0.12;

/// A picture asked of a [`Performance`].
#[derive(Debug)]
pub enum Picture<'a> {
    /// It looks the same as the last new one.
    Same,
    /// A new picture.
    New(&'a Yuv),
}

/// One avatar in one session.
///
/// The caller pulls sound at an even pace (20 ms every 20 ms) and asks for pictures by the time since the session's start. The sound
/// clock counts the samples pulled, at [`SAMPLE_RATE`]; the picture `at` a time belongs to the sample of that time. Given
/// the seed, everything depends only on the calls made, never on the wall clock.
///
/// Speech has a clock of its own, [`spoken`](Self::spoken), which shows the same as the sound clock until speech is paused for the first
/// time. It stands still in a pause, and goes on where the speech goes on.
///
/// [`SAMPLE_RATE`]: crate::SAMPLE_RATE
#[derive(Debug)]
pub struct Performance {
    portrait: Portrait,
    temperament: Temperament,
    sound: Sound,
    timeline: Timeline,
    focus: Focus,
    /// Events that are to come after the pause that goes on, on the speech clock.
    paused: Option<Timeline>,
    drawn: Option<Pose>,
}

impl Performance {
    /// An avatar at rest. Sizes other than the three of [`FrameSize`] are brought to even sides of 16 to 4096 pixels.
    ///
    /// `seed` decides when it blinks, where it glances and how it moves.
    ///
    /// # Errors
    /// [`UnknownAvatar`] where no avatar of [`avatars`] has this id.
    ///
    /// [`avatars`]: crate::avatars
    pub fn new(avatar_id: &str, size: FrameSize, seed: u64) -> Result<Self, UnknownAvatar> {
        Ok(Self::of(avatar(avatar_id)?, size, seed))
    }

    /// The same of this avatar.
    #[must_use]
    pub fn of(avatar: &Avatar, size: FrameSize, seed: u64) -> Self {
        Self {
            portrait: Portrait::new(avatar, size),
            temperament: Temperament::new(seed),
            sound: Sound::default(),
            timeline: Timeline::default(),
            focus: Focus::default(),
            paused: None,
            drawn: None,
        }
    }

    /// Puts the figure before another background than [`Background::Green`], which is behind it at first. The next picture is a new one where
    /// that changes it.
    pub fn set_background(&mut self, background: Background) {
        if self.portrait.set_background(background) {
            self.drawn = None;
        }
    }

    /// Has the figure show a mood, beside what its voice does; none is a plain one.
    pub fn set_mood(&mut self, emotion: Option<Emotion>) {
        self.temperament = self.temperament.in_mood(emotion);
    }

    /// Turns the figure's attention, from the sound heard last on. While it speaks, that is not seen.
    pub fn attend(&mut self, attention: Attention) {
        let heard = self.sound.heard() as f64 / f64::from(SAMPLE_RATE);
        self.focus.turn(attention, heard);
    }

    /// Appends speech after what is queued, or from the next sample on when nothing is.
    ///
    /// Returns the stretch of the speech clock (samples since the start) in which it will be heard.
    pub fn say(&mut self, utterance: Utterance) -> Range<u64> {
        let stretch = self.sound.append(&utterance.samples);
        let known = self.sound.heard();
        match &mut self.paused {
            Some(rest) => rest.add(&utterance, stretch.clone(), known),
            None => {
                let pauses = known - self.sound.spoken();
                self.timeline
                    .add(&utterance, stretch.start + pauses..stretch.end + pauses, known);
            }
        }
        stretch
    }

    /// Drops what is not yet heard: the sound fades within 10 ms and the mouth closes softly. A pause goes on.
    ///
    /// Returns where silence begins on the speech clock.
    pub fn interrupt(&mut self) -> u64 {
        let silence = self.sound.cut();
        match &mut self.paused {
            Some(rest) => *rest = Timeline::default(),
            None => self.timeline.cut(self.sound.heard() + self.sound.ahead()),
        }
        silence
    }

    /// Breaks speech off and keeps what is not yet heard: the sound fades within 10 ms and the mouth closes softly. Speech appended
    /// meanwhile is kept, too. Of no effect in a pause.
    ///
    /// Where speech is in the middle of a sound, it goes on at a break before that, at most 2 s back and not before `earliest` on the
    /// speech clock.
    pub fn pause(&mut self, earliest: u64) {
        if self.paused.is_some() {
            return;
        }
        let (heard, spoken, ahead) = (self.sound.heard(), self.sound.spoken(), self.sound.ahead());
        let from = self.sound.pause(earliest);
        let pauses = heard - spoken;
        self.paused = Some(self.timeline.rest(from + pauses, from, heard));
        self.timeline.cut(heard + (ahead - self.sound.ahead()));
    }

    /// Goes on with what was kept in a pause. Returns how many samples are heard once more: the speech clock has gone back by as
    /// many.
    pub fn resume(&mut self) -> u64 {
        let Some(rest) = self.paused.take() else { return 0 };
        let again = self.sound.resume();
        let (heard, spoken) = (self.sound.heard(), self.sound.spoken());
        self.timeline.append(rest.rest(spoken, heard, heard));
        again
    }

    /// Whether speech is paused.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.sound.is_paused()
    }

    /// How far the speech is: the samples handed out since the start, without those of pauses, and without those that are heard once
    /// more.
    #[must_use]
    pub fn spoken(&self) -> u64 {
        self.sound.spoken()
    }

    /// How much speech is left to be heard, in samples.
    #[must_use]
    pub fn ahead(&self) -> u64 {
        self.sound.ahead()
    }

    /// Whether speech is left to be heard.
    #[must_use]
    pub fn is_speaking(&self) -> bool {
        !self.sound.is_silent()
    }

    /// Fills in the next samples, silence where nothing is said, and advances the sound clock by as many.
    ///
    /// Returns whether any of it is speech.
    pub fn sound(&mut self, samples: &mut [i16]) -> bool {
        let speech = self.sound.pull(samples);
        self.timeline.forget(self.sound.heard());
        speech
    }

    /// How far the sound clock is: samples handed out since the start.
    #[must_use]
    pub fn heard(&self) -> u64 {
        self.sound.heard()
    }

    /// The picture at `at` (time since the session's start, on the sound's clock), if it differs visibly from the last new one.
    pub fn picture(&mut self, at: Duration) -> Picture<'_> {
        let is_first = self.drawn.is_none();
        let Some(pose) = self.pose(at) else {
            return Picture::Same;
        };
        self.portrait.draw(&pose);
        // A movement may yet be too little to be seen.
        if is_first || self.portrait.changes().any() {
            Picture::New(self.portrait.picture())
        } else {
            Picture::Same
        }
    }

    /// The same without a background: the figure alone, where it differs visibly from the last new one. A performance is asked
    /// for pictures or for figures, not for both in turn.
    pub fn figure(&mut self, at: Duration) -> Option<Cutout<'_>> {
        let pose = self.pose(at)?;
        Some(self.portrait.cut_out(&pose))
    }

    /// The figure that was last new; nothing is seen of it before the first.
    #[must_use]
    pub fn last_figure(&self) -> Cutout<'_> {
        self.portrait.cutout()
    }

    /// The pose at `at`, where it differs visibly from the last new one.
    fn pose(&mut self, at: Duration) -> Option<Pose> {
        let seconds = at.as_secs_f64();
        let speech = self.timeline.around(seconds);
        let threshold = if speech.engagement > 0.0 {
            VISIBLE_IN_SPEECH
        } else {
            VISIBLE
        };
        let mut heed = self.focus.at(seconds);
        heed.listening *= 1.0 - speech.engagement;
        heed.thinking *= 1.0 - speech.engagement;
        let pose = self.temperament.pose(seconds, &speech, heed);
        if let Some(drawn) = &self.drawn
            && drawn.distance(&pose) < threshold
        {
            return None;
        }
        self.drawn = Some(pose);
        Some(pose)
    }

    /// Where the picture or figure that was last new differs from the one before; nowhere before the first.
    #[must_use]
    pub fn changes(&self) -> &Changes {
        self.portrait.changes()
    }

    /// The picture that was last new; the background alone before the first.
    ///
    /// For a picture that must be sent again although nothing moved, as a first one to a new viewer.
    #[must_use]
    pub fn last_picture(&self) -> &Yuv {
        self.portrait.picture()
    }

    /// Where in the picture the mouth is, with room for its widest and lowest shapes and the head's movement: for those who
    /// measure whether lips and sound agree.
    #[must_use]
    pub fn mouth_region(&self) -> Region {
        self.portrait.mouth_region()
    }
}
