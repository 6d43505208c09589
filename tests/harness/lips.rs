//! Lip synchronisation, measured where sound and video arrive.

use crate::{Failure, Visitor};

/// Open vowels between closed lips and pauses, so that loudness and mouth opening vary together.
const SYLLABLES: &str = "Papa. Bob. Mama. Pop. Palm. Baba. Mop. Papa.";
/// Tolerance of the design, in milliseconds either way.
const AGREES_WITHIN: f64 = 80.0;
/// The least agreement that tells that mouth and sound belong together.
const MIN_AGREEMENT: f64 = 0.4;

/// Has the avatar say syllables, and fails where mouth and sound are apart. `name` names the recording.
pub async fn lips_agree(visitor: &Visitor, name: &str) -> Result<(), Failure> {
    visitor.begins_recording().await?;
    visitor.says(SYLLABLES).await?;
    visitor.is_told("avatar_stop_talking", 1).await?;
    let recording = visitor.ends_recording().await?;
    recording.keep(name)?;
    let (lag, agreement) = recording
        .lips()
        .ok_or_else(|| Failure::Seen("neither mouth nor sound varies".to_owned()))?;
    let told = format!("the mouth is {lag} ms behind the sound; they agree by {agreement:.2}");
    println!("{told}");
    if agreement > MIN_AGREEMENT && lag.abs() <= AGREES_WITHIN {
        Ok(())
    } else {
        Err(Failure::Seen(told))
    }
}
