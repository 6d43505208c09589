//! The terms of a session, validated: avatar, voice, size and idle timeout that `streaming.new` asks for, as far as they can be met.

use std::ops::RangeInclusive;
use std::time::Duration;

use api::{Emotion, ErrorKind, NewRequest, Quality, Voice};
use avatar::speech::{self, Delivery};
use avatar::{Avatar, FrameSize};
use thiserror::Error;

/// The idle times that a client may choose, in seconds.
const IDLE_SECONDS: RangeInclusive<u32> = 30..=3600;

/// Characters of a name from a request that an error quotes.
const QUOTED: usize = 64;

/// Who speaks, in what size and how.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The avatar.
    pub avatar: Avatar,
    /// The size of its pictures.
    pub size: FrameSize,
    /// Its voice and manner.
    pub delivery: Delivery,
}

/// Why a session is not opened. The message tells what to do next.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TermsError {
    /// The client wants the API's other transport.
    #[error("This server speaks plain WebRTC only: leave version out, or use a 1.x client.")]
    Version,
    /// There is no such avatar.
    #[error("avatar not found: {asked}. There are: {}.", .there.join(", "))]
    Avatar {
        /// The name that was asked for, shortened.
        asked: String,
        /// The ids that there are.
        there: Vec<String>,
    },
    /// There is no such voice.
    #[error("voice not found: {asked}. There are: {}.", .there.join(", "))]
    Voice {
        /// The id that was asked for, shortened.
        asked: String,
        /// The ids that there are.
        there: Vec<String>,
    },
    /// The rate of speech is out of range.
    #[error("voice.rate is {asked}: it must be {} to {}.", Voice::SLOWEST, Voice::FASTEST)]
    Rate {
        /// The rate that was asked for.
        asked: String,
    },
    /// The idle time is out of range.
    #[error("activity_idle_timeout is {asked}: it must be {} to {} seconds.", IDLE_SECONDS.start(), IDLE_SECONDS.end())]
    Idle {
        /// The seconds that were asked for.
        asked: u32,
    },
}

impl TermsError {
    /// The kind of error that a client is told.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Avatar { .. } => ErrorKind::AvatarUnavailable,
            Self::Version | Self::Voice { .. } | Self::Rate { .. } | Self::Idle { .. } => ErrorKind::BadRequest,
        }
    }
}

impl Terms {
    /// The terms that a request asks for, where there are these `avatars`, the default first, and these `voices` can be spoken with.
    ///
    /// # Errors
    /// The first of its wishes that cannot be met.
    pub fn of(request: &NewRequest, avatars: &[Avatar], voices: &[speech::Voice]) -> Result<Self, TermsError> {
        let plain = |version: &str| version == "v1" || version.is_empty();
        if !request.version.as_deref().is_none_or(plain) {
            return Err(TermsError::Version);
        }
        let avatar = avatar(request, avatars)?;
        Ok(Self {
            size: match request.quality {
                Quality::Low => FrameSize::LOW,
                Quality::Medium => FrameSize::MEDIUM,
                Quality::High => FrameSize::HIGH,
            },
            delivery: delivery(request, voices, avatar.default_voice())?,
            avatar: avatar.clone(),
        })
    }
}

fn avatar<'a>(request: &NewRequest, avatars: &'a [Avatar]) -> Result<&'a Avatar, TermsError> {
    // "default" is what the vendor's own examples ask for.
    let asked = request.avatar().filter(|id| *id != "default");
    let chosen = match asked {
        None => avatars.first(),
        Some(id) => avatars.iter().find(|avatar| avatar.id() == id),
    };
    chosen.ok_or_else(|| TermsError::Avatar {
        asked: short(asked.unwrap_or_default()),
        there: avatars.iter().map(|avatar| avatar.id().to_owned()).collect(),
    })
}

fn delivery(request: &NewRequest, voices: &[speech::Voice], own: &str) -> Result<Delivery, TermsError> {
    let voice = request.voice.as_ref();
    let asked = voice.and_then(|voice| voice.voice_id.as_deref());
    let asked = asked.map(str::trim).filter(|id| !id.is_empty());
    if let Some(id) = asked
        && !voices.iter().any(|voice| voice.id == id)
    {
        return Err(TermsError::Voice {
            asked: short(id),
            there: voices.iter().map(|voice| voice.id.clone()).collect(),
        });
    }
    // The avatar's own voice, or one like it that speaks the language asked for; where none does, texts in it are refused with
    // the reason.
    let fitting = || request.language().and_then(|language| speech::voice_for(language, own));
    let voice_id = match asked {
        Some(id) => id.to_owned(),
        None => fitting().map_or_else(|| own.to_owned(), |voice| voice.id),
    };
    let rate = voice.and_then(|voice| voice.rate).unwrap_or(1.0);
    if !(Voice::SLOWEST..=Voice::FASTEST).contains(&rate) {
        return Err(TermsError::Rate {
            asked: rate.to_string(),
        });
    }
    Ok(Delivery {
        voice_id: Some(voice_id),
        source: None,
        rate,
        emotion: voice.and_then(|voice| voice.emotion).map(emotion),
    })
}

fn emotion(emotion: Emotion) -> speech::Emotion {
    match emotion {
        Emotion::Excited => speech::Emotion::Excited,
        Emotion::Serious => speech::Emotion::Serious,
        Emotion::Friendly => speech::Emotion::Friendly,
        Emotion::Soothing => speech::Emotion::Soothing,
        Emotion::Broadcaster => speech::Emotion::Broadcaster,
    }
}

/// The idle time that a request asks for: the client's, or `default` where it names none, or `longest` where it disables it. Never
/// more than `longest`: a session that nobody looks at any more must not keep its place for ever.
///
/// # Errors
/// [`TermsError::Idle`] where the time is out of range.
pub fn idle_timeout(request: &NewRequest, default: Duration, longest: Duration) -> Result<Duration, TermsError> {
    let seconds = request.activity_idle_timeout;
    if let Some(asked) = seconds
        && !IDLE_SECONDS.contains(&asked)
    {
        return Err(TermsError::Idle { asked });
    }
    if request.disable_idle_timeout == Some(true) {
        return Ok(longest);
    }
    let chosen = seconds.map_or(default, |seconds| Duration::from_secs(seconds.into()));
    Ok(chosen.min(longest))
}

/// A name from a request, short enough to be quoted.
fn short(name: &str) -> String {
    name.chars().take(QUOTED).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DEFAULT: Duration = Duration::from_secs(180);
    const MAX: Duration = Duration::from_secs(1800);

    fn terms(request: &NewRequest) -> Result<Terms, TermsError> {
        Terms::of(request, avatar::avatars(), &speech::voices())
    }

    fn with_voice(voice: Voice) -> NewRequest {
        NewRequest {
            voice: Some(voice),
            ..NewRequest::default()
        }
    }

    fn idle(disable: Option<bool>, seconds: Option<u32>, default: Duration) -> Result<Duration, TermsError> {
        let request = NewRequest {
            disable_idle_timeout: disable,
            activity_idle_timeout: seconds,
            ..NewRequest::default()
        };
        idle_timeout(&request, default, MAX)
    }

    proptest! {
        #[test]
        fn an_idle_time_is_taken_up_to_the_longest_or_refused(seconds in 0_u32..4000, disable: Option<bool>) {
            let chosen = idle(disable, Some(seconds), DEFAULT);
            prop_assert_eq!(chosen.is_ok(), (30..=3600).contains(&seconds));
            if let Ok(chosen) = chosen {
                let asked = Duration::from_secs(seconds.into());
                prop_assert_eq!(chosen, if disable == Some(true) { MAX } else { asked.min(MAX) });
            }
        }

        #[test]
        fn a_rate_is_taken_as_it_is_or_refused(rate: f32) {
            let chosen = terms(&with_voice(Voice { rate: Some(rate), ..Voice::default() }));
            let taken = chosen.map(|terms| terms.delivery.rate);
            prop_assert_eq!(taken.is_ok(), (0.5..=1.5).contains(&rate));
            prop_assert!(taken.is_err() || taken == Ok(rate));
        }
    }

    #[test]
    fn the_defaults() {
        assert_eq!(idle(None, None, DEFAULT), Ok(DEFAULT));
        assert_eq!(idle(Some(false), None, DEFAULT), Ok(DEFAULT));
        assert_eq!(idle(Some(true), None, DEFAULT), Ok(MAX));
        assert_eq!(idle(None, None, MAX * 2), Ok(MAX));
        let terms = terms(&NewRequest::default()).unwrap();
        let first = &avatar::avatars()[0];
        assert_eq!((terms.avatar.id(), terms.size), (first.id(), FrameSize::MEDIUM));
        let own = Delivery {
            voice_id: Some(first.default_voice().to_owned()),
            ..Delivery::default()
        };
        assert_eq!(terms.delivery, own);
    }

    #[test]
    fn names_that_are_not_there_are_quoted_with_those_that_are() {
        let request = NewRequest {
            avatar_id: Some("x".repeat(1_000)),
            ..NewRequest::default()
        };
        let error = terms(&request).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AvatarUnavailable);
        let message = error.to_string();
        assert!(message.contains("clara") && message.len() < 200, "{message}");
        let error = terms(&with_voice(Voice {
            voice_id: Some("nobody".into()),
            ..Voice::default()
        }))
        .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadRequest);
        let message = error.to_string();
        assert!(
            message.starts_with("voice not found: nobody. There are: pico-"),
            "{message}"
        );
    }
}
