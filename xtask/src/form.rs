//! The two forms of the built site.

/// Whether the build optimises the site for size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// For `cargo xtask run`: no optimisation across crates, no wasm-opt, no Terser, nothing compressed.
    Quick,
    /// For hosts, tests and byte budgets: as small as the tools make it.
    Small,
}

impl Form {
    /// The cargo profile of its wasm.
    pub fn profile(self) -> &'static str {
        match self {
            Self::Quick => "browser-quick",
            Self::Small => "browser",
        }
    }
}
