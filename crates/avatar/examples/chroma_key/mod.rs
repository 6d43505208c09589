//! Colours of a figure that a chroma key takes for a part of the green background.

use std::time::Duration;

use streaming_avatar_avatar::{Avatar, FrameSize, Performance};

/// By how many of 255 levels green exceeds red and blue, from which on the element's chroma key sees the background in a colour: 4 %.
const EXCESS: u8 = 10;

/// The share of the figure, 0 to 1, whose colours come out grey and translucent where a page shows it before another background.
pub fn greenish(avatar: &Avatar) -> f64 {
    let mut performance = Performance::of(avatar, FrameSize::MEDIUM, 0);
    let Some(figure) = performance.figure(Duration::ZERO) else {
        return 0.0;
    };
    let (pixels, _) = figure.rgba.as_chunks::<4>();
    let opaque = pixels.iter().filter(|[.., opacity]| *opacity == 255);
    let (mut green, mut all) = (0_u32, 0_u32);
    for [red, green_level, blue, _] in opaque {
        all += 1;
        green += u32::from(green_level.saturating_sub(*red.max(blue)) > EXCESS);
    }
    f64::from(green) / f64::from(all.max(1))
}
