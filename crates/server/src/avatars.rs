//! The avatars of a server: those that are built in, and those of a folder.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use avatar::{Avatar, FolderError};
use axum::body::Bytes;
use thiserror::Error;

/// Why the figures of a folder cannot be offered. The others of the folder are not offered then, either.
#[derive(Clone, Debug, Error)]
pub enum AvatarsError {
    /// Some of them cannot be taken, or the folder cannot be read.
    #[error("--avatars: {0}. `cargo xtask figure FILE.svg` shows a figure, and where it goes wrong")]
    Folder(#[from] FolderError),
    /// A built-in avatar has the id.
    #[error("--avatars: a built-in avatar has the id \"{0}\" already: give the figure another in its rig")]
    Taken(String),
}

/// The avatars on offer. Copies are one catalog, which may be read again: sessions keep the avatars that they began with.
#[derive(Clone, Debug)]
pub struct Avatars(Arc<RwLock<Arc<Catalog>>>);

/// The avatars as they were read last, with the pictures of them that have been drawn.
#[derive(Debug, Default)]
pub struct Catalog {
    avatars: Vec<Avatar>,
    pictures: Mutex<HashMap<String, Bytes>>,
}

impl Avatars {
    /// The built-in avatars, and those of a folder where one is named. Takes some milliseconds for each of the latter.
    ///
    /// # Errors
    /// Where one of the folder cannot be taken.
    pub fn of(folder: Option<&Path>) -> Result<Self, AvatarsError> {
        Ok(Self(Arc::new(RwLock::new(Arc::new(Catalog::of(folder)?)))))
    }

    /// Reads the folder again.
    ///
    /// # Errors
    /// Where one of the folder cannot be taken. The catalog stays as it was then.
    pub fn read_again(&self, folder: Option<&Path>) -> Result<(), AvatarsError> {
        let catalog = Arc::new(Catalog::of(folder)?);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = catalog;
        Ok(())
    }

    /// The avatars that are offered now.
    pub fn catalog(&self) -> Arc<Catalog> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Catalog {
    fn of(folder: Option<&Path>) -> Result<Self, AvatarsError> {
        let mut avatars = avatar::avatars().to_vec();
        let figures = folder.map(avatar::read_figures).transpose()?.unwrap_or_default();
        let is_taken = |figure: &&Avatar| avatars.iter().any(|avatar| avatar.id() == figure.id());
        if let Some(taken) = figures.iter().find(is_taken) {
            return Err(AvatarsError::Taken(taken.id().to_owned()));
        }
        avatars.extend(figures);
        Ok(Self {
            avatars,
            pictures: Mutex::default(),
        })
    }

    /// The avatars, the default one first.
    pub fn avatars(&self) -> &[Avatar] {
        &self.avatars
    }

    /// The one with this id.
    pub fn find(&self, id: &str) -> Option<&Avatar> {
        self.avatars.iter().find(|avatar| avatar.id() == id)
    }

    /// A picture of this name, drawn once. Blocks meanwhile.
    pub fn picture(&self, name: &str, draw: impl FnOnce() -> Option<Vec<u8>>) -> Option<Bytes> {
        let mut pictures = self.pictures.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(picture) = pictures.get(name) {
            return Some(picture.clone());
        }
        let picture = Bytes::from(draw()?);
        pictures.insert(name.to_owned(), picture.clone());
        Some(picture)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const SVG: &str = include_str!("../../../docs/src/figure/template.svg");

    #[test]
    fn a_folder_is_offered_after_the_built_in_ones_and_read_again_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("ada.svg", SVG);
        write("ada.toml", "name = \"Ada\"");
        let avatars = Avatars::of(Some(folder.path())).unwrap();
        let before = avatars.catalog();
        assert_eq!(before.avatars()[0].id(), "clara");
        assert!(before.find("ada").is_some());
        write("bob.svg", "<svg");
        write("bob.toml", "name = \"Bob\"");
        assert!(avatars.read_again(Some(folder.path())).is_err());
        assert!(avatars.catalog().find("ada").is_some() && avatars.catalog().find("bob").is_none());
        write("bob.svg", SVG);
        avatars.read_again(Some(folder.path())).unwrap();
        assert!(avatars.catalog().find("bob").is_some());
        // Whoever has the catalog from before goes on with that.
        assert!(before.find("bob").is_none());
    }

    #[test]
    fn the_id_of_a_built_in_avatar_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("clara.svg"), SVG).unwrap();
        fs::write(folder.path().join("clara.toml"), "name = \"Clara\"").unwrap();
        let told = Avatars::of(Some(folder.path())).unwrap_err().to_string();
        assert!(told.contains("has the id \"clara\" already"), "{told}");
    }

    #[test]
    fn a_picture_is_drawn_once() {
        let catalog = Catalog::default();
        assert_eq!(catalog.picture("a.png", || Some(vec![1])).unwrap()[..], [1]);
        assert_eq!(catalog.picture("a.png", || Some(vec![2])).unwrap()[..], [1]);
        assert_eq!(catalog.picture("b.png", || None), None);
    }
}
