//! What a client may ask for.

use std::ops::RangeInclusive;
use std::time::Duration;

use api::Voice;

/// The idle times that a client may choose, in seconds.
pub const IDLE_SECONDS: RangeInclusive<u32> = 30..=3600;

/// The idle time of a session: the client's, or the server's where the client names none, or the longest that the server allows where the
/// client disables it. A session that nobody looks at any more must not keep its seat for ever.
///
/// # Errors
/// A sentence where the time is out of range.
pub fn idle_timeout(
    disable: Option<bool>,
    seconds: Option<u32>,
    default: Duration,
    longest: Duration,
) -> Result<Duration, String> {
    if let Some(seconds) = seconds
        && !IDLE_SECONDS.contains(&seconds)
    {
        let (least, most) = (IDLE_SECONDS.start(), IDLE_SECONDS.end());
        return Err(format!(
            "activity_idle_timeout is {seconds}: it must be {least} to {most} seconds"
        ));
    }
    if disable == Some(true) {
        return Ok(longest);
    }
    let chosen = seconds.map_or(default, |seconds| Duration::from_secs(seconds.into()));
    Ok(chosen.min(longest))
}

/// The rate of a voice, 1 where the client names none.
///
/// # Errors
/// A sentence where it is out of range.
pub fn rate(rate: Option<f32>) -> Result<f32, String> {
    let rate = rate.unwrap_or(1.0);
    if (Voice::SLOWEST..=Voice::FASTEST).contains(&rate) {
        Ok(rate)
    } else {
        Err(format!(
            "voice.rate is {rate}: it must be {} to {}",
            Voice::SLOWEST,
            Voice::FASTEST
        ))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DEFAULT: Duration = Duration::from_secs(180);
    const LONGEST: Duration = Duration::from_secs(1800);

    proptest! {
        #[test]
        fn an_idle_time_is_taken_up_to_the_longest_or_refused(seconds in 0_u32..4000, disable: Option<bool>) {
            let chosen = idle_timeout(disable, Some(seconds), DEFAULT, LONGEST);
            prop_assert_eq!(chosen.is_ok(), (30..=3600).contains(&seconds));
            if let Ok(chosen) = chosen {
                let asked = Duration::from_secs(seconds.into());
                prop_assert_eq!(chosen, if disable == Some(true) { LONGEST } else { asked.min(LONGEST) });
            }
        }

        #[test]
        fn a_rate_is_taken_as_it_is_or_refused(value: f32) {
            prop_assert_eq!(rate(Some(value)).is_ok(), (0.5..=1.5).contains(&value));
        }
    }

    #[test]
    fn the_defaults() {
        assert_eq!(idle_timeout(None, None, DEFAULT, LONGEST), Ok(DEFAULT));
        assert_eq!(idle_timeout(Some(false), None, DEFAULT, LONGEST), Ok(DEFAULT));
        assert_eq!(idle_timeout(Some(true), None, DEFAULT, LONGEST), Ok(LONGEST));
        assert_eq!(idle_timeout(None, None, LONGEST * 2, LONGEST), Ok(LONGEST));
        assert_eq!(rate(None), Ok(1.0));
    }
}
