//! A Piper voice as the avatar's speech uses it.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use avatar::speech::{Engine, Progress, Prosody, SentenceSound, SentenceSpeaker, SpeechError, Voice, VoiceSource};

use crate::config::Config;
use crate::error::PiperError;
use crate::espeak::Espeak;
use crate::model::{Network, Scales, Spoken};
use crate::phonemes::{clauses, numbered};
use crate::pitch::is_low;
use crate::visemes::shapes;
use crate::worker::{Pending, Worker};

/// How the ids of such voices begin.
const PREFIX: &str = "piper:";
/// The largest description that is read, in bytes.
const MAX_CONFIG: u64 = 1 << 20;
/// Spoken when a voice is loaded, so that its pitch is known.
const FIRST_WORDS: &str = "Hello, how are you today?";
/// Root mean square that the loud parts of speech have, with room for its peaks. As loud as the other voices the avatar's speech makes it.
const LOUDNESS: f32 = 2_400.0;
/// The least and the most that a sentence is made louder.
const GAINS: (f32, f32) = (0.1, 6.0);

/// A Piper voice. Copies share the model, some 100 MB, and the thread that runs it.
#[derive(Clone)]
pub struct PiperVoice {
    inner: Arc<Inner>,
    worker: Worker,
    is_low: bool,
}

struct Inner {
    voice: Voice,
    config: Config,
    network: Network,
    espeak: Espeak,
}

impl PiperVoice {
    /// Reads the voice of a model, whose description lies beside it under the same name with `.json` behind it, and has it say a
    /// few words. Takes about a second.
    ///
    /// # Errors
    /// Where a file is not there or is something else, or espeak-ng does not work.
    pub fn load(path: &Path) -> Result<Self, PiperError> {
        let beside = path.with_added_extension("json");
        let shown = beside.display().to_string();
        let unreadable = |reason: String| PiperError::File {
            path: shown.clone(),
            reason,
        };
        let size = fs::metadata(&beside)
            .map_err(|error| unreadable(error.to_string()))?
            .len();
        if size > MAX_CONFIG {
            return Err(PiperError::Config {
                path: shown,
                reason: format!("it has {} kB, and at most {} are read", size >> 10, MAX_CONFIG >> 10),
            });
        }
        let text = fs::read_to_string(&beside).map_err(|error| unreadable(error.to_string()))?;
        let config = Config::parse(&text).map_err(|reason| PiperError::Config {
            path: shown.clone(),
            reason,
        })?;
        let network = Network::load(path, &config)?;
        let name = name(path);
        let voice = Voice {
            id: format!("{PREFIX}{name}"),
            language: config.language.clone(),
            name,
            engine: Engine::Piper,
        };
        let worker = Worker::start(&voice.name)?;
        let inner = Arc::new(Inner {
            voice,
            config,
            network,
            espeak: Espeak::default(),
        });
        // A model that is none of Piper's may have tensors of the same names.
        let heard = inner.speak(FIRST_WORDS, 1.0)?;
        let is_low = is_low(&heard.samples, heard.rate);
        Ok(Self { inner, worker, is_low })
    }

    /// Whether it is deep, as most men's are.
    pub fn is_low(&self) -> bool {
        self.is_low
    }

    /// Whether its model tells how long it holds each phoneme, so that the mouth is known.
    pub fn tells_its_mouth(&self) -> bool {
        self.inner.network.tells_lengths()
    }

    /// Speaks a sentence on this thread.
    ///
    /// # Errors
    /// Where espeak-ng or the model fails.
    pub fn speak(&self, sentence: &str) -> Result<SentenceSound, PiperError> {
        self.inner.speak(sentence, 1.0)
    }
}

impl Inner {
    fn speak(&self, sentence: &str, pace: f32) -> Result<SentenceSound, PiperError> {
        let rate = self.config.rate;
        let clauses = clauses(sentence);
        if clauses.is_empty() {
            return Ok(SentenceSound {
                rate,
                ..SentenceSound::default()
            });
        }
        let phonemes = self.espeak.phonemes(&clauses, &self.config.espeak)?;
        let numbered = numbered(&phonemes, &self.config);
        let scales = Scales {
            noise: self.config.noise,
            length: self.config.length / pace.clamp(0.25, 4.0),
            rhythm: self.config.rhythm,
        };
        let Spoken { samples, lengths } = self.network.speak(&numbered.ids, scales)?;
        let shapes = lengths.and_then(|lengths| {
            let steps: usize = lengths.iter().sum();
            // A step is as many samples as make the whole of the sound.
            (steps > 0).then(|| shapes(&numbered, &lengths, samples.len() / steps))
        });
        let gain = gain(&samples, rate);
        Ok(SentenceSound {
            // A cast from float saturates, and takes what is no number as 0.
            samples: samples.iter().map(|sample| (sample * gain) as i16).collect(),
            rate,
            shapes: shapes.filter(|shapes| !shapes.is_empty()),
        })
    }
}

/// The factor that brings a sentence to a loudness at which none of it clips, and from -1..1 to the scale of 16 bits.
fn gain(samples: &[f32], rate: u32) -> f32 {
    let frames = samples.chunks((rate as usize / 100).max(1));
    let mut levels: Vec<f32> = frames
        .map(|frame| (frame.iter().map(|sample| sample * sample).sum::<f32>() / frame.len() as f32).sqrt())
        .filter(|level| level.is_finite())
        .collect();
    levels.sort_by(f32::total_cmp);
    // Speech is what is no more than 25 dB below the loudest tenth.
    let loud = levels.get(levels.len() * 9 / 10).copied().unwrap_or(0.0);
    let speech: Vec<f32> = levels.into_iter().filter(|level| *level > loud * 0.056).collect();
    let power = speech.iter().map(|level| level * level).sum::<f32>() / speech.len().max(1) as f32;
    let full = f32::from(i16::MAX);
    (LOUDNESS / (power.sqrt() * full).max(1.0)).clamp(GAINS.0, GAINS.1) * full
}

/// The name of a voice: `joe` of `en_US-joe-medium.onnx`, else the file's.
fn name(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut parts = stem.split('-');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(_), Some(name), Some(_), None) if !name.is_empty() => name.to_owned(),
        _ => stem,
    }
}

impl VoiceSource for PiperVoice {
    fn voice(&self) -> Voice {
        self.inner.voice.clone()
    }

    fn start(&self, prosody: Prosody) -> Result<Box<dyn SentenceSpeaker>, SpeechError> {
        Ok(Box::new(PiperSpeaker {
            voice: self.clone(),
            prosody,
            pending: None,
        }))
    }
}

/// One that speaks with such a voice.
struct PiperSpeaker {
    voice: PiperVoice,
    prosody: Prosody,
    pending: Option<Pending>,
}

impl SentenceSpeaker for PiperSpeaker {
    fn begin(&mut self, sentence: &str) -> Result<(), SpeechError> {
        let (inner, sentence) = (Arc::clone(&self.voice.inner), sentence.to_owned());
        // How loud it is, is seen to where it is finished.
        let pace = self.prosody.pace;
        let speak = move || inner.speak(&sentence, pace);
        self.pending = Some(self.voice.worker.speak(speak));
        Ok(())
    }

    fn work(&mut self) -> Result<Progress, SpeechError> {
        let Some(outcome) = self.pending.as_ref().map(Pending::poll) else {
            return Err(SpeechError::Silent);
        };
        match outcome {
            None => Ok(Progress::Waiting),
            Some(outcome) => {
                self.pending = None;
                outcome.map(Progress::Spoken).map_err(|error| told(&error))
            }
        }
    }
}

/// A failure as the visitor is told of it. Its own words, which tell of the server's programs, go to the log.
fn told(error: &PiperError) -> SpeechError {
    tracing::warn!(%error, "a Piper voice failed");
    let message = match error {
        PiperError::Espeak { .. } => "The program that the voice needs failed.",
        _ => "The voice failed on the text.",
    };
    SpeechError::Source {
        code: "voice-failed",
        message: message.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voice_has_the_name_that_its_file_has() {
        for (file, expected) in [
            ("/a/en_US-joe-medium.onnx", "joe"),
            ("de_DE-thorsten_emotional-medium.onnx", "thorsten_emotional"),
            ("mine.onnx", "mine"),
            ("a-b.onnx", "a-b"),
        ] {
            assert_eq!(name(Path::new(file)), expected);
        }
    }

    #[test]
    fn quiet_speech_is_made_louder_and_silence_is_not() {
        let tone = |level: f32| {
            (0..22_050)
                .map(|n| (n as f32 * 0.05).sin() * level)
                .collect::<Vec<f32>>()
        };
        let loudness = |level: f32| {
            let samples = tone(level);
            let gain = gain(&samples, 22_050);
            samples.iter().map(|sample| (sample * gain).powi(2)).sum::<f32>() / samples.len() as f32
        };
        for level in [0.05, 0.2, 0.9] {
            let root = loudness(level).sqrt();
            assert!((root - LOUDNESS).abs() < 200.0, "{level}: {root}");
        }
        assert!(gain(&[], 22_050).is_finite() && gain(&[f32::NAN; 500], 22_050).is_finite());
    }
}
