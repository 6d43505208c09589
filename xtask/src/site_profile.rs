//! The two profiles of the built site: quick to build, or small for hosting.

/// Whether the build optimises the site for size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SiteProfile {
    /// For `cargo xtask run`: no optimisation across crates, no wasm-opt, no Terser, nothing compressed.
    Quick,
    /// For hosts, tests and byte budgets: as small as the tools make it.
    Small,
}

impl SiteProfile {
    /// The cargo profile of its wasm.
    pub fn cargo_profile(self) -> &'static str {
        match self {
            Self::Quick => "browser-quick",
            Self::Small => "browser",
        }
    }
}
