//! The looks of drawings that were taken.

use proptest::prelude::*;

use super::*;
use crate::picture::FrameSize;
use crate::portrait::tolerance::Tolerance;
use crate::portrait::{Mouth, Portrait};
use crate::viseme::Viseme;

#[test]
fn each_mouth_look_and_brow_is_another_picture_and_rest_is_one() {
    let mut portrait = Portrait::within(&template(), FrameSize::MEDIUM, Tolerance::NONE);
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
        let avatar = Avatar::from(read_text(&svg, RIG, "x").unwrap());
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
fn lines_have_the_corners_that_are_drawn() {
    let drawn = |attributes: &str| {
        let line =
            format!("<path fill='none' stroke='blue' stroke-width='24' d='M-60,400L0,300L60,400' {attributes}/>");
        let svg = with("<g id=\"hair\">", &format!("<g id=\"hair\">{line}"));
        let avatar = Avatar::from(read_text(&svg, RIG, "x").unwrap());
        Portrait::new(&avatar, FrameSize::MEDIUM).draw(&Pose::default()).clone()
    };
    let corners = [
        "stroke-linejoin='miter'",
        "stroke-linejoin='round'",
        "stroke-linejoin='bevel'",
        "stroke-linecap='round'",
        "stroke-linecap='round' stroke-linejoin='round'",
    ];
    let pictures = corners.map(drawn);
    for (nth, picture) in pictures.iter().enumerate() {
        assert!(!pictures[..nth].contains(picture), "{}", corners[nth]);
    }
    assert!(drawn("stroke-miterlimit='1'") == pictures[2]);
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
    assert!(read_text(&svg, RIG, "x").is_ok());
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
        if let Ok(drawn) = read_text(&svg, RIG, "x") {
            let avatar = Avatar::from(drawn);
            let mut portrait = Portrait::new(&avatar, FrameSize { width: 160, height: 90 });
            for viseme in Viseme::ALL {
                portrait.draw(&Pose { mouth: Mouth::of(viseme), lids: 0.4, brows: -0.3, ..Pose::PREVIEW });
            }
        }
    }
}
