//! The option of the background behind the avatars.

use clap::ValueEnum;

/// The background behind the avatars of clients that name none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum OfferedBackground {
    /// A studio, as in the previews.
    #[default]
    Studio,
    /// Plain green, for clients that take it out, as the vendor's own do.
    Green,
}

impl From<OfferedBackground> for api::Background {
    fn from(offered: OfferedBackground) -> Self {
        match offered {
            OfferedBackground::Studio => Self::Studio,
            OfferedBackground::Green => Self::Green,
        }
    }
}
