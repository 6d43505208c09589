//! Visemes: the mouth shapes of phonemes in the international phonetic alphabet (IPA).

use std::ops::Range;

use avatar::Viseme;

use crate::phonemes::Numbered;

/// The meaning of a sign for the mouth.
enum Sign {
    /// A shape.
    Shape(Viseme),
    /// The shape before it goes on: marks of stress and length, and the space between two words.
    GoesOn,
    /// The mouth closes: a pause.
    Pause,
}

/// The shapes of a spoken sentence over its samples. `lengths` tells for how many steps of `step` samples the model held each
/// number.
pub fn shapes(numbered: &Numbered, lengths: &[usize], step: usize) -> Vec<(Range<usize>, Viseme)> {
    let mut starts: Vec<usize> = Vec::with_capacity(lengths.len() + 1);
    let mut at = 0_usize;
    for length in lengths {
        starts.push(at);
        at = at.saturating_add(length.saturating_mul(step));
    }
    let start = |place: usize| starts.get(place).copied().unwrap_or(at);
    let mut out: Vec<(Range<usize>, Viseme)> = Vec::new();
    let ends = numbered.phonemes.iter().skip(1).map(|(_, place)| *place);
    // The last number is the end's.
    let ends = ends.chain([numbered.ids.len().saturating_sub(1)]);
    let mut paused = true;
    for ((phoneme, place), end) in numbered.phonemes.iter().zip(ends) {
        let range = start(*place)..start(end);
        match (sign(*phoneme), out.last_mut()) {
            (Sign::Shape(viseme), Some((last, same))) if *same == viseme && !paused && last.end == range.start => {
                last.end = range.end;
            }
            (Sign::Shape(viseme), _) => {
                paused = false;
                out.push((range, viseme));
            }
            (Sign::GoesOn, Some((last, _))) if !paused => last.end = range.end,
            (Sign::GoesOn, _) => {}
            (Sign::Pause, _) => paused = true,
        }
    }
    out.retain(|(range, _)| !range.is_empty());
    out
}

fn sign(phoneme: char) -> Sign {
    Sign::Shape(match phoneme {
        'p' | 'b' | 'm' | 'ɓ' | 'ʙ' | 'ʘ' => Viseme::Pressed,
        'f' | 'v' | 'ɱ' | 'ʋ' | 'ⱱ' | 'ɸ' | 'β' => Viseme::LipTeeth,
        'θ' | 'ð' => Viseme::TongueTeeth,
        't' | 'd' | 'n' | 'l' | 'ɾ' | 'r' | 'ɬ' | 'ɮ' | 'ɫ' | 'ɭ' | 'ɳ' | 'ʈ' | 'ɖ' | 'ɗ' | 'ɽ' | 'ɺ' => {
            Viseme::TongueTip
        }
        's' | 'z' => Viseme::Hiss,
        'ʃ' | 'ʒ' | 'ʂ' | 'ʐ' | 'ɕ' | 'ʑ' | 'ɧ' => Viseme::Hush,
        'k' | 'g' | 'ɡ' | 'ŋ' | 'x' | 'ɣ' | 'h' | 'ɦ' | 'ħ' | 'q' | 'ɢ' | 'ɴ' | 'χ' | 'ʁ' | 'ʀ' | 'ʔ' | 'ʕ' | 'ɠ'
        | 'ʛ' => Viseme::Back,
        'w' | 'ʍ' | 'ɥ' | 'ɹ' | 'ɻ' | 'u' | 'ʊ' | 'ʉ' | 'y' | 'ʏ' | 'ɚ' | 'ɝ' | 'ø' | 'ɵ' => Viseme::Pursed,
        'o' | 'ɔ' | 'ɒ' | 'œ' | 'ɞ' | 'ɶ' => Viseme::Round,
        'a' | 'ɑ' | 'æ' => Viseme::Open,
        'e' | 'ɛ' | 'ə' | 'ɐ' | 'ɘ' | 'ɜ' | 'ʌ' | 'ɤ' | 'ɯ' | 'ɰ' | 'ε' => Viseme::Half,
        'i' | 'ɪ' | 'ᵻ' | 'ɨ' | 'j' | 'ʝ' | 'ç' | 'c' | 'ɟ' | 'ʎ' | 'ɲ' | 'ʄ' => Viseme::Wide,
        ',' | '.' | ';' | ':' | '?' | '!' => return Sign::Pause,
        _ => return Sign::GoesOn,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::config::Config;
    use crate::config::tests::description;
    use crate::phonemes::numbered;

    #[test]
    fn each_phoneme_is_seen_while_it_sounds() {
        let config = Config::parse(&description().to_string()).unwrap();
        let numbered = numbered(&[("mˈaɪ".into(), ','), ("bun".into(), '.')], &config);
        // Begin and its pad take 4 steps, each further number one, pads too.
        let mut lengths = vec![1; numbered.ids.len()];
        (lengths[0], lengths[1]) = (2, 2);
        let shapes = shapes(&numbered, &lengths, 10);
        let spans = |viseme| {
            let of = shapes.iter().filter(|(_, shape)| *shape == viseme);
            of.map(|(range, _)| (range.start, range.end)).collect::<Vec<_>>()
        };
        // The mark of stress belongs to the m.
        assert_eq!(spans(Viseme::Pressed), [(40, 80), (160, 180)]);
        assert_eq!(
            (spans(Viseme::Open), spans(Viseme::Wide)),
            (vec![(80, 100)], vec![(100, 120)])
        );
        assert_eq!(
            (spans(Viseme::Pursed), spans(Viseme::TongueTip)),
            (vec![(180, 200)], vec![(200, 220)])
        );
        assert_eq!(shapes.len(), 6);
    }

    proptest! {
        #[test]
        fn shapes_lie_in_order_whatever_the_model_tells(
            words in "[həloʊðɛɹˈː aɪmpbfvsʃutn]{0,30}",
            lengths in prop::collection::vec(0_usize..20, 0..80),
        ) {
            let config = Config::parse(&description().to_string()).unwrap();
            let numbered = numbered(&[(words, '.')], &config);
            let mut end = 0;
            for (range, _) in shapes(&numbered, &lengths, 256) {
                prop_assert!(range.start >= end && range.end > range.start);
                end = range.end;
            }
        }
    }
}
