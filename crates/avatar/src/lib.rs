//! Text → speech with mouth shapes → pictures. No network.
//!
//! `speech` turns a text into [`Utterance`]s; `portrait` draws a face in a pose; `performance` puts both on one clock and
//! hands out pictures and sound as a session needs them.
//!
//! ```
//! use std::time::Duration;
//! use streaming_avatar_avatar::{FrameSize, Performance, Picture, speech::{Delivery, narrate}};
//!
//! let mut performance = Performance::new("clara", FrameSize::LOW, 1)?;
//! for utterance in narrate("Good morning.", &Delivery::default())? {
//!     performance.say(utterance?);
//! }
//! // 20 ms of sound, and the picture that belongs to them.
//! let mut samples = [0; 480];
//! assert!(performance.sound(&mut samples));
//! assert!(matches!(performance.picture(Duration::from_millis(20)), Picture::New(_)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod motion;
mod performance;
mod picture;
mod portrait;
mod simd;
pub mod speech;
pub mod utterance;
pub mod viseme;

pub use motion::Attention;
pub use performance::{Performance, Picture};
pub use picture::{Changes, FrameSize, Yuv};
pub use portrait::{
    Avatar, Background, Cutout, GREEN, ProvideError, Region, Still, UnknownAvatar, avatar, avatars, provide_figure,
    still,
};
#[cfg(not(target_arch = "wasm32"))]
pub use portrait::{
    Fault, FigureError, FolderError, PreviewError, XmlFault, figure_file, preview_png, preview_webp, read_figure,
    read_figures,
};
pub use utterance::{Gesture, SAMPLE_RATE, Utterance};
pub use viseme::{Viseme, VisemeSpan};
