//! `cargo xtask figure`: looks at a figure that somebody has drawn.

use std::path::{Path, PathBuf};

use crate::cli::FigureOptions;
use crate::error::TaskError;
use crate::project::{AVATAR, Project};
use crate::report;
use crate::shell::run;

/// Says what is wrong with a drawing, or draws a sheet of all that the figure does.
pub fn figure(project: &Project, options: &FigureOptions) -> Result<(), TaskError> {
    let sheet = options.sheet.clone().unwrap_or_else(|| sheet_of(&options.drawing));
    let (drawing, sheet) = (options.drawing.display().to_string(), sheet.display().to_string());
    report::step(&format!("Looking at {drawing}"));
    let cargo = ["run", "--quiet", "--package", AVATAR, "--example", "figure", "--"];
    let arguments = cargo.into_iter().chain([drawing.as_str(), sheet.as_str()]);
    run("the look at the figure", &project.shell.cargo(arguments))
}

/// The sheet's usual place: beside the drawing.
fn sheet_of(drawing: &Path) -> PathBuf {
    let mut name = drawing.file_stem().unwrap_or_default().to_owned();
    name.push("-sheet.png");
    drawing.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_lies_beside_the_drawing() {
        assert_eq!(
            sheet_of(Path::new("figures/ada.svg")),
            Path::new("figures/ada-sheet.png")
        );
    }
}
