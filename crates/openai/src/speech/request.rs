//! The body of a request for speech.

use std::str::FromStr;

use serde_json::{Value, json};

/// The rates of speech that the API takes.
const SLOWEST: f32 = 0.25;
const FASTEST: f32 = 4.0;

/// The form of sound that a service is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SpeechFormat {
    /// A WAV file, whose header tells the sample rate.
    #[default]
    Wav,
    /// Bare samples: 16 bits, little-endian, mono, 24 000 a second unless the reply's type tells another rate.
    Pcm,
}

impl SpeechFormat {
    /// As the API calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wav => "wav",
            Self::Pcm => "pcm",
        }
    }
}

impl FromStr for SpeechFormat {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Wav, Self::Pcm]
            .into_iter()
            .find(|format| text.eq_ignore_ascii_case(format.name()))
            .ok_or("wav, or pcm where the service has no wav")
    }
}

/// A request for the sound of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct SpeechRequest {
    /// The model's id.
    pub model: String,
    /// The text, at most 4096 characters at OpenAI.
    pub input: String,
    /// The voice's name.
    pub voice: String,
    /// The form of the sound.
    pub format: SpeechFormat,
    /// How fast it speaks; 1 is the voice's own pace, which is not sent.
    pub speed: f32,
}

impl SpeechRequest {
    /// The body, as JSON.
    pub fn body(&self) -> Value {
        let mut body = json!({
            "model": self.model,
            "input": self.input,
            "voice": self.voice,
            "response_format": self.format.name(),
        });
        if self.speed.is_finite() && (self.speed - 1.0).abs() > 0.005 {
            // Two digits, which no binary fraction spoils.
            let speed = (f64::from(self.speed.clamp(SLOWEST, FASTEST)) * 100.0).round() / 100.0;
            body["speed"] = speed.into();
        }
        body
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pace_is_sent_where_it_is_not_the_voices_own() {
        let request = |speed| SpeechRequest {
            model: "tts-1".into(),
            input: "Hello \"there\".".into(),
            voice: "alloy".into(),
            format: SpeechFormat::Wav,
            speed,
        };
        let plain = json!({"model": "tts-1", "input": "Hello \"there\".", "voice": "alloy", "response_format": "wav"});
        assert_eq!(request(1.0).body(), plain);
        assert_eq!(request(f32::NAN).body(), plain);
        assert_eq!(request(1.1).body()["speed"], 1.1);
        assert_eq!(request(9.0).body()["speed"], 4.0);
    }

    #[test]
    fn a_format_is_read_by_its_name() {
        assert_eq!("WAV".parse(), Ok(SpeechFormat::Wav));
        assert_eq!("pcm".parse(), Ok(SpeechFormat::Pcm));
        assert!("mp3".parse::<SpeechFormat>().is_err());
    }
}
