//! Refusals, and their words.

use super::*;

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
            "leads out of the drawing",
        ),
        (
            "<path d='M0,0h9v9z' fill='url(http://127.0.0.1:9/#a)'/>",
            "leads out of the drawing",
        ),
        (
            "<path d='M0,0h9v9z' style='fill:URL(\"other.svg#a\")'/>",
            "leads out of the drawing",
        ),
        ("<path d='M0,0h9v9z' fill='url(#nobody)'/>", "leads out of the drawing"),
        ("<path d='M0,0h9v9z' filter='url(#f)'/>", "radial gradient"),
        ("<path d='M0,0h9v9z' style='mask:url(#m)'/>", "clipping path"),
        ("<path d='M0,0h9v9z' style='mix-blend-mode:multiply'/>", "plain colours"),
        ("<path d='M0,0h9v9z' stroke-dasharray='3 1'/>", "each dash"),
        (
            "<radialGradient id='r' fr='.2'><stop stop-color='red'/><stop offset='1'/></radialGradient>\
             <path d='M0,300h9v9z' fill='url(#r)'/>",
            "begins at a circle",
        ),
    ] {
        let svg = with("<g id=\"face\">", &format!("<g id=\"face\">{element}"));
        let told = refused(&svg, RIG);
        assert!(told.contains(words), "{element}: {told}");
    }
    let outside = with("<svg ", "<?xml-stylesheet href='http://127.0.0.1:9/x.css'?><svg ");
    assert!(refused(&outside, RIG).contains("leads out of the drawing"));
}

#[test]
fn references_in_circles_are_refused_or_end() {
    let circle = "<linearGradient id='a' xlink:href='#b'/><linearGradient id='b' xlink:href='#a'/>";
    let svg = with("<defs>", &format!("<defs>{circle}"));
    let svg = svg.replacen("fill=\"#3a2719\"", "fill=\"url(#a)\"", 1);
    assert!(refused(&svg, RIG).contains("in a circle"));
    // The one that is painted with leads into the circle, and is no part of it.
    let into = "<linearGradient id='x' xlink:href='#a'/>";
    let led = svg
        .replacen("url(#a)", "url(#x)", 1)
        .replacen("<defs>", &format!("<defs>{into}"), 1);
    assert!(refused(&led, RIG).contains("in a circle"));
    let chain: String = (0..9_000)
        .map(|nth| format!("<linearGradient id='g{nth}' xlink:href='#g{}'/>", nth + 1))
        .collect();
    let long = with("<defs>", &format!("<defs>{chain}<linearGradient id='g9000'/>"));
    let long = long.replacen("fill=\"#3a2719\"", "fill=\"url(#g0)\"", 1);
    assert!(refused(&long, RIG).contains("a chain of more than 8"));
    let clip = "<clipPath id='c' clip-path='url(#d)'><path d='M0,0h9v9z'/></clipPath>\
                <clipPath id='d' clip-path='url(#c)'><path d='M0,0h9v9z'/></clipPath>";
    let svg = with("<defs>", &format!("<defs>{clip}"));
    let svg = svg.replacen("<g id=\"face\">", "<g id=\"face\" clip-path=\"url(#c)\">", 1);
    assert!(read_text(&svg, RIG, "x").is_err());
}

#[test]
fn broken_deep_and_swollen_drawings_are_refused() {
    let half = &SVG[..SVG.len() / 2];
    assert!(refused(half, RIG).contains("it ends too early"));
    assert!(refused("", RIG).contains("it is empty"));
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
fn values_that_cannot_be_read_are_named_with_their_line() {
    for (shape, words) in [
        ("<path d='M0,300 L-46,abc'/>", "d=\"M0,300 L-46,abc\" cannot be read"),
        (
            "<path d='M0,300h9v9z' fill='skinish'/>",
            "fill=\"skinish\" cannot be read: give it a colour",
        ),
        (
            "<path d='M0,300h9v9z' style='stroke:#12345'/>",
            "stroke=\"#12345\" cannot be read",
        ),
        (
            "<circle cx='NaN' cy='300' r='4'/>",
            "cx=\"NaN\" cannot be read: give it a number",
        ),
    ] {
        let told = refused(&with("<g id=\"face\">", &format!("<g id=\"face\">\n{shape}")), RIG);
        assert!(told.contains(words) && told.contains("line "), "{shape}: {told}");
    }
    // As Figma writes colours: the second is passed over, as CSS does.
    let shape = "<path d='M0,300h9v9z' style='fill:#d9d9d9;fill:color(display-p3 0.85 0.85 0.85);fill-opacity:1'/>";
    assert!(read_text(&with("<g id=\"face\">", &format!("<g id=\"face\">{shape}")), RIG, "x").is_ok());
}

#[test]
fn a_page_beside_the_figure_is_refused() {
    let told = refused(&with("viewBox=\"-350 0 700 720\"", "viewBox=\"0 0 700 720\""), RIG);
    assert!(told.contains("with the face in its middle"), "{told}");
}

#[test]
fn hidden_parts_and_shapes_beside_parts_are_told_as_such() {
    let told = refused(&with("<g id=\"body\">", "<g id=\"body\" display=\"none\">"), RIG);
    assert!(told.contains("the part \"body\" is hidden: show it"), "{told}");
    assert!(!told.contains("missing"), "{told}");
    let inside = with(
        "<g id=\"body\">",
        "<g id=\"all\"><path d='M0,300h9v9z'/><g id=\"body\">",
    );
    let told = refused(&inside.replacen("</svg>", "</g></svg>", 1), RIG);
    assert!(
        told.contains("outside of all parts") && !told.contains("missing"),
        "{told}"
    );
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
    let line = 1 + SVG[..SVG.find(hidden).unwrap()].matches('\n').count();
    assert!(told.contains(&format!("the shape at line {line} ")), "{told}");
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
            "name = \"A\"\nbackground = [\"red\", \"#000000\"]",
            "the rig's background is red",
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
