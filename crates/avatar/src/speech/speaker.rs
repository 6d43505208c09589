//! A started engine, and the utterance with a mouth that is made of its sound.

use std::ops::Range;

use crate::speech::{
    Prosody, SpeechError,
    external_voice::{Progress, SentenceSound, SourceSpeaker},
    flite::{Flite, FliteSpeaker},
    lip_sync::{self, Shape, Tone},
    mastering::Finish,
    pico::{self, PicoSpeaker, PicoVoice},
    resample::resample,
    script::Chosen,
    silence_trim::trim,
};
use crate::utterance::{SAMPLE_RATE, Utterance};

/// An engine at work. Pico's is boxed, not to make every narration its size.
pub(crate) enum Speaker {
    Pico(Box<PicoSpeaker>, &'static PicoVoice),
    Flite(FliteSpeaker),
    Source(SourceSpeaker),
}

/// The outcome of some milliseconds of work.
pub(crate) enum Worked {
    Working,
    /// There is nothing to do until something comes from elsewhere.
    Waiting,
    Spoken(Utterance),
    /// The sentence is over, and there is no speech in its sound.
    Silent,
}

/// Sound as an engine gives it.
struct Sound {
    samples: Vec<i16>,
    rate: u32,
    /// The mouth over the samples, where the engine tells it.
    shapes: Vec<Shape>,
}

impl Speaker {
    pub fn start(chosen: &Chosen, prosody: Prosody) -> Result<Self, SpeechError> {
        Ok(match chosen {
            Chosen::Pico(voice) => Self::Pico(Box::new(PicoSpeaker::new(voice, prosody)?), voice),
            Chosen::Flite(voice) => Self::Flite(FliteSpeaker::new(Flite::default(), voice.clone(), prosody)),
            Chosen::Source(source) => Self::Source(SourceSpeaker::new(source, prosody)?),
        })
    }

    pub fn begin(&mut self, text: &str) -> Result<(), SpeechError> {
        match self {
            Self::Pico(speaker, _) => {
                speaker.begin(text);
                Ok(())
            }
            Self::Flite(speaker) => speaker.begin(text),
            Self::Source(speaker) => speaker.begin(text),
        }
    }

    /// Works for some milliseconds on a sentence that is followed by a pause.
    pub fn work(&mut self, pause_ms: u32) -> Result<Worked, SpeechError> {
        let sound = match self {
            Self::Pico(speaker, _) => speaker.work()?.map(|samples| Sound {
                samples,
                rate: pico::RATE,
                shapes: Vec::new(),
            }),
            Self::Flite(speaker) => speaker.work()?.map(|(samples, phones)| Sound {
                samples,
                rate: lip_sync::RATE,
                shapes: lip_sync::shapes(&phones),
            }),
            Self::Source(speaker) => match speaker.work()? {
                Progress::Working => None,
                Progress::Waiting => return Ok(Worked::Waiting),
                Progress::Spoken(SentenceSound { samples, rate, shapes }) => Some(Sound {
                    samples,
                    rate,
                    shapes: shapes.unwrap_or_default(),
                }),
            },
        };
        Ok(match sound {
            None => Worked::Working,
            Some(sound) => self.utterance(sound, pause_ms).map_or(Worked::Silent, Worked::Spoken),
        })
    }

    /// The utterance made of an engine's sound; `None` where there is no speech in it.
    fn utterance(&self, sound: Sound, pause_ms: u32) -> Option<Utterance> {
        let Sound {
            samples,
            rate,
            mut shapes,
        } = sound;
        let speech = shapes
            .first()
            .zip(shapes.last())
            .map(|(first, last)| first.0.start..last.0.end);
        let pause = at_rate(pause_ms as usize, 1_000, rate);
        let trimmed = trim(&samples, rate, speech, pause)?;
        for (range, _) in &mut shapes {
            let moved = range.start.saturating_sub(trimmed.cut)..range.end.saturating_sub(trimmed.cut);
            *range = scaled(&moved, rate, lip_sync::RATE);
        }
        // A voice that tells no shapes still has sound to read from.
        let heard = resample(&trimmed.samples, rate, lip_sync::RATE);
        let mut mouth = match self {
            Self::Pico(_, voice) => lip_sync::read(&heard, voice.tone()),
            Self::Flite(_) if shapes.is_empty() => lip_sync::read(&heard, &Tone::of(&heard)),
            Self::Source(speaker) if shapes.is_empty() => lip_sync::read(&heard, &speaker.tone(&heard)),
            Self::Flite(_) | Self::Source(_) => lip_sync::told(shapes, &heard),
        };
        let mut samples = resample(&trimmed.samples, rate, SAMPLE_RATE);
        let spoken = samples.len() - at_rate(pause, rate, SAMPLE_RATE).min(samples.len());
        self.finish(&samples[..spoken]).apply(&mut samples);
        for span in &mut mouth {
            span.samples = scaled(&span.samples, lip_sync::RATE, SAMPLE_RATE);
            span.samples.end = span.samples.end.min(samples.len());
        }
        mouth.retain(|span| span.samples.start < span.samples.end);
        Some(Utterance {
            samples,
            mouth,
            ..Utterance::default()
        })
    }

    /// The finish that a sentence's sound still lacks.
    fn finish(&self, samples: &[i16]) -> Finish {
        match self {
            Self::Pico(speaker, _) => speaker.finish(),
            Self::Flite(speaker) => speaker.finish(),
            Self::Source(speaker) => speaker.finish(samples),
        }
    }
}

/// A stretch of samples of the rate `from` as one of the rate `to`.
fn scaled(range: &Range<usize>, from: u32, to: u32) -> Range<usize> {
    at_rate(range.start, from, to)..at_rate(range.end, from, to)
}

/// The place at the rate `to` of a sample at the rate `from`.
fn at_rate(sample: usize, from: u32, to: u32) -> usize {
    (sample as u64 * u64::from(to) / u64::from(from.max(1))) as usize
}
