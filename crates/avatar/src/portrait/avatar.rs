//! The avatars: who there is.

use std::fmt;
#[cfg(not(target_arch = "wasm32"))]
use std::sync::{Arc, LazyLock};

use super::UnknownAvatar;
#[cfg(not(target_arch = "wasm32"))]
use super::drawn::Drawn;
use super::figure::Figure;
use super::figures::PEOPLE;

/// The id, the drawing and the rig of a figure of this crate.
#[cfg(not(target_arch = "wasm32"))]
macro_rules! figure {
    ($id:literal) => {
        (
            $id,
            include_str!(concat!("../../figures/", $id, ".svg")),
            include_str!(concat!("../../figures/", $id, ".toml")),
        )
    };
}
/// Somebody whom a session can show. Copies are the same one, which never changes: a session keeps the one that it began with.
#[derive(Clone)]
pub struct Avatar(Figure);

/// The avatars that are drawn in code, the default first.
static AVATARS: [Avatar; 3] = [
    Avatar(Figure::Person(PEOPLE[0])),
    Avatar(Figure::Person(PEOPLE[1])),
    Avatar(Figure::Person(PEOPLE[2])),
];

/// The avatars that every platform can show, the default first.
#[must_use]
pub fn avatars() -> &'static [Avatar] {
    &AVATARS
}

/// The avatars that come with the program as drawings. Reading them takes some milliseconds, once.
#[cfg(not(target_arch = "wasm32"))]
#[must_use]
pub fn drawn_avatars() -> &'static [Avatar] {
    static DRAWN: LazyLock<Vec<Avatar>> = LazyLock::new(|| {
        let files = [figure!("ruth"), figure!("pip")];
        let read = |(id, svg, rig): (&str, &str, &str)| Drawn::read(svg, rig, id).ok().map(Avatar::from);
        files.into_iter().filter_map(read).collect()
    });
    &DRAWN
}

/// The one of [`avatars`] with this id.
///
/// # Errors
/// [`UnknownAvatar`] where none has it.
pub fn avatar(id: &str) -> Result<&'static Avatar, UnknownAvatar> {
    let found = AVATARS.iter().find(|avatar| avatar.id() == id);
    found.ok_or_else(|| UnknownAvatar(id.to_owned()))
}

impl Avatar {
    pub(super) fn figure(&self) -> &Figure {
        &self.0
    }

    /// The name that requests use: lower-case letters, digits and hyphens.
    #[must_use]
    pub fn id(&self) -> &str {
        match &self.0 {
            Figure::Person(person) => person.names.id,
            #[cfg(not(target_arch = "wasm32"))]
            Figure::Drawn(drawn) => &drawn.names().id,
        }
    }

    /// The name for people.
    #[must_use]
    pub fn name(&self) -> &str {
        match &self.0 {
            Figure::Person(person) => person.names.name,
            #[cfg(not(target_arch = "wasm32"))]
            Figure::Drawn(drawn) => &drawn.names().name,
        }
    }

    /// The name with what tells this pose from others of the same avatar.
    #[must_use]
    pub fn pose_name(&self) -> &str {
        match &self.0 {
            Figure::Person(person) => person.names.pose_name,
            #[cfg(not(target_arch = "wasm32"))]
            Figure::Drawn(drawn) => &drawn.names().pose_name,
        }
    }

    /// The voice it speaks with where a request names none.
    #[must_use]
    pub fn default_voice(&self) -> &str {
        match &self.0 {
            Figure::Person(person) => person.names.default_voice,
            #[cfg(not(target_arch = "wasm32"))]
            Figure::Drawn(drawn) => &drawn.names().voice,
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl From<Drawn> for Avatar {
    fn from(drawn: Drawn) -> Self {
        Self(Figure::Drawn(Arc::new(drawn)))
    }
}

impl fmt::Debug for Avatar {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Avatar").field(&self.id()).finish()
    }
}
