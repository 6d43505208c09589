//! The avatars: who there is.

use std::fmt;
use std::sync::{Arc, LazyLock, OnceLock};

use built_in_figures::BUILT_IN;
use figure::{CompactError, Figure, Names};

use super::UnknownAvatar;
use super::drawn::Drawn;

/// Somebody whom a session can show. Copies are the same one, which never changes: a session keeps the one that it began with.
#[derive(Clone)]
pub struct Avatar(Arc<Entry>);

struct Entry {
    names: Names,
    /// Absent in a browser, until its file was provided.
    drawn: OnceLock<Arc<Drawn>>,
}

/// The built-in avatars.
static AVATARS: LazyLock<Vec<Avatar>> = LazyLock::new(|| {
    let names = BUILT_IN.iter().map(|who| Names {
        id: who.id.to_owned(),
        name: who.name.to_owned(),
        pose_name: who.pose_name.to_owned(),
        voice: who.voice.to_owned(),
    });
    let avatars = names.map(|names| Avatar::new(names, OnceLock::new()));
    #[cfg(not(target_arch = "wasm32"))]
    let avatars = avatars.zip(built_in_figures::DATA).map(|(avatar, data)| {
        // The build has made it, and a test has looked at it.
        if let Ok(figure) = Figure::from_compact(data) {
            avatar.take(figure);
        }
        avatar
    });
    avatars.collect()
});

/// The built-in avatars, the default first. In a browser, each takes [`provide_figure`] to be seen.
#[must_use]
pub fn avatars() -> &'static [Avatar] {
    &AVATARS
}

/// The one of [`avatars`] with this id.
///
/// # Errors
/// [`UnknownAvatar`] where none has it.
pub fn avatar(id: &str) -> Result<&'static Avatar, UnknownAvatar> {
    let found = avatars().iter().find(|avatar| avatar.id() == id);
    found.ok_or_else(|| UnknownAvatar(id.to_owned()))
}

/// The file of a built-in avatar, for [`provide_figure`].
#[cfg(not(target_arch = "wasm32"))]
#[must_use]
pub fn figure_file(id: &str) -> Option<&'static [u8]> {
    let place = BUILT_IN.iter().position(|who| who.id == id)?;
    built_in_figures::DATA.get(place).copied()
}

/// Why the file of a figure is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProvideError {
    /// It is another file, or damaged.
    #[error(transparent)]
    Data(#[from] CompactError),
    /// It is the file of somebody else.
    #[error("\"{0}\" is none of the built-in avatars")]
    Unknown(String),
}

/// Provides the file of a built-in avatar, made by [`figure_file`]. Where it is there already, nothing changes.
///
/// # Errors
/// [`ProvideError`] where it is no such file.
pub fn provide_figure(file: &[u8]) -> Result<(), ProvideError> {
    let figure = Figure::from_compact(file)?;
    match avatar(&figure.names.id) {
        Ok(avatar) => {
            avatar.take(figure);
            Ok(())
        }
        Err(UnknownAvatar(id)) => Err(ProvideError::Unknown(id)),
    }
}

impl Avatar {
    fn new(names: Names, drawn: OnceLock<Arc<Drawn>>) -> Self {
        Self(Arc::new(Entry { names, drawn }))
    }

    /// Gives it its figure, where it has none.
    fn take(&self, figure: Figure) {
        self.0.drawn.get_or_init(|| Arc::new(figure.into()));
    }

    /// Its figure; nothing at all where that is absent.
    pub(super) fn drawn(&self) -> &Arc<Drawn> {
        static NOTHING: LazyLock<Arc<Drawn>> = LazyLock::new(|| Arc::new(Figure::default().into()));
        self.0.drawn.get().unwrap_or_else(|| &NOTHING)
    }

    /// Whether it can be seen. In a browser, its file has to be provided first.
    #[must_use]
    pub fn is_provided(&self) -> bool {
        self.0.drawn.get().is_some()
    }

    /// The name that requests use: lower-case letters, digits and hyphens.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.0.names.id
    }

    /// The name for people.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.names.name
    }

    /// The name with what tells this pose from others of the same avatar.
    #[must_use]
    pub fn pose_name(&self) -> &str {
        &self.0.names.pose_name
    }

    /// The voice it speaks with where a request names none.
    #[must_use]
    pub fn default_voice(&self) -> &str {
        &self.0.names.voice
    }
}

impl From<Figure> for Avatar {
    fn from(figure: Figure) -> Self {
        let names = figure.names.clone();
        Self::new(names, Arc::new(Drawn::from(figure)).into())
    }
}

impl fmt::Debug for Avatar {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Avatar").field(&self.id()).finish()
    }
}
