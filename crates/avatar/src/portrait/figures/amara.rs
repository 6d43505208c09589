//! Amara: a crown of curls, brown skin, gold earrings, a coral blouse.

use std::f64::consts::PI;

use super::{Names, Person, Sprite};
use crate::portrait::canvas::{Canvas, rgb};
use crate::portrait::eyes::{Brows, Eyes};
use crate::portrait::face::{Face, Nose};
use crate::portrait::mouth::Mouth;
use crate::portrait::placement::{Field, Placement};
use crate::portrait::shape::{blob, outline, oval, strand};
use crate::portrait::skin::Skin;

pub(super) static FIGURE: Person = Person {
    names: Names {
        id: "amara",
        name: "Amara",
        pose_name: "Amara in a coral blouse",
        default_voice: "pico-en-us",
    },
    backdrop: (rgb(0xf3eadf), rgb(0xcdb9a4)),
    skin: Skin {
        light: rgb(0xc98d62),
        base: rgb(0xa66c45),
        shade: rgb(0x7b4a2e),
        deep: rgb(0x48261a),
        blush: rgb(0xb0583c),
        upper_lip: rgb(0x7e3434),
        lower_lip: rgb(0xa34c48),
        lip_light: rgb(0xdd9384),
        lip_line: rgb(0x3c1416),
    },
    face: Face {
        half: &[
            (0.0, 140.0),
            (64.0, 150.0),
            (102.0, 194.0),
            (113.0, 244.0),
            (113.0, 296.0),
            (106.0, 346.0),
            (89.0, 388.0),
            (62.0, 418.0),
            (32.0, 434.0),
            (0.0, 438.0),
        ],
        nose: Nose {
            y: 336.0,
            half_width: 25.0,
            bridge: 10.0,
        },
        neck: 46.0,
    },
    eyes: Eyes {
        apart: 50.0,
        y: 272.0,
        half_width: 30.0,
        height: 16.0,
        slant: 5.0,
        lashes: 0.9,
        lash: rgb(0x170e0d),
        iris: rgb(0x4a2a18),
        iris_light: rgb(0x7d4a28),
        iris_rim: rgb(0x22120b),
    },
    brows: Brows {
        y: 234.0,
        thickness: 8.0,
        arch: 10.0,
        inner: 21.0,
        outer: 88.0,
        color: rgb(0x1c100e),
    },
    mouth: Mouth {
        y: 378.0,
        half_width: 38.0,
        upper: 12.0,
        lower: 15.5,
        smile: 7.5,
        color: 1.0,
        bearded: false,
    },
    ears: Some(107.0),
    behind: &[Sprite {
        field: Field::Plane(BACK),
        draw: behind,
    }],
    clothes,
    on_skin,
    beard: None,
    front: &[
        Sprite {
            field: Field::Hair,
            draw: front,
        },
        Sprite {
            field: Field::Plane(LOBES),
            draw: earrings,
        },
    ],
};

/// Where the hair behind the neck and the earlobes are, in front of the head's middle.
const BACK: f64 = -30.0;
const LOBES: f64 = -16.0;

const BLACK: u32 = 0x150d0d;
const DARK: u32 = 0x241715;
const BROWN: u32 = 0x3c2620;
const SHINE: u32 = 0x70503f;

/// A cloud of curls: its rim bulges with each of them.
fn cloud(
    at: &impl Fn(f64, f64) -> vello_cpu::kurbo::Point,
    radius: (f64, f64),
    bumps: usize,
) -> vello_cpu::kurbo::BezPath {
    let round = |middle: (f64, f64), radius: (f64, f64)| {
        let points: Vec<_> = (0..8)
            .map(|step| f64::from(step) / 4.0 * PI)
            .map(|angle| at(middle.0 + radius.0 * angle.sin(), middle.1 - radius.1 * angle.cos()))
            .collect();
        blob(&points)
    };
    let mut cloud = round((0.0, 205.0), (radius.0 - 8.0, radius.1 - 8.0));
    for index in 0..bumps {
        let angle = index as f64 / bumps as f64 * 2.0 * PI;
        let size = 15.0 + 2.2 * (index * 7 % 5) as f64;
        let reach = (radius.0 - size + 4.0, radius.1 - size + 4.0);
        cloud.extend(&round(
            (reach.0 * angle.sin(), 205.0 - reach.1 * angle.cos()),
            (size, size),
        ));
    }
    cloud
}

fn behind(canvas: &mut Canvas<'_>, place: &Placement) {
    let at = |x: f64, y: f64| place.plane(x, y, BACK);
    let hair = cloud(&at, (190.0, 168.0), 31);
    canvas.shade(
        &hair,
        at(-120.0, 60.0),
        at(130.0, 360.0),
        &[rgb(BROWN), rgb(DARK), rgb(BLACK)],
    );
    canvas.clip(&hair);
    curls(canvas, &at, 0.5, 1.02);
    canvas.unclip();
}

/// Rings of curls between two shares of the cloud's radius.
fn curls(canvas: &mut Canvas<'_>, at: &impl Fn(f64, f64) -> vello_cpu::kurbo::Point, from: f64, until: f64) {
    let mut share = from;
    let mut ring = 0;
    while share < until {
        let count = (36.0 * share) as i32;
        for index in 0..count {
            let angle = (f64::from(index) + 0.5 * f64::from(ring % 2)) / f64::from(count) * 2.0 * PI;
            let (x, y) = (192.0 * share * angle.sin(), 205.0 - 168.0 * share * angle.cos());
            let turn = f64::from((index * 5 + ring * 3) % 7) * 0.9;
            let size = 9.0 + f64::from((index * 3 + ring) % 4);
            let curl: Vec<_> = (0..6)
                .map(|step| {
                    let bend = turn + f64::from(step) * 0.95;
                    let tight = size * (1.0 - 0.09 * f64::from(step));
                    (
                        at(x + tight * bend.cos(), y + tight * bend.sin()),
                        [0.5, 2.6, 3.6, 3.4, 2.2, 0.4][step as usize],
                    )
                })
                .collect();
            let lit = !(0.25 * PI..=1.35 * PI).contains(&angle);
            let (color, alpha) = match (index + ring) % 3 {
                0 => (BLACK, 0.6),
                1 if lit => (SHINE, 0.5),
                1 => (SHINE, 0.26),
                _ => (BROWN, 0.8),
            };
            canvas.fill(&strand(&curl), rgb(color).with_alpha(alpha));
        }
        share += 0.095;
        ring += 1;
    }
}

fn on_skin(canvas: &mut Canvas<'_>, place: &Placement) {
    let at = |x: f64, y: f64| place.face(x, y);
    canvas.glow(at(0.0, 150.0), 130.0, 50.0, rgb(0x48261a).with_alpha(0.7));
    for side in [-1.0, 1.0] {
        canvas.glow(at(side * 114.0, 216.0), 30.0, 60.0, rgb(0x48261a).with_alpha(0.6));
    }
}

fn front(canvas: &mut Canvas<'_>, place: &Placement) {
    let at = |x: f64, y: f64| place.hair(x, y);
    // The hairline: a scalloped edge of curls over the forehead.
    let edge = [
        (-124.0, 262.0),
        (-110.0, 240.0),
        (-108.0, 218.0),
        (-96.0, 204.0),
        (-90.0, 186.0),
        (-72.0, 180.0),
        (-58.0, 166.0),
        (-38.0, 168.0),
        (-20.0, 158.0),
        (0.0, 164.0),
        (20.0, 157.0),
        (40.0, 167.0),
        (58.0, 165.0),
        (74.0, 180.0),
        (90.0, 185.0),
        (97.0, 204.0),
        (108.0, 217.0),
        (111.0, 240.0),
        (124.0, 262.0),
    ];
    let line: Vec<_> = edge.iter().map(|&(x, y)| at(x, y)).collect();
    let cap = outline(&[
        &line,
        &[
            at(166.0, 220.0),
            at(140.0, 110.0),
            at(0.0, 66.0),
            at(-140.0, 110.0),
            at(-166.0, 220.0),
        ],
    ]);
    canvas.shade(
        &cap,
        at(-90.0, 80.0),
        at(90.0, 230.0),
        &[rgb(BROWN), rgb(DARK), rgb(BLACK)],
    );
    canvas.clip(&cap);
    curls(canvas, &at, 0.2, 0.92);
    canvas.glow(at(-70.0, 120.0), 80.0, 50.0, rgb(SHINE).with_alpha(0.35));
    canvas.unclip();
}

fn earrings(canvas: &mut Canvas<'_>, place: &Placement) {
    for side in [-1.0, 1.0] {
        let ear = place.plane(side * 113.0, 331.0, LOBES);
        let hoop: Vec<_> = (0..=12)
            .map(|step| {
                let angle = f64::from(step) / 12.0 * 2.0 * PI;
                (
                    ear + (15.0 * angle.sin(), 17.0 - 17.0 * angle.cos()),
                    4.2 + 1.2 * angle.cos(),
                )
            })
            .collect();
        canvas.fill(&strand(&hoop), rgb(0xd9a441));
        let glint: Vec<_> = (7..=10)
            .map(|step| {
                let angle = f64::from(step) / 12.0 * 2.0 * PI;
                (ear + (15.0 * angle.sin(), 17.0 - 17.0 * angle.cos()), 1.4)
            })
            .collect();
        canvas.fill(&strand(&glint), rgb(0xfff0c0));
        canvas.fill(&oval(ear, 3.4, 3.4, 0.0), rgb(0xe8bb5c));
    }
}

fn clothes(canvas: &mut Canvas<'_>, place: &Placement) {
    let at = |x: f64, y: f64| place.body(x, y);
    let blouse = outline(&[
        &[
            at(-128.0, 536.0),
            at(-96.0, 580.0),
            at(-50.0, 612.0),
            at(0.0, 622.0),
            at(50.0, 612.0),
            at(96.0, 580.0),
            at(128.0, 536.0),
        ],
        &[at(180.0, 554.0), at(238.0, 584.0), at(278.0, 634.0), at(300.0, 730.0)],
        &[at(-300.0, 730.0)],
        &[
            at(-278.0, 634.0),
            at(-238.0, 584.0),
            at(-180.0, 554.0),
            at(-128.0, 536.0),
        ],
    ]);
    canvas.shade(
        &blouse,
        at(-150.0, 550.0),
        at(180.0, 730.0),
        &[rgb(0xf58a6e), rgb(0xe5684f), rgb(0xb6432f)],
    );
    canvas.clip(&blouse);
    canvas.glow(at(-180.0, 600.0), 100.0, 46.0, rgb(0xffb79c).with_alpha(0.5));
    for side in [-1.0, 1.0] {
        for (x, y, sink) in [(120.0, 566.0, 90.0), (90.0, 596.0, 110.0), (52.0, 618.0, 100.0)] {
            let fold = strand(&[
                (at(side * x, y), 0.6),
                (at(side * (x + 10.0), y + 0.5 * sink), 6.0),
                (at(side * (x + 6.0), y + sink), 1.0),
            ]);
            canvas.fill(&fold, rgb(0x8e2f22).with_alpha(0.28));
        }
        let arm = strand(&[
            (at(side * 236.0, 640.0), 1.0),
            (at(side * 226.0, 690.0), 5.0),
            (at(side * 222.0, 740.0), 7.0),
        ]);
        canvas.fill(&arm, rgb(0x7c2619).with_alpha(0.5));
    }
    canvas.unclip();
    let hem: Vec<_> = [
        (-128.0, 536.0),
        (-96.0, 580.0),
        (-50.0, 612.0),
        (0.0, 622.0),
        (50.0, 612.0),
        (96.0, 580.0),
        (128.0, 536.0),
    ]
    .map(|(x, y)| (at(x, y), 5.0))
    .to_vec();
    canvas.fill(&strand(&hem), rgb(0xc9533c));
    // A fine chain with a pendant.
    let chain: Vec<_> = [
        (-62.0, 506.0),
        (-38.0, 546.0),
        (0.0, 574.0),
        (38.0, 546.0),
        (62.0, 506.0),
    ]
    .map(|(x, y)| (at(x, y), 1.8))
    .to_vec();
    canvas.fill(&strand(&chain), rgb(0xd9a441));
    canvas.fill(&oval(at(0.0, 580.0), 6.0, 6.0, 0.0), rgb(0xd9a441));
    canvas.fill(&oval(at(-1.5, 578.5), 2.0, 2.0, 0.0), rgb(0xfff0c0));
}
