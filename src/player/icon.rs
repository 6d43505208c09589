//! Pictograms, drawn on a grid of 24.

use leptos::prelude::*;

/// The drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A triangle.
    Play,
    /// A square.
    Stop,
    /// Two strokes.
    Hush,
    /// An arrow in a circle.
    Repeat,
    /// An arrow upwards.
    Send,
    /// A loudspeaker that sounds.
    Sound,
    /// A loudspeaker struck through.
    Muted,
    /// A cross.
    Close,
    /// An exclamation mark in a circle.
    Warning,
}

impl Shape {
    const fn path(self) -> &'static str {
        match self {
            Self::Play => "M8 5.2v13.6L19 12z",
            Self::Stop => "M7 7h10v10H7z",
            Self::Hush => "M8 6v12M16 6v12",
            Self::Repeat => "M19 12a7 7 0 1 1-2.2-5.1M19 4v4h-4",
            Self::Send => "M12 19V5M5.5 11.5 12 5l6.5 6.5",
            Self::Sound => "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11",
            Self::Muted => "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5",
            Self::Close => "M6 6l12 12M18 6 6 18",
            Self::Warning => "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v5M12 15.8v.2",
        }
    }

    const fn filled(self) -> bool {
        matches!(self, Self::Play | Self::Stop)
    }
}

/// A pictogram beside or instead of a text; nothing is read aloud for it.
#[component]
pub fn Icon(
    /// The drawing.
    shape: Shape,
) -> impl IntoView {
    view! {
        <svg class=if shape.filled() { "icon filled" } else { "icon" } viewBox="0 0 24 24" aria-hidden="true">
            <path d=shape.path() />
        </svg>
    }
}
