//! Martin: short dark hair brushed up, a trimmed beard, glasses, a burgundy jumper over a pale shirt.

mod beard;
mod clothes;

use super::{Names, Person, Sprite};
use crate::portrait::canvas::{Canvas, rgb};
use crate::portrait::eyes::{Brows, Eyes};
use crate::portrait::face::{Face, Nose};
use crate::portrait::hair::{Lock, Strand};
use crate::portrait::mouth::Mouth;
use crate::portrait::placement::{Field, Placement};
use crate::portrait::shape::{blob, outline, strand};
use crate::portrait::skin::Skin;

pub(super) static FIGURE: Person = Person {
    names: Names {
        id: "martin",
        name: "Martin",
        pose_name: "Martin in a burgundy jumper",
        default_voice: "pico-en-gb-low",
    },
    backdrop: (rgb(0xe9eff2), rgb(0xb4c3cb)),
    skin: Skin {
        light: rgb(0xf2c7a0),
        base: rgb(0xdca27a),
        shade: rgb(0xb4764f),
        deep: rgb(0x6f3d28),
        blush: rgb(0xcd7a5c),
        upper_lip: rgb(0xa05a4c),
        lower_lip: rgb(0xb96e5e),
        lip_light: rgb(0xe2a590),
        lip_line: rgb(0x5c2a22),
    },
    face: Face {
        half: &[
            (0.0, 128.0),
            (64.0, 138.0),
            (104.0, 182.0),
            (114.0, 236.0),
            (113.0, 292.0),
            (108.0, 346.0),
            (96.0, 390.0),
            (70.0, 422.0),
            (38.0, 440.0),
            (0.0, 445.0),
        ],
        nose: Nose {
            y: 340.0,
            half_width: 23.0,
            bridge: 10.0,
        },
        neck: 60.0,
    },
    eyes: Eyes {
        apart: 50.0,
        y: 268.0,
        half_width: 27.0,
        height: 13.5,
        slant: 1.5,
        lashes: 0.1,
        lash: rgb(0x2a1c18),
        iris: rgb(0x4a6678),
        iris_light: rgb(0x8fb0bd),
        iris_rim: rgb(0x25343f),
    },
    brows: Brows {
        y: 232.0,
        thickness: 10.5,
        arch: 5.5,
        inner: 19.0,
        outer: 86.0,
        color: rgb(0x2c1d18),
    },
    mouth: Mouth {
        y: 382.0,
        half_width: 36.0,
        upper: 6.5,
        lower: 10.0,
        smile: 6.0,
        color: 0.9,
        bearded: true,
    },
    ears: Some(110.0),
    behind: &[
        Sprite {
            field: Field::Plane(BACK),
            draw: behind,
        },
        Sprite {
            field: Field::Body,
            draw: collar,
        },
    ],
    clothes: clothes::draw,
    on_skin,
    beard: Some(beard::draw),
    front: &[
        Sprite {
            field: Field::Hair,
            draw: front,
        },
        Sprite {
            field: Field::Glasses,
            draw: glasses,
        },
    ],
};

/// Where the hair behind the neck is, in front of the head's middle.
const BACK: f64 = -40.0;

const BLACK: u32 = 0x1d1413;
const DARK: u32 = 0x33221d;
const BROWN: u32 = 0x4b342b;
const SHINE: u32 = 0x86654f;

fn behind(canvas: &mut Canvas<'_>, place: &Placement) {
    let at = |x: f64, y: f64| place.plane(x, y, BACK);
    let back = blob(&[
        at(-110.0, 300.0),
        at(-119.0, 220.0),
        at(-117.0, 160.0),
        at(-80.0, 96.0),
        at(0.0, 76.0),
        at(80.0, 96.0),
        at(117.0, 160.0),
        at(119.0, 220.0),
        at(110.0, 300.0),
        at(0.0, 360.0),
    ]);
    canvas.fill(&back, rgb(BLACK));
}

/// The back of the shirt's collar, seen beside the neck when the head turns.
fn collar(canvas: &mut Canvas<'_>, place: &Placement) {
    let at = |x: f64, y: f64| place.body(x, y);
    let collar = blob(&[
        at(-72.0, 486.0),
        at(0.0, 474.0),
        at(72.0, 486.0),
        at(84.0, 530.0),
        at(0.0, 560.0),
        at(-84.0, 530.0),
    ]);
    canvas.fill(&collar, rgb(0x97a6b4));
}

fn on_skin(canvas: &mut Canvas<'_>, place: &Placement) {
    let at = |x: f64, y: f64| place.face(x, y);
    canvas.glow(at(0.0, 148.0), 120.0, 36.0, rgb(0x6f3d28).with_alpha(0.5));
    // A shorn side and the shade of shaved hair where beard meets cheek.
    for side in [-1.0, 1.0] {
        canvas.glow(at(side * 112.0, 240.0), 22.0, 70.0, rgb(DARK).with_alpha(0.55));
        canvas.glow(at(side * 92.0, 372.0), 46.0, 46.0, rgb(DARK).with_alpha(0.5));
    }
    canvas.glow(at(0.0, 356.0), 52.0, 18.0, rgb(DARK).with_alpha(0.35));
}

/// The hair on top, brushed up and to the picture's right.
const TOP: Lock<'_> = Lock {
    inner: &[
        (-112.0, 196.0),
        (-94.0, 164.0),
        (-62.0, 160.0),
        (-24.0, 156.0),
        (16.0, 150.0),
        (54.0, 152.0),
        (86.0, 166.0),
        (104.0, 184.0),
        (112.0, 200.0),
    ],
    outer: &[
        (-121.0, 176.0),
        (-116.0, 128.0),
        (-92.0, 92.0),
        (-54.0, 68.0),
        (0.0, 56.0),
        (58.0, 60.0),
        (100.0, 88.0),
        (119.0, 134.0),
        (121.0, 180.0),
    ],
};

fn front(canvas: &mut Canvas<'_>, place: &Placement) {
    let at = |x: f64, y: f64| place.hair(x, y);
    for side in [-1.0, 1.0] {
        let burn = outline(&[
            &[
                at(side * 112.0, 168.0),
                at(side * 101.0, 200.0),
                at(side * 105.0, 236.0),
                at(side * 104.0, 292.0),
            ],
            &[at(side * 114.0, 292.0)],
            &[
                at(side * 113.0, 262.0),
                at(side * 122.0, 232.0),
                at(side * 123.0, 190.0),
                at(side * 119.0, 156.0),
            ],
        ]);
        canvas.shade(
            &burn,
            at(side * 112.0, 180.0),
            at(side * 112.0, 292.0),
            &[rgb(DARK), rgb(DARK), rgb(DARK).with_alpha(0.0)],
        );
    }
    let shape = TOP.outline(&at);
    canvas.shade(
        &shape,
        at(-60.0, 60.0),
        at(40.0, 190.0),
        &[rgb(BROWN), rgb(DARK), rgb(BLACK)],
    );
    canvas.clip(&shape);
    for step in 0..20 {
        let place_of = f64::from(step) / 19.0;
        let (root, tip) = (
            TOP.point(place_of * 0.94 + 0.01, 0.02),
            TOP.point((place_of * 0.9 + 0.1).min(1.0), 0.98),
        );
        let middle = TOP.point(place_of * 0.92 + 0.02, 0.55);
        let (color, alpha, width) = match step % 4 {
            0 => (SHINE, 0.5, 4.0),
            1 => (BLACK, 0.6, 7.0),
            2 => (BROWN, 0.8, 8.0),
            _ => (BLACK, 0.45, 4.0),
        };
        let hair = strand(&[
            (at(root.0, root.1), 1.0),
            (at(middle.0, middle.1), width),
            (at(tip.0, tip.1), 1.0),
        ]);
        canvas.fill(&hair, rgb(color).with_alpha(alpha));
    }
    canvas.glow(at(-46.0, 96.0), 70.0, 34.0, rgb(SHINE).with_alpha(0.45));
    canvas.unclip();
    TOP.strands(
        canvas,
        &at,
        &[Strand {
            root: 0.04,
            tip: 0.06,
            from: 0.05,
            until: 0.95,
            width: 3.0,
            color: rgb(BLACK).with_alpha(0.5),
        }],
    );
}

fn glasses(canvas: &mut Canvas<'_>, place: &Placement) {
    let at = |x: f64, y: f64| place.glasses(x, y);
    let frame = rgb(0x2b2422);
    for side in [-1.0, 1.0] {
        let ring: Vec<_> = [
            (17.0, 262.0),
            (21.0, 246.0),
            (50.0, 240.0),
            (80.0, 245.0),
            (86.0, 262.0),
            (80.0, 290.0),
            (52.0, 301.0),
            (24.0, 290.0),
        ]
        .map(|(x, y)| at(side * x, y))
        .to_vec();
        let lens = blob(&ring);
        canvas.shade(
            &lens,
            at(side * 50.0 - 30.0, 244.0),
            at(side * 50.0 + 30.0, 300.0),
            &[
                rgb(0xffffff).with_alpha(0.2),
                rgb(0xffffff).with_alpha(0.02),
                rgb(0xffffff).with_alpha(0.1),
            ],
        );
        let mut line: Vec<_> = ring.iter().map(|&point| (point, 4.4)).collect();
        line.extend_from_slice(&[(ring[0], 4.4), (ring[1], 4.4)]);
        canvas.fill(&strand(&line), frame);
        let temple = strand(&[(at(side * 85.0, 256.0), 5.0), (at(side * 106.0, 257.0), 4.0)]);
        canvas.fill(&temple, frame);
    }
    let bridge = strand(&[(at(-17.0, 260.0), 4.0), (at(0.0, 254.0), 4.4), (at(17.0, 260.0), 4.0)]);
    canvas.fill(&bridge, frame);
}
