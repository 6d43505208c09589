//! Clara: long chestnut hair with a side parting, hazel eyes, a navy blazer over a cream blouse.

use super::{Names, Person, Sprite};
use crate::portrait::canvas::{Canvas, rgb};
use crate::portrait::eyes::{Brows, Eyes};
use crate::portrait::face::{Face, Nose};
use crate::portrait::hair::{Lock, Strand};
use crate::portrait::mouth::Mouth;
use crate::portrait::placement::{Field, Placement};
use crate::portrait::shape::{blob, outline, oval, strand};
use crate::portrait::skin::Skin;

pub(super) static FIGURE: Person = Person {
    names: Names {
        id: "clara",
        name: "Clara",
        pose_name: "Clara in a navy blazer",
        default_voice: "pico-en-us",
    },
    backdrop: (rgb(0xf6efe6), rgb(0xd3c6ba)),
    skin: Skin {
        light: rgb(0xfbdcc4),
        base: rgb(0xf0c2a2),
        shade: rgb(0xd4977a),
        deep: rgb(0x8f4f3e),
        blush: rgb(0xe58a78),
        upper_lip: rgb(0xb34e55),
        lower_lip: rgb(0xcb656a),
        lip_light: rgb(0xf4b3ae),
        lip_line: rgb(0x6e2530),
    },
    face: Face {
        half: &[
            (0.0, 122.0),
            (62.0, 136.0),
            (98.0, 186.0),
            (108.0, 236.0),
            (107.0, 288.0),
            (99.0, 338.0),
            (82.0, 380.0),
            (56.0, 412.0),
            (28.0, 430.0),
            (0.0, 435.0),
        ],
        nose: Nose {
            y: 336.0,
            half_width: 19.0,
            bridge: 8.0,
        },
        neck: 44.0,
    },
    eyes: Eyes {
        apart: 48.0,
        y: 270.0,
        half_width: 29.5,
        height: 16.5,
        slant: 4.0,
        lashes: 1.0,
        lash: rgb(0x2a1a18),
        iris: rgb(0x6d5a34),
        iris_light: rgb(0xa88a4e),
        iris_rim: rgb(0x3a2c1c),
    },
    brows: Brows {
        y: 233.0,
        thickness: 8.0,
        arch: 9.0,
        inner: 22.0,
        outer: 86.0,
        color: rgb(0x5a3524),
    },
    mouth: Mouth {
        y: 376.0,
        half_width: 37.0,
        upper: 9.0,
        lower: 12.5,
        smile: 7.0,
        color: 1.0,
        bearded: false,
    },
    ears: None,
    behind: &[Sprite {
        field: Field::Loose(BACK),
        draw: behind,
    }],
    clothes,
    on_skin,
    beard: None,
    front: &[Sprite {
        field: Field::Hair,
        draw: front,
    }],
};

/// Where the hair behind the neck is, in front of the head's middle.
const BACK: f64 = -45.0;

const DARK: u32 = 0x3b1e17;
const BROWN: u32 = 0x6b3a26;
const CHESTNUT: u32 = 0x8a4d30;
const SHINE: u32 = 0xbd7a4c;
const GLOSS: u32 = 0xe0a878;

/// The parting's side that sweeps over the forehead.
const LEFT: Lock<'_> = Lock {
    inner: &[
        (34.0, 126.0),
        (8.0, 158.0),
        (-34.0, 190.0),
        (-74.0, 226.0),
        (-98.0, 274.0),
        (-103.0, 332.0),
        (-92.0, 388.0),
        (-84.0, 444.0),
        (-102.0, 506.0),
        (-106.0, 592.0),
    ],
    outer: &[
        (32.0, 76.0),
        (-28.0, 66.0),
        (-92.0, 90.0),
        (-134.0, 150.0),
        (-150.0, 226.0),
        (-150.0, 304.0),
        (-141.0, 380.0),
        (-158.0, 450.0),
        (-172.0, 520.0),
        (-128.0, 604.0),
    ],
};

const RIGHT: Lock<'_> = Lock {
    inner: &[
        (33.0, 126.0),
        (56.0, 138.0),
        (83.0, 170.0),
        (100.0, 216.0),
        (107.0, 272.0),
        (105.0, 334.0),
        (94.0, 390.0),
        (88.0, 446.0),
        (106.0, 506.0),
        (110.0, 588.0),
    ],
    outer: &[
        (29.0, 76.0),
        (68.0, 72.0),
        (112.0, 100.0),
        (140.0, 156.0),
        (151.0, 230.0),
        (151.0, 308.0),
        (143.0, 384.0),
        (160.0, 452.0),
        (174.0, 520.0),
        (132.0, 600.0),
    ],
};

fn behind(canvas: &mut Canvas<'_>, place: &Placement) {
    let at = |x: f64, y: f64| place.loose(x, y, BACK);
    let back = blob(&[
        at(-130.0, 560.0),
        at(-148.0, 470.0),
        at(-130.0, 340.0),
        at(-130.0, 210.0),
        at(-98.0, 118.0),
        at(0.0, 84.0),
        at(98.0, 118.0),
        at(130.0, 210.0),
        at(130.0, 340.0),
        at(148.0, 470.0),
        at(130.0, 560.0),
        at(0.0, 540.0),
    ]);
    canvas.shade(&back, at(0.0, 300.0), at(0.0, 560.0), &[rgb(0x27120e), rgb(0x432319)]);
}

fn on_skin(canvas: &mut Canvas<'_>, place: &Placement) {
    // The hair's shadow on forehead and cheeks.
    let shadow = rgb(0x7a3d2c);
    for (across, down, alpha) in [(10.0, 14.0, 0.2), (5.0, 7.0, 0.3)] {
        let left = LEFT.outline(&|x, y| place.hair(x, y) + (across, down));
        canvas.fill(&left, shadow.with_alpha(alpha));
    }
    let right = RIGHT.outline(&|x, y| place.hair(x, y) + (-2.0, 3.0));
    canvas.fill(&right, shadow.with_alpha(0.3));
}

fn front(canvas: &mut Canvas<'_>, place: &Placement) {
    let at = |x: f64, y: f64| place.hair(x, y);
    for (lock, side) in [(RIGHT, 1.0), (LEFT, -1.0)] {
        let shape = lock.outline(&at);
        canvas.shade(
            &shape,
            at(side * 60.0, 90.0),
            at(side * 130.0, 580.0),
            &[rgb(CHESTNUT), rgb(BROWN), rgb(BROWN), rgb(CHESTNUT)],
        );
        canvas.clip(&shape);
        let strands: Vec<Strand> = STRANDS
            .iter()
            .map(|&(root, tip, from, until, width, color, alpha)| Strand {
                root,
                tip,
                from,
                until,
                width,
                color: rgb(color).with_alpha(alpha),
            })
            .collect();
        lock.strands(canvas, &at, &strands);
        // Light on the crown, depth beside the face.
        canvas.glow(
            at(side * 100.0 - 10.0, 168.0),
            62.0,
            40.0,
            rgb(SHINE).with_alpha(if side < 0.0 { 0.55 } else { 0.35 }),
        );
        canvas.glow(at(side * 106.0, 410.0), 26.0, 120.0, rgb(DARK).with_alpha(0.5));
        canvas.unclip();
    }
    let parting = strand(&[(at(30.0, 75.0), 1.0), (at(31.0, 98.0), 2.4), (at(33.0, 128.0), 1.0)]);
    canvas.fill(&parting, rgb(DARK).with_alpha(0.7));
}

/// Root, tip, from, until, width, colour, opacity of the strands on either side.
const STRANDS: [(f64, f64, f64, f64, f64, u32, f32); 26] = [
    (0.06, 0.10, 0.0, 0.98, 9.0, DARK, 0.55),
    (0.16, 0.30, 0.02, 1.0, 5.0, SHINE, 0.45),
    (0.24, 0.22, 0.0, 0.96, 7.0, DARK, 0.42),
    (0.34, 0.46, 0.04, 1.0, 8.0, CHESTNUT, 0.9),
    (0.40, 0.36, 0.1, 0.9, 3.0, SHINE, 0.6),
    (0.50, 0.52, 0.0, 1.0, 6.0, DARK, 0.38),
    (0.58, 0.66, 0.05, 0.97, 4.0, SHINE, 0.5),
    (0.66, 0.62, 0.12, 1.0, 9.0, CHESTNUT, 0.85),
    (0.74, 0.78, 0.0, 0.95, 5.0, DARK, 0.4),
    (0.82, 0.74, 0.1, 0.9, 3.0, SHINE, 0.5),
    (0.88, 0.92, 0.05, 1.0, 6.0, DARK, 0.35),
    (0.95, 0.86, 0.2, 0.85, 4.0, CHESTNUT, 0.8),
    (0.12, 0.05, 0.45, 1.0, 5.0, DARK, 0.5),
    (0.28, 0.55, 0.5, 1.0, 4.0, SHINE, 0.32),
    (0.62, 0.40, 0.5, 1.0, 5.0, DARK, 0.35),
    (0.46, 0.75, 0.55, 1.0, 3.5, SHINE, 0.35),
    (0.80, 0.60, 0.55, 1.0, 4.0, DARK, 0.32),
    // The sheen across the crown, and a fainter one on the waves.
    (0.20, 0.24, 0.18, 0.36, 5.0, GLOSS, 0.42),
    (0.36, 0.37, 0.15, 0.38, 7.0, GLOSS, 0.4),
    (0.48, 0.48, 0.18, 0.36, 5.0, GLOSS, 0.5),
    (0.60, 0.60, 0.14, 0.37, 8.0, GLOSS, 0.42),
    (0.74, 0.72, 0.17, 0.35, 6.0, GLOSS, 0.4),
    (0.86, 0.84, 0.20, 0.33, 4.0, GLOSS, 0.3),
    (0.40, 0.42, 0.70, 0.88, 6.0, GLOSS, 0.3),
    (0.58, 0.60, 0.68, 0.90, 8.0, GLOSS, 0.34),
    (0.76, 0.78, 0.72, 0.88, 5.0, GLOSS, 0.28),
];

fn clothes(canvas: &mut Canvas<'_>, place: &Placement) {
    let at = |x: f64, y: f64| place.body(x, y);
    // The blouse: cream, with an open neck.
    let blouse = outline(&[
        &[at(-96.0, 524.0), at(-46.0, 590.0), at(-4.0, 642.0)],
        &[at(-4.0, 642.0), at(40.0, 592.0), at(96.0, 524.0)],
        &[at(110.0, 730.0), at(-110.0, 730.0)],
    ]);
    canvas.shade(
        &blouse,
        at(-80.0, 560.0),
        at(90.0, 700.0),
        &[rgb(0xfffaf0), rgb(0xf3e8d8), rgb(0xd8c8b4)],
    );
    for side in [-1.0, 1.0] {
        let collar = outline(&[
            &[at(side * 72.0, 508.0), at(side * 54.0, 560.0), at(side * 2.0, 640.0)],
            &[at(side * 26.0, 656.0), at(side * 64.0, 600.0), at(side * 96.0, 532.0)],
        ]);
        canvas.shade(
            &collar,
            at(side * 30.0, 560.0),
            at(side * 80.0, 620.0),
            &[rgb(0xfffcf6), rgb(0xe6d9c8)],
        );
    }
    let placket = strand(&[(at(-1.0, 646.0), 1.4), (at(-2.0, 730.0), 1.4)]);
    canvas.fill(&placket, rgb(0xb7a590).with_alpha(0.8));
    for y in [668.0, 704.0] {
        canvas.fill(&oval(at(5.0, y), 3.2, 3.2, 0.0), rgb(0xcbbba8));
    }

    for side in [-1.0, 1.0] {
        let lit = side < 0.0;
        let panel = outline(&[
            &[
                at(side * 82.0, 506.0),
                at(side * 74.0, 580.0),
                at(side * 46.0, 660.0),
                at(side * 24.0, 730.0),
            ],
            &[at(side * 320.0, 730.0)],
            &[
                at(side * 308.0, 668.0),
                at(side * 282.0, 612.0),
                at(side * 232.0, 576.0),
                at(side * 160.0, 548.0),
                at(side * 104.0, 522.0),
                at(side * 82.0, 506.0),
            ],
        ]);
        let (top, bottom) = if lit {
            (0x3a4f7e, 0x22304f)
        } else {
            (0x2f4069, 0x192440)
        };
        canvas.shade(
            &panel,
            at(side * 120.0, 530.0),
            at(side * 220.0, 730.0),
            &[rgb(top), rgb(bottom)],
        );
        canvas.clip(&panel);
        canvas.glow(
            at(side * 205.0 - 14.0, 582.0),
            90.0,
            30.0,
            rgb(0x6078ad).with_alpha(if lit { 0.55 } else { 0.25 }),
        );
        let arm = strand(&[
            (at(side * 238.0, 640.0), 1.0),
            (at(side * 226.0, 690.0), 4.0),
            (at(side * 222.0, 740.0), 6.0),
        ]);
        canvas.fill(&arm, rgb(0x121a30).with_alpha(0.55));
        let seam = strand(&[
            (at(side * 236.0, 578.0), 1.2),
            (at(side * 262.0, 616.0), 2.0),
            (at(side * 250.0, 668.0), 1.0),
        ]);
        canvas.fill(&seam, rgb(0x121a30).with_alpha(0.5));
        canvas.unclip();
        // Lapel and collar, with the notch between them.
        let shadow = outline(&[
            &[at(side * 84.0, 508.0), at(side * 78.0, 584.0), at(side * 24.0, 736.0)],
            &[at(side * 48.0, 736.0)],
            &[at(side * 112.0, 664.0), at(side * 150.0, 612.0)],
            &[at(side * 116.0, 596.0)],
            &[at(side * 138.0, 566.0), at(side * 112.0, 524.0)],
        ]);
        canvas.fill(&shadow, rgb(0x0e1526).with_alpha(0.5));
        let lapel = outline(&[
            &[at(side * 72.0, 580.0), at(side * 48.0, 660.0), at(side * 22.0, 734.0)],
            &[at(side * 36.0, 734.0)],
            &[at(side * 96.0, 668.0), at(side * 142.0, 608.0)],
            &[at(side * 108.0, 592.0)],
        ]);
        let (inner, outer) = if lit {
            (0x30446f, 0x4a6196)
        } else {
            (0x253659, 0x3a4f7d)
        };
        canvas.shade(
            &lapel,
            at(side * 40.0, 660.0),
            at(side * 130.0, 620.0),
            &[rgb(inner), rgb(outer)],
        );
        let collar = outline(&[
            &[at(side * 80.0, 500.0), at(side * 80.0, 540.0), at(side * 72.0, 582.0)],
            &[at(side * 110.0, 592.0)],
            &[at(side * 128.0, 562.0), at(side * 106.0, 520.0)],
        ]);
        canvas.shade(
            &collar,
            at(side * 78.0, 520.0),
            at(side * 124.0, 570.0),
            &[rgb(inner), rgb(outer)],
        );
    }
}
