//! The limiter: peaks are held below full scale without clipping.
//!
//! The whole of the sound is there, so the limiter sees a peak before it comes: it turns down gently towards it and gently up again,
//! over some periods of a deep voice. Only multiplications, divisions and sums, so that the sound is the same on every machine.

/// The highest sample that is let through: 1 dB below full scale, so that a codec's rounding does not clip either.
const CEILING: f32 = 29_200.0;
/// Samples that are turned down alike: 1 ms.
const BLOCK: usize = 24;
/// Blocks to either side over which the turning is spread.
const REACH: usize = 14;

/// Turns samples on the scale of 16 bits down where they would exceed [`CEILING`].
pub(super) fn limit(samples: &mut [f32]) {
    // The gain that each block needs.
    let needed: Vec<f32> = samples
        .chunks(BLOCK)
        .map(|block| {
            let peak = block.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
            if peak > CEILING { CEILING / peak } else { 1.0 }
        })
        .collect();
    if needed.iter().all(|gain| *gain == 1.0) {
        return;
    }
    // The least around each block, one block further than the mean below, which is therefore nowhere above what is needed, not even
    // between two blocks.
    let lowest: Vec<f32> = around(&needed, REACH + 1)
        .map(|near| near.iter().copied().fold(1.0, f32::min))
        .collect();
    let gains: Vec<f32> = around(&lowest, REACH)
        .map(|near| near.iter().sum::<f32>() / near.len() as f32)
        .collect();
    for (nth, block) in samples.chunks_mut(BLOCK).enumerate() {
        let gain = |nth: usize| gains.get(nth).copied().unwrap_or(1.0);
        let here = gain(nth);
        let next = if nth + 1 < gains.len() { gain(nth + 1) } else { here };
        for (at, sample) in block.iter_mut().enumerate() {
            *sample *= here + (next - here) * (at as f32 / BLOCK as f32);
        }
    }
}

/// The stretch of `reach` to either side of each value.
fn around(values: &[f32], reach: usize) -> impl Iterator<Item = &[f32]> {
    (0..values.len()).map(move |at| &values[at.saturating_sub(reach)..(at + reach + 1).min(values.len())])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quiet_sound_stays_as_it_is() {
        let mut sound: Vec<f32> = (0..2_000).map(|n| ((n * 7_919) % 50_000 - 25_000) as f32).collect();
        let before = sound.clone();
        limit(&mut sound);
        assert_eq!(sound, before);
    }

    #[test]
    fn a_peak_is_turned_down_with_its_surroundings() {
        let mut sound = vec![10_000.0; 4_800];
        sound[2_400] = 58_400.0;
        limit(&mut sound);
        assert!((sound[2_400] - CEILING).abs() < 1.0, "{}", sound[2_400]);
        assert!((sound[2_390] - 5_000.0).abs() < 1.0, "{}", sound[2_390]);
        // Far from it nothing changes, and nowhere does it jump.
        assert!(
            sound[..1_600]
                .iter()
                .chain(&sound[3_200..])
                .all(|sample| *sample == 10_000.0)
        );
        let steps = sound
            .windows(2)
            .enumerate()
            .filter(|(at, _)| !(2_398..2_402).contains(at));
        let furthest = steps.map(|(_, pair)| (pair[1] - pair[0]).abs()).fold(0.0, f32::max);
        assert!(furthest < 20.0, "{furthest}");
    }

    proptest! {
        #[test]
        fn nothing_exceeds_the_ceiling(samples in prop::collection::vec(-90_000.0..90_000.0_f32, 0..3_000)) {
            let mut limited = samples.clone();
            limit(&mut limited);
            for (limited, sample) in limited.iter().zip(&samples) {
                prop_assert!(limited.abs() <= CEILING + 1.0 && limited.abs() <= sample.abs());
                prop_assert!(limited.signum() == sample.signum() || *limited == 0.0);
            }
        }
    }
}
