//! The template of the docs is taken; all else that is tried here is refused in words, and nothing is opened or called for it.

mod compact;
mod files;
mod looks;
mod refusals;

use figure::FigureError;

use super::file::read_text;
use super::*;
use crate::portrait::avatar::Avatar;

const SVG: &str = include_str!("../../../../../../docs/src/figure/template.svg");
const RIG: &str = include_str!("../../../../../../docs/src/figure/template.toml");

/// The words of a refusal.
fn refused(svg: &str, rig: &str) -> String {
    let faults = read_text(svg, rig, "template").unwrap_err();
    assert!(!faults.is_empty());
    FigureError {
        file: "template.svg".into(),
        faults,
    }
    .to_string()
}

/// The template with one of its texts in another's place.
fn with(from: &str, to: &str) -> String {
    assert!(SVG.contains(from), "{from}");
    SVG.replacen(from, to, 1)
}

fn template() -> Avatar {
    read_text(SVG, RIG, "template").unwrap().into()
}

#[test]
fn the_template_is_a_figure() {
    let avatar = template();
    assert_eq!((avatar.id(), avatar.name()), ("template", "Template"));
    assert_eq!(avatar.default_voice(), "pico-en-us");
}

#[test]
fn a_rig_of_nothing_but_a_name_is_enough() {
    let drawn = read_text(SVG, "name = \"Ada\"", "ada-2").unwrap();
    assert_eq!(drawn.names.id, "ada-2");
    assert_eq!(drawn.names.pose_name, "Ada");
}

#[test]
fn a_layer_of_an_editor_is_a_part_by_its_label() {
    let svg = SVG
        .replacen(
            "<svg ",
            "<svg xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\" ",
            1,
        )
        .replacen(
            "<g id=\"body\">",
            "<g id=\"layer1\" inkscape:label=\"body\" inkscape:groupmode=\"layer\">",
            1,
        );
    assert!(read_text(&svg, RIG, "x").is_ok());
}
