//! Visemes (mouth shapes) and manners as numbers: the form in which they go between the service's module and that of the synthesis.

use avatar::speech::Emotion;
use avatar::{Gesture, Viseme, VisemeSpan};

/// The number of a mood.
pub fn number(emotion: Emotion) -> u8 {
    emotion as u8
}

/// The mood of a number; `None` where there is no such mood.
pub fn emotion(number: u8) -> Option<Emotion> {
    Emotion::ALL.get(usize::from(number)).copied()
}

/// Numbers that a span takes: first sample, sample after the last, shape, strength.
const NUMBERS: usize = 4;

/// The number of a sentence's gesture, and those of its spans, one after the other.
pub fn numbers(mouth: &[VisemeSpan], gesture: Gesture) -> Vec<f64> {
    let of_one = |span: &VisemeSpan| {
        let VisemeSpan {
            samples,
            viseme,
            strength,
        } = span;
        [
            samples.start as f64,
            samples.end as f64,
            f64::from(*viseme as u8),
            f64::from(*strength),
        ]
    };
    let first = f64::from(gesture as u8);
    std::iter::once(first).chain(mouth.iter().flat_map(of_one)).collect()
}

/// The spans of such numbers, and the gesture, a plain one where there is none. The number of no shape is read as a mouth at rest; numbers at the end that make no whole span are dropped.
pub fn spans(numbers: &[f64]) -> (Vec<VisemeSpan>, Gesture) {
    let (first, spans) = numbers.split_first().unwrap_or((&0.0, &[]));
    let gesture = Gesture::ALL.get(*first as usize).copied().unwrap_or_default();
    let (whole, _) = spans.as_chunks::<NUMBERS>();
    let span = |[start, end, viseme, strength]: &[f64; NUMBERS]| VisemeSpan {
        samples: *start as usize..*end as usize,
        viseme: Viseme::ALL.get(*viseme as usize).copied().unwrap_or_default(),
        strength: *strength as f32,
    };
    (whole.iter().map(span).collect(), gesture)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_come_back_as_they_went() {
        let mouth: Vec<VisemeSpan> = (0_u16..)
            .zip(Viseme::ALL)
            .map(|(nth, viseme)| VisemeSpan {
                samples: usize::from(nth) * 160..usize::from(nth) * 160 + 100,
                viseme,
                strength: f32::from(nth) / 13.0,
            })
            .collect();
        for gesture in Gesture::ALL {
            assert_eq!(spans(&numbers(&mouth, gesture)), (mouth.clone(), gesture));
        }
    }

    #[test]
    fn moods_come_back_as_they_went() {
        for mood in Emotion::ALL {
            assert_eq!(emotion(number(mood)), Some(mood));
        }
        assert_eq!(emotion(5), None);
    }

    #[test]
    fn numbers_that_are_no_spans_do_no_harm() {
        assert_eq!(spans(&[]), (vec![], Gesture::Plain));
        assert_eq!(spans(&[99.0, 1.0, 2.0, 3.0]), (vec![], Gesture::Plain));
        let [odd] = &spans(&[1.0, f64::NAN, -1.0, 99.0, f64::INFINITY]).0[..] else {
            panic!("one span");
        };
        assert_eq!((odd.samples.clone(), odd.viseme), (0..0, Viseme::Rest));
    }
}
