//! The compact form against the drawing that it was made of, and against damage.
#![cfg(feature = "read")]
#![allow(clippy::unwrap_used, reason = "a test's panic is the failure it reports")]

use proptest::prelude::*;
use streaming_avatar_figure::{CompactError, Figure, read};

const SVG: &str = include_str!("../../../docs/src/figure/template.svg");
const RIG: &str = include_str!("../../../docs/src/figure/template.toml");

fn template() -> Figure {
    read(SVG, RIG, "template", &|_| Ok(())).unwrap()
}

/// The largest difference of two drawings' numbers.
fn apart(one: &[f64], other: &[f64]) -> f64 {
    assert_eq!(one.len(), other.len());
    let both = one.iter().zip(other);
    both.map(|(one, other)| (one - other).abs()).fold(0.0, f64::max)
}

#[test]
fn a_figure_is_the_same_but_for_a_fortieth_of_a_unit() {
    let figure = template();
    let data = figure.compact();
    assert!(data.len() * 3 < SVG.len(), "{} bytes of {}", data.len(), SVG.len());
    let back = Figure::from_compact(&data).unwrap();
    assert_eq!(
        (&back.names, back.background, back.moves),
        (&figure.names, figure.background, figure.moves)
    );
    for (back, sprite) in back.sprites.iter().zip(&figure.sprites) {
        assert_eq!((back.field, &back.drawing.steps), (sprite.field, &sprite.drawing.steps));
        assert!(apart(&back.drawing.numbers, &sprite.drawing.numbers) < 0.026);
    }
    for nth in 0..14 {
        let mut weights = [0.0; 14];
        weights[nth] = 1.0;
        let ((steps, back), (other, numbers)) = (back.mouth.blend(&weights), figure.mouth.blend(&weights));
        assert_eq!(steps.steps, other.steps);
        assert!(apart(&back, &numbers) < 0.051);
    }
    // Once in steps, nothing changes any more.
    assert_eq!(back.compact(), data);
    assert_eq!(Figure::from_compact(&data).unwrap(), back);
}

#[test]
fn other_data_is_no_figure() {
    let data = template().compact();
    assert_eq!(Figure::from_compact(b""), Err(CompactError::Foreign));
    assert_eq!(Figure::from_compact(SVG.as_bytes()), Err(CompactError::Foreign));
    let mut newer = data.clone();
    newer[3] += 1;
    assert_eq!(Figure::from_compact(&newer), Err(CompactError::Foreign));
    let longer = [&data[..], &[0]].concat();
    assert_eq!(Figure::from_compact(&longer), Err(CompactError::Damaged));
    for cut in (4..data.len()).step_by(97) {
        assert_eq!(Figure::from_compact(&data[..cut]), Err(CompactError::Damaged), "{cut}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn damage_is_refused_or_drawn_but_never_breaks_anything(
        damages in prop::collection::vec((0.0..1.0_f64, any::<u8>()), 1..5),
    ) {
        let mut data = template().compact();
        for (place, byte) in damages {
            let place = 4 + (place * (data.len() - 4) as f64) as usize;
            data[place] = byte;
        }
        if let Ok(figure) = Figure::from_compact(&data) {
            // Whatever is taken is whole: it is written as it was read.
            let again = Figure::from_compact(&figure.compact()).unwrap();
            prop_assert_eq!(again.mouth.bounds(), figure.mouth.bounds());
        }
    }
}
