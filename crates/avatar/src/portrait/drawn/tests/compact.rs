//! Figures from compact data against those from their drawings, and damaged data.

use proptest::prelude::*;

use super::*;
use crate::picture::{FrameSize, Yuv};
use crate::portrait::Portrait;
use crate::portrait::pose::Mouth;
use crate::viseme::Viseme;

const SMALL: FrameSize = FrameSize { width: 160, height: 90 };

/// A picture of each mouth, with half shut eyes that look aside.
fn pictures(figure: Figure, size: FrameSize) -> Vec<Yuv> {
    let mut portrait = Portrait::new(&Avatar::from(figure), size);
    let mut pose = Pose {
        lids: 0.4,
        brows: -0.3,
        ..Pose::PREVIEW
    };
    pose.gaze.across = 0.7;
    let picture = |viseme| {
        pose.mouth = Mouth::of(viseme);
        portrait.draw(&pose).clone()
    };
    Viseme::ALL.map(picture).to_vec()
}

#[test]
fn compact_data_looks_like_the_drawing() {
    let figure = read_text(SVG, RIG, "template").unwrap();
    let back = Figure::from_compact(&figure.compact()).unwrap();
    let both = pictures(figure, FrameSize::HIGH);
    for (one, other) in both.iter().zip(pictures(back, FrameSize::HIGH)) {
        let apart: Vec<u8> = one
            .y()
            .iter()
            .zip(other.y())
            .map(|(one, other)| one.abs_diff(*other))
            .collect();
        assert!(apart.iter().max() <= Some(&4));
        assert!(apart.iter().filter(|apart| **apart > 1).count() < apart.len() / 1000);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn damaged_data_is_refused_or_drawn_but_never_breaks_anything(
        damages in prop::collection::vec((0.0..1.0_f64, any::<u8>()), 1..4),
    ) {
        let mut data = read_text(SVG, RIG, "template").unwrap().compact();
        for (place, byte) in damages {
            let place = 4 + (place * (data.len() - 4) as f64) as usize;
            data[place] = byte;
        }
        if let Ok(figure) = Figure::from_compact(&data) {
            prop_assert_eq!(pictures(figure, SMALL).len(), 13);
        }
    }
}
