//! The built-in figures: drawings in `figures/`, compiled to compact data at build time.
//!
//! Names and data are apart: a wasm that names the figures and fetches their data does not carry it.
//!
//! ```
//! use streaming_avatar_built_in_figures::{BUILT_IN, DATA};
//!
//! // The first is the avatar of a request that names none.
//! assert_eq!(BUILT_IN[0].id, "clara");
//! assert_eq!(DATA.len(), BUILT_IN.len());
//! ```

/// A built-in figure, as lists show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuiltIn {
    /// The name that requests use.
    pub id: &'static str,
    /// The name for people.
    pub name: &'static str,
    /// The name with what tells this pose from others of the same avatar.
    pub pose_name: &'static str,
    /// The voice it speaks with where a request names none.
    pub voice: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/built_in.rs"));
