//! How much of a text was heard when it is cut off.

use core::time::Duration;

use super::Speech;
use super::entry::Sent;
use super::timing::LAST_WORDS;
use crate::context::Context;
use crate::{Event, Moment, TextId};

/// How long speech is for each character, about, where the server told no duration.
const MILLIS_PER_CHARACTER: u64 = 66;

impl Speech {
    /// Tells how much of a text was heard, if anything was. To be told before its end, while it is still known.
    pub(super) fn tell_heard(&mut self, context: &mut Context, id: TextId) {
        let now = context.now;
        let Some(text) = self.texts.iter().find(|text| text.id == id) else {
            return;
        };
        let said: u32 = text.pieces.iter().take(text.spoken).map(|piece| letters(piece)).sum();
        let first = self.sent.first().filter(|sent| sent.text == id);
        let saying = first.map_or(0, |sent| {
            let piece = text.pieces.get(sent.piece).map_or(0, |piece| letters(piece));
            heard_of(sent, piece, now)
        });
        let letters = said.saturating_add(saying);
        if letters > 0 {
            context.event(Event::Heard { id, letters });
        }
    }
}

/// How many of its letters a piece has given by now.
fn heard_of(sent: &Sent, letters: u32, now: Moment) -> u32 {
    let Some(started) = sent.started else { return 0 };
    let whole = sent
        .duration
        .unwrap_or_else(|| Duration::from_millis(MILLIS_PER_CHARACTER * u64::from(letters)));
    // As floating point: whole numbers of that size weigh a kilobyte of wasm.
    let elapsed = match sent.cut_off {
        // It ended some time ago, and was only waited for.
        Some((until, _)) => until.since(started).saturating_sub(LAST_WORDS),
        None => now.since(started),
    };
    let share = elapsed.as_secs_f32() / whole.as_secs_f32().max(0.001);
    (share * letters as f32).min(letters as f32) as u32
}

/// The characters of a text that are not white space.
fn letters(text: &str) -> u32 {
    text.chars().filter(|character| !character.is_whitespace()).count() as u32
}
