//! The mouth shapes of speech, and when each is held.

use std::ops::Range;

/// A mouth shape that a viewer can tell from the others.
///
/// Several sounds share one shape: a lip reader cannot tell `p` from `b`. The set is the union of what the two voices'
/// phone inventories need for English; other languages map onto it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Viseme {
    /// Lips together, relaxed: silence.
    #[default]
    Rest,
    /// Lips pressed together: p, b, m.
    Pressed,
    /// Lower lip under the upper teeth: f, v.
    LipTeeth,
    /// Tongue between the teeth: th.
    TongueTeeth,
    /// Tongue tip behind the teeth, mouth a little open: t, d, n, l.
    TongueTip,
    /// Teeth nearly closed, lips spread: s, z.
    Hiss,
    /// Teeth nearly closed, lips pushed forward: sh, zh, ch, j.
    Hush,
    /// Back of the tongue raised, mouth a little open: k, g, ng, h.
    Back,
    /// Lips rounded, small opening: r, w, oo.
    Pursed,
    /// Lips rounded, larger opening: o, aw.
    Round,
    /// Jaw low, lips neutral: ah, a, ow.
    Open,
    /// Half open, lips a little spread: e, eh, schwa.
    Half,
    /// Nearly closed, lips wide: ee, i, y.
    Wide,
}

impl Viseme {
    /// All shapes, in the order of their numbers (`viseme as usize`).
    pub const ALL: [Self; 13] = [
        Self::Rest,
        Self::Pressed,
        Self::LipTeeth,
        Self::TongueTeeth,
        Self::TongueTip,
        Self::Hiss,
        Self::Hush,
        Self::Back,
        Self::Pursed,
        Self::Round,
        Self::Open,
        Self::Half,
        Self::Wide,
    ];
}

/// A mouth shape held over a stretch of samples.
#[derive(Clone, Debug, PartialEq)]
pub struct VisemeSpan {
    /// The samples it covers, counted from the start of the utterance.
    pub samples: Range<usize>,
    /// The shape.
    pub viseme: Viseme,
    /// How strongly it is formed, 0 (not at all, as at rest) to 1 (fully): loud open vowels open wider than quiet ones.
    pub strength: f32,
}
