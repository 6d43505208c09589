//! Martin's beard: full, trimmed close, the moustache with the upper lip and the rest with the jaw.

use super::{BLACK, BROWN, DARK, SHINE};
use crate::portrait::canvas::{Canvas, rgb};
use crate::portrait::placement::Placement;
use crate::portrait::shape::{blob, strand};

pub(super) fn draw(canvas: &mut Canvas<'_>, place: &Placement) {
    let at = |x: f64, y: f64| place.raised(x, y, 3.0);
    let half = [
        (0.0, 352.0),
        (18.0, 348.0),
        (40.0, 356.0),
        (58.0, 374.0),
        (74.0, 372.0),
        (92.0, 346.0),
        (104.0, 300.0),
        (105.0, 262.0),
        (105.0, 230.0),
        (113.0, 230.0),
        (114.5, 270.0),
        (114.0, 330.0),
        (106.0, 388.0),
        (80.0, 428.0),
        (42.0, 452.0),
        (0.0, 458.0),
    ];
    let right = half.iter().map(|&(x, y)| at(x, y));
    let left = half.iter().rev().filter(|&&(x, _)| x > 0.0).map(|&(x, y)| at(-x, y));
    let shape = blob(&right.chain(left).collect::<Vec<_>>());
    canvas.shade(
        &shape,
        at(-90.0, 330.0),
        at(90.0, 440.0),
        &[rgb(BROWN), rgb(DARK), rgb(0x251814)],
    );
    canvas.clip(&shape);
    canvas.glow(at(-58.0, 398.0), 36.0, 34.0, rgb(SHINE).with_alpha(0.34));
    canvas.glow(at(-4.0, 432.0), 34.0, 20.0, rgb(SHINE).with_alpha(0.32));
    canvas.glow(at(0.0, 404.0), 40.0, 9.0, rgb(BLACK).with_alpha(0.5));
    canvas.unclip();
    // Hairs: short strokes that follow the jaw.
    for row in 0..7 {
        for column in 0..15 {
            let across = f64::from(column) / 7.0 - 1.0;
            let odd = f64::from((row * 7 + column * 5) % 4) - 1.5;
            let (x, y) = (
                across * (100.0 - 4.0 * f64::from(row)) + odd * 2.0,
                376.0 + 11.0 * f64::from(row) - 16.0 * across * across * (1.0 + 0.3 * f64::from(row)) + odd,
            );
            let mouth = (x / 50.0).powi(2) + ((y - 384.0) / 24.0).powi(2);
            if mouth < 1.0 || y > 452.0 - 0.6 * x.abs() {
                continue;
            }
            let color = if (row + column) % 3 == 0 { SHINE } else { BLACK };
            let hair = strand(&[
                (at(x, y), 1.5),
                (at(x - across * 3.0, y + 7.0), 1.6),
                (at(x - across * 8.0, y + 13.0), 0.2),
            ]);
            canvas.fill(&hair, rgb(color).with_alpha(0.4));
        }
    }
    for column in -7..=7 {
        let x = f64::from(column) * 5.4;
        let root = (x, 352.0 + 0.006 * x * x);
        let hair = strand(&[
            (at(root.0, root.1), 2.0),
            (at(root.0 * 1.1, root.1 + 7.0), 2.0),
            (at(root.0 * 1.24, root.1 + 14.0), 0.3),
        ]);
        canvas.fill(&hair, rgb(if column % 2 == 0 { BROWN } else { BLACK }).with_alpha(0.6));
    }
}
