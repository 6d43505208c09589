//! Warm-up: the first look for voices and the first words, before a visitor waits for them.

use avatar::speech::{Delivery, narrate, voices};

/// Looks for the voices, which starts another program and takes seconds on some machines, and has the default avatar's voice
/// speak, which brings its files into memory. Blocks meanwhile.
pub fn warm() {
    let found = voices().len();
    let delivery = Delivery {
        voice_id: avatar::avatars()
            .first()
            .map(|avatar| avatar.default_voice().to_owned()),
        ..Delivery::default()
    };
    match narrate("Hello.", &delivery).map(|mut narration| narration.next()) {
        Ok(Some(Ok(_))) => tracing::debug!(found, "voices are ready"),
        // Whoever asks for speech is told the reason.
        Ok(_) | Err(_) => tracing::warn!(found, "the default voice does not speak"),
    }
}
