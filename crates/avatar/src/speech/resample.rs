//! Another sample rate for a finished piece of sound.

use rubato::{Fft, FixedSync, Resampler, audioadapter_buffers::direct::SequentialSlice};

/// `samples` taken at `from` per second, as taken at `to` per second. Only the ratio of the two matters.
pub(crate) fn resample(samples: &[i16], from: u32, to: u32) -> Result<Vec<i16>, String> {
    if from == to || samples.is_empty() {
        return Ok(samples.to_vec());
    }
    let describe = |error: &dyn std::fmt::Display| format!("its sound cannot be resampled: {error}");
    let mut resampler =
        Fft::<f32>::new(from as usize, to as usize, 1024, 1, FixedSync::Both).map_err(|e| describe(&e))?;
    let input: Vec<f32> = samples.iter().map(|sample| f32::from(*sample)).collect();
    let input = SequentialSlice::new(&input, 1, samples.len()).map_err(|e| describe(&e))?;
    let output = resampler
        .process_all(&input, samples.len(), None)
        .map_err(|e| describe(&e))?;
    // A cast from float saturates.
    Ok(output
        .take_data()
        .into_iter()
        .map(|sample: f32| sample.round() as i16)
        .collect())
}
