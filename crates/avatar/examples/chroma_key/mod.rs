//! Colours of a figure that a chroma key takes for a part of the green background.

use std::time::Duration;

use streaming_avatar_avatar::{Avatar, FrameSize, Performance};

/// By how many of 255 levels green exceeds red and blue, from which on the element's chroma key sees the background in a colour: 4 %.
const EXCESS: i16 = 10;
/// By how much the codec may change that in strong colours: blocks of one that is nearer to the limit come out mottled.
const NOISE: i16 = 16;
/// The difference between the greatest and the least of red, green and blue from which on a colour is strong.
const STRONG: i16 = 60;

/// The share of the figure, 0 to 1, whose colours come out grey and translucent where a page shows it before another background.
pub fn greenish(avatar: &Avatar) -> f64 {
    let mut performance = Performance::of(avatar, FrameSize::MEDIUM, 0);
    let Some(figure) = performance.figure(Duration::ZERO) else {
        return 0.0;
    };
    let (pixels, _) = figure.rgba.as_chunks::<4>();
    let opaque = pixels.iter().filter(|[.., opacity]| *opacity == 255);
    let (mut greenish, mut all) = (0_u32, 0_u32);
    for color in opaque {
        let [red, green, blue] = [color[0], color[1], color[2]].map(i16::from);
        let is_strong = red.max(green).max(blue) - red.min(green).min(blue) >= STRONG;
        let limit = if is_strong { EXCESS - NOISE } else { EXCESS };
        all += 1;
        greenish += u32::from(green - red.max(blue) > limit);
    }
    f64::from(greenish) / f64::from(all.max(1))
}
