//! Delay of one signal behind another.

/// A signal as (milliseconds, value), in order of time, at any spacing.
#[derive(Debug, Clone)]
pub struct Sampled(pub Vec<(f64, f64)>);

/// Sampling interval of the comparison, in milliseconds.
const STEP: f64 = 5.0;

impl Sampled {
    /// The value at a time, by linear interpolation. `None` outside of the samples.
    fn at(&self, time: f64) -> Option<f64> {
        let after = self.0.partition_point(|(at, _)| *at < time);
        let (right_at, right) = *self.0.get(after)?;
        let (left_at, left) = *self.0.get(after.checked_sub(1)?)?;
        let share = if right_at > left_at {
            (time - left_at) / (right_at - left_at)
        } else {
            0.0
        };
        Some(left + share * (right - left))
    }

    /// From the first sample to the last.
    fn span(&self) -> Option<(f64, f64)> {
        Some((self.0.first()?.0, self.0.last()?.0))
    }

    /// The mean over `width` milliseconds around each sample.
    pub fn smoothed(&self, width: f64) -> Self {
        let mean_around = |time: f64| {
            let near = self
                .0
                .iter()
                .filter(|(at, _)| (at - time).abs() <= width / 2.0)
                .map(|(_, value)| value);
            let (sum, count) = near.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
            sum / f64::max(count, 1.0)
        };
        Self(self.0.iter().map(|(at, _)| (*at, mean_around(*at))).collect())
    }
}

/// The delay of `follower` behind `leader` in milliseconds (negative: ahead), and their correlation at that delay, from
/// -1 to 1. The search covers `most` milliseconds either way. `None` where the two never vary together.
pub fn lag_of(follower: &Sampled, leader: &Sampled, most: f64) -> Option<(f64, f64)> {
    let steps = (most / STEP) as i32;
    (-steps..=steps)
        .filter_map(|step| {
            let lag = f64::from(step) * STEP;
            agreement(follower, leader, lag).map(|agreement| (lag, agreement))
        })
        .max_by(|a, b| a.1.total_cmp(&b.1))
}

/// The correlation of the two, with `follower` read `lag` later.
fn agreement(follower: &Sampled, leader: &Sampled, lag: f64) -> Option<f64> {
    let (begin, end) = leader.span()?;
    let mut pairs = Vec::new();
    let mut time = begin;
    while time <= end {
        if let (Some(leading), Some(following)) = (leader.at(time), follower.at(time + lag)) {
            pairs.push((leading, following));
        }
        time += STEP;
    }
    let count = pairs.len() as f64;
    let mean_leading = pairs.iter().map(|(leading, _)| leading).sum::<f64>() / count;
    let mean_following = pairs.iter().map(|(_, following)| following).sum::<f64>() / count;
    let (mut both, mut leading_alone, mut following_alone) = (0.0, 0.0, 0.0);
    for (leading, following) in pairs {
        both += (leading - mean_leading) * (following - mean_following);
        leading_alone += (leading - mean_leading).powi(2);
        following_alone += (following - mean_following).powi(2);
    }
    let scale = (leading_alone * following_alone).sqrt();
    (scale > 0.0).then(|| both / scale)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Sampled, lag_of};

    /// Bumps at irregular times, like syllables, sampled every `spacing` milliseconds and `shift` later.
    fn syllables(spacing: f64, shift: f64) -> Sampled {
        let bumps = [300.0, 520.0, 900.0, 1500.0, 1640.0, 2100.0, 2700.0];
        let value = |time: f64| {
            bumps
                .iter()
                .map(|bump| (-((time - shift - bump) / 60.0).powi(2)).exp())
                .sum()
        };
        Sampled(
            (0..(3000.0 / spacing) as i32)
                .map(|i| f64::from(i) * spacing)
                .map(|time| (time, value(time)))
                .collect(),
        )
    }

    proptest! {
        #[test]
        fn a_shift_is_found_at_any_sampling_interval(shift in -200.0..200.0f64, spacing in 5.0..40.0f64) {
            let (lag, agreement) = lag_of(&syllables(spacing, shift), &syllables(8.0, 0.0), 300.0).unwrap();
            prop_assert!((lag - shift).abs() <= 5.0 + spacing / 4.0, "{lag} is not {shift}");
            prop_assert!(agreement > 0.9);
        }
    }

    #[test]
    fn a_constant_signal_has_no_lag() {
        let flat = Sampled((0..100).map(|i| (f64::from(i) * 10.0, 1.0)).collect());
        assert!(lag_of(&flat, &syllables(10.0, 0.0), 300.0).is_none());
        assert!(lag_of(&Sampled(Vec::new()), &flat, 300.0).is_none());
    }
}
