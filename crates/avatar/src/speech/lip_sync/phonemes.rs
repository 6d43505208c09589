//! The viseme of each phoneme that flite names; its word for them is phone.

use std::ops::Range;

use super::Shape;
use crate::viseme::Viseme;

/// A phone that an engine spoke, by its name in the alphabet of CMU's dictionary (`pau` is a pause), and the samples it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phone {
    pub name: String,
    pub samples: Range<usize>,
}

/// Where in a diphthong the second shape takes over.
const GLIDE: f32 = 0.6;

/// The shapes of `phones`. Rests are left out; a phone that is not known counts as [`Viseme::Half`].
pub(crate) fn shapes(phones: &[Phone]) -> Vec<Shape> {
    let mut out = Vec::with_capacity(phones.len());
    for Phone { name, samples } in phones {
        match viseme(name) {
            (Viseme::Rest, _) => {}
            (only, None) => out.push((samples.clone(), only)),
            (first, Some(second)) => {
                let middle = samples.start + (samples.len() as f32 * GLIDE) as usize;
                out.push((samples.start..middle, first));
                out.push((middle..samples.end, second));
            }
        }
    }
    out
}

/// The shape of a phone, and the one that a diphthong glides to.
fn viseme(phone: &str) -> (Viseme, Option<Viseme>) {
    match phone {
        "pau" | "sil" | "#" => (Viseme::Rest, None),
        "p" | "b" | "m" | "em" => (Viseme::Pressed, None),
        "f" | "v" => (Viseme::LipTeeth, None),
        "th" | "dh" => (Viseme::TongueTeeth, None),
        "t" | "d" | "n" | "l" | "dx" | "en" | "el" | "nx" => (Viseme::TongueTip, None),
        "s" | "z" => (Viseme::Hiss, None),
        "sh" | "zh" | "ch" | "jh" => (Viseme::Hush, None),
        "k" | "g" | "ng" | "hh" | "hv" => (Viseme::Back, None),
        "r" | "w" | "uw" | "uh" | "er" | "axr" => (Viseme::Pursed, None),
        "ao" => (Viseme::Round, None),
        "aa" | "ae" => (Viseme::Open, None),
        "iy" | "ih" | "ix" | "y" => (Viseme::Wide, None),
        "ow" => (Viseme::Round, Some(Viseme::Pursed)),
        "oy" => (Viseme::Round, Some(Viseme::Wide)),
        "ay" => (Viseme::Open, Some(Viseme::Wide)),
        "aw" => (Viseme::Open, Some(Viseme::Pursed)),
        "ey" => (Viseme::Half, Some(Viseme::Wide)),
        // ah, ax, eh and what another voice may add.
        _ => (Viseme::Half, None),
    }
}
