//! The template of the docs is taken; all else that is tried here is refused in words, and nothing is opened or called for it.

use std::fs;

use proptest::prelude::*;

use super::*;
use crate::picture::FrameSize;
use crate::portrait::avatar::Avatar;
use crate::portrait::{Mouth, Portrait};
use crate::viseme::Viseme;

const SVG: &str = include_str!("../../../../../docs/src/figure/template.svg");
const RIG: &str = include_str!("../../../../../docs/src/figure/template.toml");

/// The words of a refusal.
fn refused(svg: &str, rig: &str) -> String {
    let faults = Drawn::read(svg, rig, "template").unwrap_err();
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
    Drawn::read(SVG, RIG, "template").unwrap().into()
}

#[test]
fn the_template_is_a_figure() {
    let avatar = template();
    assert_eq!((avatar.id(), avatar.name()), ("template", "Template"));
    assert_eq!(avatar.default_voice(), "pico-en-us");
}

#[test]
fn a_rig_of_nothing_but_a_name_is_enough() {
    let drawn = Drawn::read(SVG, "name = \"Ada\"", "ada-2").unwrap();
    assert_eq!(drawn.names().id, "ada-2");
    assert_eq!(drawn.names().pose_name, "Ada");
}

#[test]
fn foreign_elements_are_refused_with_the_way_out() {
    for (element, words) in [
        (
            "<image href='file:///etc/passwd' width='9' height='9'/>",
            "pictures are not read",
        ),
        (
            "<image href='http://127.0.0.1:9/x.png' width='9' height='9'/>",
            "pictures are not read",
        ),
        (
            "<image href='data:image/png;base64,AAAA' width='9' height='9'/>",
            "pictures are not read",
        ),
        ("<text>Hello</text>", "turn the text into paths"),
        (
            "<style>@import url(http://127.0.0.1:9/x.css);</style>",
            "presentation attributes",
        ),
        (
            "<style>@font-face{src:url(file:///etc/passwd)}</style>",
            "presentation attributes",
        ),
        ("<script>1</script>", "take it out"),
        ("<use xlink:href='#face'/>", "unlink the clone"),
        ("<use xlink:href='other.svg#face'/>", "unlink the clone"),
        ("<foreignObject/>", "draw it as shapes"),
        ("<svg/>", "use paths"),
        (
            "<pattern id='p'><image href='/etc/passwd'/></pattern>",
            "a reference leads out",
        ),
        (
            "<path d='M0,0h9v9z' fill='url(http://127.0.0.1:9/#a)'/>",
            "a reference leads out",
        ),
        (
            "<path d='M0,0h9v9z' style='fill:URL(\"other.svg#a\")'/>",
            "a reference leads out",
        ),
        ("<path d='M0,0h9v9z' fill='url(#nobody)'/>", "a reference leads out"),
        ("<path d='M0,0h9v9z' filter='url(#f)'/>", "radial gradient"),
        ("<path d='M0,0h9v9z' style='mask:url(#m)'/>", "clipping path"),
        ("<path d='M0,0h9v9z' style='mix-blend-mode:multiply'/>", "plain colours"),
        ("<path d='M0,0h9v9z' stroke-dasharray='3 1'/>", "each dash"),
    ] {
        let svg = with("<g id=\"face\">", &format!("<g id=\"face\">{element}"));
        let told = refused(&svg, RIG);
        assert!(told.contains(words), "{element}: {told}");
    }
    let outside = with("<svg ", "<?xml-stylesheet href='http://127.0.0.1:9/x.css'?><svg ");
    assert!(refused(&outside, RIG).contains("a reference leads out"));
}

#[test]
fn references_in_circles_are_refused_or_end() {
    let circle = "<linearGradient id='a' xlink:href='#b'/><linearGradient id='b' xlink:href='#a'/>";
    let svg = with("<defs>", &format!("<defs>{circle}"));
    let svg = svg.replacen("fill=\"#3a2719\"", "fill=\"url(#a)\"", 1);
    // A gradient without a colour paints nothing.
    assert!(Drawn::read(&svg, RIG, "x").is_err());
    let clip = "<clipPath id='c' clip-path='url(#d)'><path d='M0,0h9v9z'/></clipPath>\
                <clipPath id='d' clip-path='url(#c)'><path d='M0,0h9v9z'/></clipPath>";
    let svg = with("<defs>", &format!("<defs>{clip}"));
    let svg = svg.replacen("<g id=\"face\">", "<g id=\"face\" clip-path=\"url(#c)\">", 1);
    assert!(Drawn::read(&svg, RIG, "x").is_err());
}

#[test]
fn broken_deep_and_swollen_drawings_are_refused() {
    let half = &SVG[..SVG.len() / 2];
    assert!(refused(half, RIG).contains("it is broken at line"));
    assert!(refused("", RIG).contains("it is broken"));
    assert!(refused("root:x:0:0:secret", RIG).contains("it is broken"));
    assert!(!refused("root:x:0:0:secret", RIG).contains("secret"));
    assert!(refused("<html/>", RIG).contains("not <svg>"));
    let bomb = "<!DOCTYPE svg [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>";
    assert!(refused(&with("<svg ", &format!("{bomb}<svg ")), RIG).contains("DOCTYPE"));
    let outside = "<!DOCTYPE svg [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>";
    assert!(refused(&with("<svg ", &format!("{outside}<svg ")), RIG).contains("DOCTYPE"));
    let deep = format!("{}{}", "<g>".repeat(19_000), "</g>".repeat(19_000));
    assert!(refused(&with("<g id=\"face\">", &format!("<g id=\"face\">{deep}")), RIG).contains("deep in each other"));
    let many = "<path d='M0,0h9'/>".repeat(50_000);
    assert!(refused(&with("<g id=\"face\">", &format!("<g id=\"face\">{many}")), RIG).contains("elements"));
    let long = format!("<path d='M0,300{}z'/>", "l1,1-1,-1".repeat(40_000));
    assert!(refused(&with("<g id=\"face\">", &format!("<g id=\"face\">{long}")), RIG).contains("curves"));
    let far = "<path d='M0,300h1e30v9z'/>";
    assert!(refused(&with("<g id=\"face\">", &format!("<g id=\"face\">{far}")), RIG).contains("far outside"));
}

#[test]
fn parts_that_are_missing_or_misnamed_are_told_by_name() {
    for part in ["body", "face", "eyes", "mouth"] {
        let told = refused(&with(&format!("<g id=\"{part}\">"), "<g id=\"glasses\">"), RIG);
        assert!(
            told.contains(&format!("the part \"{part}\" is missing")),
            "{part}: {told}"
        );
    }
    for shape in ["eyes-closed", "mouth-rest", "mouth-open", "mouth-wide", "mouth-pursed"] {
        let part = shape.split('-').next().unwrap();
        let told = refused(&with(&format!("id=\"{shape}\""), &format!("id=\"{part}-x\"")), RIG);
        assert!(told.contains(&format!("\"{shape}\" is missing")), "{shape}: {told}");
        assert!(
            told.contains(&format!("\"{part}-x\" is no drawing of")),
            "{shape}: {told}"
        );
    }
    let told = refused(&with("<g id=\"ears\">", "<g id=\"eras\">"), RIG);
    assert!(
        told.contains("\"eras\" is no part") && told.contains("hair-back"),
        "{told}"
    );
    let told = refused(&with("<g id=\"ears\">", "<g id=\"face\">"), RIG);
    assert!(told.contains("\"face\" is there twice"), "{told}");
    let told = refused(&with("</svg>", "<path d='M0,0h9v9z'/></svg>"), RIG);
    assert!(told.contains("outside of all parts"), "{told}");
    let told = refused(
        &with(
            "viewBox=\"-350 0 700 720\" width=\"700\"",
            "viewBox=\"0 0 100 100\" width=\"100\"",
        ),
        RIG,
    );
    assert!(told.contains("700 wide to 720 high"), "{told}");
    let told = refused(SVG, &format!("{RIG}\n[parts.scarf]\nsurface = \"body\"\n"));
    assert!(told.contains("a part \"scarf\" that is not in the drawing"), "{told}");
}

#[test]
fn several_faults_are_told_at_once() {
    let svg = with("<g id=\"ears\">", "<g id=\"eras\">")
        .replacen("<g id=\"body\">", "<g id=\"bdoy\">", 1)
        .replacen("id=\"mouth-open\"", "id=\"mouth-opne\"", 1);
    let told = refused(&svg, RIG);
    for words in [
        "eras",
        "bdoy",
        "\"body\" is missing",
        "\"mouth-open\" is missing",
        "mouth-opne",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[test]
fn drawings_that_do_not_blend_are_told_apart() {
    let hidden = "<g id=\"mouth-open\" display=\"none\">";
    let told = refused(&with(hidden, &format!("{hidden}<path d='M0,380h9v9z'/>")), RIG);
    assert!(
        told.contains("\"mouth-open\" cannot be blended with \"mouth-rest\""),
        "{told}"
    );
    let told = refused(
        &with("<g id=\"eyes-rest\">", "<g id=\"eyes-rest\"><path d='M0,270h9v9z'/>"),
        RIG,
    );
    assert!(told.contains("\"eyes-closed\" cannot be blended"), "{told}");
    let told = refused(
        &with(
            "<g id=\"brows-up\" display=\"none\">",
            "<g id=\"brows-up\"><path d='M0,-200h9v9z'/>",
        ),
        RIG,
    );
    assert!(told.contains("\"brows-up\" cannot be blended"), "{told}");
}

#[test]
fn eyes_beyond_the_face_are_refused() {
    let told = refused(
        &with(
            "<g id=\"eyes-rest\">",
            "<g id=\"eyes-rest\" transform=\"translate(0 -160)\">",
        ),
        RIG,
    );
    assert!(told.contains("eyes reach beyond the face"), "{told}");
}

#[test]
fn rigs_are_looked_at_value_by_value() {
    for (rig, words) in [
        ("", "missing field `name`"),
        ("name = ", "the rig cannot be read: line 1"),
        ("name = \"A\"\nfoo = 1", "unknown field `foo`"),
        ("name = \"A\"\nid = \"../x\"", "the rig's id is ../x"),
        ("name = \"A\"\nid = \"Ada\"", "lower-case"),
        ("name = \"A\"\nid = \"default\"", "the rig's id is default"),
        ("name = \"\"", "the rig's name is"),
        ("name = \"A\"\nvoice = \"nobody\"", "the rig's voice is nobody"),
        (
            "name = \"A\"\nground = [\"red\", \"#000000\"]",
            "the rig's ground is red",
        ),
        (
            "name = \"A\"\n[head]\nturn = 45",
            "the rig's head.turn is 45: it must be 0 to 16",
        ),
        ("name = \"A\"\n[head]\nturn = nan", "the rig's head.turn is NaN"),
        ("name = \"A\"\n[head]\nneck = [0, 1e9]", "head.neck, down,"),
        ("name = \"A\"\n[jaw]\ndrop = -1", "jaw.drop"),
        (
            "name = \"A\"\n[mouth]\nhiss = { smirk = 1 }",
            "the rig's mouth shape is smirk",
        ),
        ("name = \"A\"\n[mouth]\nhiss = { open = 9 }", "mouth.hiss.open"),
        ("name = \"A\"\n[parts.ears]\nsurface = \"sea\"", "unknown variant `sea`"),
    ] {
        let told = refused(SVG, rig);
        assert!(told.contains(words), "{rig}: {told}");
    }
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
    assert!(Drawn::read(&svg, RIG, "x").is_ok());
}

#[test]
fn each_mouth_look_and_brow_is_another_picture_and_rest_is_one() {
    let mut portrait = Portrait::new(&template(), FrameSize::MEDIUM);
    let mut seen = Vec::new();
    let poses = Viseme::ALL.map(|viseme| Pose {
        mouth: Mouth::of(viseme),
        ..Pose::default()
    });
    let looks = [(0.8, 0.0), (-0.8, 0.0), (0.0, 0.8), (0.0, -0.8)].map(|(across, up)| Pose {
        gaze: crate::portrait::Gaze { across, up },
        ..Pose::default()
    });
    let others = [
        Pose {
            lids: 1.0,
            ..Pose::default()
        },
        Pose {
            brows: 1.0,
            ..Pose::default()
        },
        Pose {
            brows: -0.3,
            ..Pose::default()
        },
    ];
    for pose in poses.into_iter().chain(looks).chain(others) {
        let picture = portrait.draw(&pose).clone();
        assert!(!seen.contains(&picture), "{pose:?}");
        seen.push(picture);
    }
    assert!(portrait.draw(&Pose::default()) == &seen[0]);
}

#[test]
fn ways_of_drawing_the_same_look_the_same() {
    let square = "M-60,300h120v40h-120z";
    let drawn = |element: &str| {
        let svg = with("<g id=\"ears\">", &format!("<g id=\"ears\">{element}"));
        // Over everything but the hair, so that it is seen.
        let svg = svg.replacen("<g id=\"hair\">", &format!("<g id=\"hair\">{element}"), 1);
        let avatar = Avatar::from(Drawn::read(&svg, RIG, "x").unwrap());
        Portrait::new(&avatar, FrameSize::MEDIUM).draw(&Pose::default()).clone()
    };
    let plain = drawn(&format!("<path fill='#0000ff' fill-opacity='0.5' d='{square}'/>"));
    for same in [
        format!("<g opacity='0.5'><path fill='#0000ff' d='{square}'/></g>"),
        format!("<path style='fill:#00f;opacity:.5' d='{square}'/>"),
        "<rect fill='blue' opacity='.5' x='-60' y='300' width='120' height='40'/>".to_owned(),
        "<line stroke='blue' stroke-opacity='.5' stroke-width='40' x1='-60' y1='320' x2='60' y2='320'/>".to_owned(),
        format!("<g transform='scale(2)'><path fill='blue' fill-opacity='.5' transform='scale(.5)' d='{square}'/></g>"),
        format!(
            "<clipPath id='c9'><path d='{square}'/></clipPath>\
             <g clip-path='url(#c9)'><rect fill='blue' fill-opacity='.5' x='-100' y='200' width='200' height='200'/></g>"
        ),
        format!(
            "<linearGradient id='g9'><stop stop-color='blue' stop-opacity='.5'/><stop offset='1' stop-color='blue' \
             stop-opacity='.5'/></linearGradient><path fill='url(#g9)' d='{square}'/>"
        ),
    ] {
        let other = drawn(&same);
        let apart = plain.y().iter().zip(other.y()).map(|(one, other)| one.abs_diff(*other));
        assert!(apart.max() <= Some(3), "{same}");
    }
    assert!(drawn("") != plain);
}

#[test]
fn a_changed_folder_changes_nothing_that_was_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    fs::write(file("ada.svg"), SVG).unwrap();
    fs::write(file("ada.toml"), "name = \"Ada\"").unwrap();
    fs::write(file("notes.txt"), "nothing").unwrap();
    let first = read_figures(folder.path()).unwrap();
    assert_eq!(first.iter().map(Avatar::id).collect::<Vec<_>>(), ["ada"]);
    let before = Portrait::new(&first[0], FrameSize::LOW).draw(&Pose::default()).clone();
    fs::write(file("ada.svg"), SVG.replace("#4d7a6a", "#ff0000")).unwrap();
    let second = read_figures(folder.path()).unwrap();
    let draw = |avatar: &Avatar| Portrait::new(avatar, FrameSize::LOW).draw(&Pose::default()).clone();
    assert!(draw(&first[0]) == before);
    assert!(
        draw(&second[0]) != before,
        "another drawing of the same name is another figure"
    );
    fs::write(file("ada.svg"), "<svg").unwrap();
    assert!(read_figures(folder.path()).unwrap_err().to_string().contains("ada.svg"));
    assert!(draw(&first[0]) == before);
    fs::remove_file(file("ada.svg")).unwrap();
    assert!(read_figures(folder.path()).unwrap().is_empty());
}

#[test]
fn files_that_are_none_of_the_folder_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let told = || read_figures(folder.path()).unwrap_err().to_string();
    let file = |name: &str| folder.path().join(name);
    fs::write(file("ada.svg"), SVG).unwrap();
    assert!(told().contains("ada.toml cannot be read"));
    fs::write(file("ada.toml"), RIG).unwrap();
    fs::write(file("bob.svg"), SVG).unwrap();
    fs::write(file("bob.toml"), "name = \"Bob\"\nid = \"ada\"").unwrap();
    fs::write(file("ada.toml"), "name = \"Ada\"").unwrap();
    assert!(told().contains("another avatar has the id \"ada\""));
    fs::write(file("bob.toml"), " ".repeat(70_000)).unwrap();
    assert!(told().contains("more than 64000 bytes"));
    fs::write(file("bob.toml"), "name = \"Bob\"").unwrap();
    fs::write(file("bob.svg"), [0xff, 0xfe]).unwrap();
    assert!(told().contains("not in UTF-8"));
    fs::write(file("bob.svg"), " ".repeat(4_000_001)).unwrap();
    assert!(told().contains("more than 4000000 bytes"));
    #[cfg(unix)]
    {
        let secret = tempfile::tempdir().unwrap();
        fs::write(secret.path().join("s"), SVG).unwrap();
        fs::remove_file(file("bob.svg")).unwrap();
        std::os::unix::fs::symlink(secret.path().join("s"), file("bob.svg")).unwrap();
        assert!(told().contains("bob.svg is no file of this folder"));
        fs::remove_file(file("bob.svg")).unwrap();
        std::os::unix::fs::symlink(file("ada.svg"), file("bob.svg")).unwrap();
        assert_eq!(read_figures(folder.path()).unwrap().len(), 2);
    }
    assert!(
        read_figures(&file("nowhere"))
            .unwrap_err()
            .to_string()
            .contains("nowhere")
    );
}

#[test]
fn circles_of_any_size_blend() {
    let small = "<circle cx=\"0\" cy=\"270\" r=\"0.3\"/>";
    let large = "<circle cx=\"0\" cy=\"270\" r=\"60\"/>";
    let mut svg = SVG.to_owned();
    for shape in ["rest", "closed", "right", "up"] {
        let (_, before) = svg.split_once(&format!("<g id=\"eyes-{shape}\"")).unwrap();
        let tag = before.split_once('>').unwrap().0;
        let tag = format!("<g id=\"eyes-{shape}\"{tag}>");
        let circle = if shape == "closed" { small } else { large };
        svg = svg.replacen(&tag, &format!("{tag}{circle}"), 1);
    }
    assert!(Drawn::read(&svg, RIG, "x").is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Damage anywhere: a piece left out, said twice, or a number in its place that no drawing has.
    #[test]
    fn damage_is_refused_or_drawn_but_never_breaks_anything(
        damages in prop::collection::vec((0.0..1.0_f64, 0..40_usize, 0..9_usize), 1..4),
    ) {
        let mut svg = SVG.to_owned();
        for (place, length, kind) in damages {
            let from = (place * svg.len() as f64) as usize;
            let to = (from + length).min(svg.len());
            let piece = svg[from..to].to_owned();
            let new = match kind {
                0 => String::new(),
                1 => piece.repeat(2),
                kind => {
                    let odd = ["1e38", "-1e9", "0", "NaN", "999", "-0.0001", "&#0;"][kind - 2];
                    // In the place of the next number.
                    let rest = &svg[from..];
                    let Some(at) = rest.find(|char: char| char.is_ascii_digit()) else { continue };
                    let end = rest[at..].find(|char: char| !char.is_ascii_digit()).unwrap_or(rest.len() - at);
                    svg.replace_range(from + at..from + at + end, odd);
                    continue;
                }
            };
            svg.replace_range(from..to, &new);
        }
        if let Ok(drawn) = Drawn::read(&svg, RIG, "x") {
            let avatar = Avatar::from(drawn);
            let mut portrait = Portrait::new(&avatar, FrameSize { width: 160, height: 90 });
            for viseme in Viseme::ALL {
                portrait.draw(&Pose { mouth: Mouth::of(viseme), lids: 0.4, brows: -0.3, ..Pose::PREVIEW });
            }
        }
    }
}
