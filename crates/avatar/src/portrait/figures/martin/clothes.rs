//! Martin's clothes: a burgundy jumper, a pale shirt under it.

use crate::portrait::canvas::{Canvas, rgb};
use crate::portrait::placement::Placement;
use crate::portrait::shape::{outline, strand};

pub(super) fn draw(canvas: &mut Canvas<'_>, place: &Placement) {
    let at = |x: f64, y: f64| place.body(x, y);
    let jumper = outline(&[
        &[
            at(-84.0, 512.0),
            at(-44.0, 556.0),
            at(0.0, 572.0),
            at(44.0, 556.0),
            at(84.0, 512.0),
        ],
        &[
            at(128.0, 526.0),
            at(204.0, 552.0),
            at(268.0, 588.0),
            at(312.0, 644.0),
            at(334.0, 730.0),
        ],
        &[at(-334.0, 730.0)],
        &[
            at(-312.0, 644.0),
            at(-268.0, 588.0),
            at(-204.0, 552.0),
            at(-128.0, 526.0),
            at(-84.0, 512.0),
        ],
    ]);
    canvas.shade(
        &jumper,
        at(-160.0, 530.0),
        at(200.0, 730.0),
        &[rgb(0x9c3a48), rgb(0x7c2a3a), rgb(0x521a28)],
    );
    canvas.clip(&jumper);
    canvas.glow(at(-190.0, 580.0), 110.0, 44.0, rgb(0xc66a72).with_alpha(0.45));
    for side in [-1.0, 1.0] {
        let arm = strand(&[
            (at(side * 262.0, 640.0), 1.0),
            (at(side * 248.0, 690.0), 5.0),
            (at(side * 244.0, 740.0), 7.0),
        ]);
        canvas.fill(&arm, rgb(0x35101b).with_alpha(0.5));
        let fold = strand(&[
            (at(side * 90.0, 560.0), 1.0),
            (at(side * 150.0, 600.0), 5.0),
            (at(side * 196.0, 660.0), 1.0),
        ]);
        canvas.fill(&fold, rgb(0x45141f).with_alpha(0.28));
    }
    canvas.unclip();
    // The ribbed neck.
    let rib: Vec<_> = [
        (-88.0, 514.0),
        (-50.0, 564.0),
        (0.0, 582.0),
        (50.0, 564.0),
        (88.0, 514.0),
    ]
    .map(|(x, y)| (at(x, y), 17.0))
    .to_vec();
    canvas.fill(&strand(&rib), rgb(0x6b2332));
    for step in 0..=22 {
        let share = f64::from(step) / 11.0 - 1.0;
        let (x, y) = (share * 86.0, 582.0 - 68.0 * share.abs().powf(1.75));
        let line = strand(&[(at(x - share * 5.0, y - 7.0), 1.1), (at(x + share * 5.0, y + 7.0), 1.1)]);
        canvas.fill(&line, rgb(0x3d111d).with_alpha(0.5));
    }
    // The shirt's collar.
    for side in [-1.0, 1.0] {
        let collar = outline(&[
            &[at(side * 62.0, 478.0), at(side * 46.0, 520.0), at(side * 8.0, 556.0)],
            &[at(side * 24.0, 600.0)],
            &[at(side * 62.0, 568.0), at(side * 96.0, 520.0)],
            &[at(side * 84.0, 488.0), at(side * 62.0, 478.0)],
        ]);
        let shadow = outline(&[
            &[
                at(side * 20.0, 566.0),
                at(side * 27.0, 608.0),
                at(side * 68.0, 574.0),
                at(side * 100.0, 524.0),
            ],
            &[at(side * 60.0, 520.0)],
        ]);
        canvas.fill(&shadow, rgb(0x35101b).with_alpha(0.45));
        canvas.shade(
            &collar,
            at(side * 30.0, 500.0),
            at(side * 80.0, 590.0),
            &[rgb(0xf4f7fa), rgb(0xdbe4ec), rgb(0xb9c7d4)],
        );
    }
}
