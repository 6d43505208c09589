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
    /// A microphone.
    Microphone,
    /// A microphone struck through.
    MicrophoneOff,
    /// A loudspeaker that sounds.
    Sound,
    /// A loudspeaker struck through.
    Muted,
    /// A cross.
    Close,
    /// An exclamation mark in a circle.
    Warning,
    /// Two lines of writing in a frame.
    Captions,
    /// Mountains in a frame.
    Background,
    /// A camera.
    Camera,
    /// A disc in a ring.
    Record,
    /// A small frame in a frame.
    Window,
    /// Four corners.
    Full,
}

impl Shape {
    const fn path(self) -> &'static str {
        match self {
            Self::Play => "M8 5.2v13.6L19 12z",
            Self::Stop => "M7 7h10v10H7z",
            Self::Hush => "M8 6v12M16 6v12",
            Self::Repeat => "M19 12a7 7 0 1 1-2.2-5.1M19 4v4h-4",
            Self::Send => "M12 19V5M5.5 11.5 12 5l6.5 6.5",
            Self::Microphone => "M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM6 11a6 6 0 0 0 12 0M12 17v4",
            Self::MicrophoneOff => {
                "M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM6 11a6 6 0 0 0 12 0M12 17v4M4 4l16 16"
            }
            Self::Sound => "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11",
            Self::Muted => "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5",
            Self::Close => "M6 6l12 12M18 6 6 18",
            Self::Warning => "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v5M12 15.8v.2",
            Self::Captions => "M3 6h18v12H3zM6.5 14.5h5M14 14.5h3.5M6.5 11h3M12 11h5.5",
            Self::Background => "M3 5h18v14H3zM3 16l5-5 4 4 3-3 6 5M16 8.5v.2",
            Self::Camera => "M3 8h4l2-3h6l2 3h4v11H3zM12 10a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4",
            Self::Record => "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5",
            Self::Window => "M3 5h18v14H3zM12 12h7v5h-7z",
            Self::Full => "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
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
