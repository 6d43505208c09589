//! The make of a figure: drawings of its parts, how they move, who it is. No painting.
//!
//! A [`Figure`] is read from a layered SVG and a rig by [`read`] (feature `read`), or from the compact form that [`Figure::compact`]
//! writes and [`Figure::from_compact`] takes: built-in figures are compiled to it, so that a browser needs no reader of SVG.
//!
//! ```
//! # #[cfg(feature = "read")]
//! # {
//! use streaming_avatar_figure::{Figure, read};
//!
//! let drawing = include_str!("../../../docs/src/figure/template.svg");
//! // Any voice will do.
//! let figure = read(drawing, "name = \"Ada\"", "ada", &|_| Ok(())).unwrap();
//! assert_eq!(figure.names.name, "Ada");
//! assert_eq!(Figure::from_compact(&figure.compact()).unwrap().names, figure.names);
//!
//! // A drawing without its parts is refused in words.
//! let faults = read("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "name = \"Ada\"", "ada", &|_| Ok(())).unwrap_err();
//! assert!(!faults[0].to_string().is_empty());
//! # }
//! ```

mod blend_shapes;
mod compact;
mod drawing;
mod error;
mod figure;
mod numbers;
mod packing;
#[cfg(feature = "read")]
mod read;
mod shapes;
mod steps;
mod surface;

pub use blend_shapes::BlendShapes;
pub use drawing::Drawing;
pub use error::CompactError;
pub use figure::{Blend, Figure, Moves, Names, Sprite};
pub use numbers::Numbers;
#[cfg(feature = "read")]
pub use read::{Fault, FigureError, Voices, XmlFault, read, short};
pub use shapes::{BROWS_SHAPES, EYES_SHAPES, FROWN, MOUTH_SHAPES, SMILE};
pub use steps::{Cap, Join, Paint, Rule, Step, Verb};
pub use surface::{Field, Tip};
