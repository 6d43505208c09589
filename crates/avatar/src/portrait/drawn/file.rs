//! Figures in files: a drawing `NAME.svg` and its rig `NAME.toml`.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use figure::{Fault, Figure, FigureError, XmlFault, short};

use crate::portrait::avatar::Avatar;
use crate::speech::{is_usable, voices};

/// Bytes of a drawing, and of a rig.
const DRAWING: usize = 4_000_000;
const RIG: usize = 64_000;
/// Figures of a folder.
const FIGURES: usize = 64;

/// Reads a figure: its drawing, and the rig beside it, which has the same name with the ending `toml`.
///
/// # Errors
/// [`FigureError`] with all that is wrong with it.
pub fn read_figure(drawing: &Path) -> Result<Avatar, FigureError> {
    let file = name(drawing);
    let mut faults = Vec::new();
    let mut text = |path: &Path, most| text(path, most).map_err(|fault| faults.push(fault)).ok();
    let beside = drawing.with_extension("toml");
    if drawing.is_file() && !beside.exists() {
        let faults = vec![Fault::NoRig(name(&beside))];
        return Err(FigureError { file, faults });
    }
    let (svg, rig) = (text(drawing, DRAWING), text(&beside, RIG));
    let (Some(svg), Some(rig)) = (svg, rig) else {
        return Err(FigureError { file, faults });
    };
    let stem = drawing.file_stem().unwrap_or_default().to_string_lossy();
    read_text(&svg, &rig, &stem)
        .map(Avatar::from)
        .map_err(|faults| FigureError { file, faults })
}

/// The figure of a drawing and its rig, with a voice that there is.
pub(super) fn read_text(svg: &str, rig: &str, stem: &str) -> Result<Figure, Vec<Fault>> {
    figure::read(svg, rig, stem, &|voice| {
        if is_usable(voice) {
            Ok(())
        } else {
            Err(voices().into_iter().map(|voice| voice.id).collect())
        }
    })
}

/// A folder of figures that is not taken: all of its figures that are not, with all that is wrong with each.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(FigureError::to_string).collect::<Vec<_>>().join(". And "))]
pub struct FolderError(
    /// Never empty.
    pub Vec<FigureError>,
);

/// Reads all figures of a folder: its files with the ending `svg`, by their names. Other files stay unread, and folders in it.
///
/// # Errors
/// [`FolderError`] with all figures that cannot be taken. Nothing comes of the others then.
pub fn read_figures(folder: &Path) -> Result<Vec<Avatar>, FolderError> {
    let wrong = |fault| FolderError(vec![error(folder.display().to_string(), fault)]);
    let unreadable = |error: io::Error| wrong(unreadable(folder, &error));
    let inside = folder.canonicalize().map_err(unreadable)?;
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let mut drawings = Vec::new();
    for entry in entries {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|ending| ending == "svg") {
            drawings.push(path);
        }
    }
    drawings.sort();
    if drawings.len() > FIGURES {
        return Err(wrong(Fault::Many {
            count: drawings.len(),
            what: "figures",
            most: FIGURES,
        }));
    }
    let mut avatars: Vec<Avatar> = Vec::new();
    let mut errors = Vec::new();
    for drawing in drawings {
        match read_inside(&drawing, &inside, &avatars) {
            Ok(avatar) => avatars.push(avatar),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() {
        Ok(avatars)
    } else {
        Err(FolderError(errors))
    }
}

/// A figure of a folder, beside others that have been read.
fn read_inside(drawing: &Path, folder: &Path, others: &[Avatar]) -> Result<Avatar, FigureError> {
    for path in [drawing, &drawing.with_extension("toml")] {
        check_place(path, folder).map_err(|fault| error(name(drawing), fault))?;
    }
    let avatar = read_figure(drawing)?;
    if others.iter().any(|other| other.id() == avatar.id()) {
        return Err(error(name(drawing), Fault::Taken(avatar.id().to_owned())));
    }
    Ok(avatar)
}

fn error(file: String, fault: Fault) -> FigureError {
    FigureError {
        file,
        faults: vec![fault],
    }
}

/// A link may lead to a file within the folder only.
fn check_place(path: &Path, folder: &Path) -> Result<(), Fault> {
    let place: PathBuf = path.canonicalize().map_err(|error| unreadable(path, &error))?;
    if place.starts_with(folder) && place.is_file() {
        Ok(())
    } else {
        Err(Fault::Elsewhere(name(path)))
    }
}

/// A file's text, where it is not too large.
fn text(path: &Path, most: usize) -> Result<String, Fault> {
    let failed = |error: io::Error| unreadable(path, &error);
    // A pipe or a device might never end, or never begin.
    if !fs::metadata(path).map_err(failed)?.is_file() {
        return Err(Fault::Elsewhere(name(path)));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(failed)?;
    file.take(most as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() > most {
        return Err(Fault::Large { file: name(path), most });
    }
    String::from_utf8(bytes).map_err(|_| Fault::Xml(XmlFault::Encoding))
}

fn unreadable(path: &Path, error: &io::Error) -> Fault {
    Fault::Unreadable {
        file: name(path),
        reason: error.to_string(),
    }
}

fn name(path: &Path) -> String {
    short(&path.file_name().unwrap_or_default().to_string_lossy())
}
