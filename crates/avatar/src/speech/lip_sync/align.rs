//! Finds where in a piece of sound each of a known sequence of shapes lies.

use super::network::SHAPES;
use crate::viseme::Viseme;

/// Fewest frames that a shape is held.
const MIN_LENGTH: usize = 2;

/// How far, in frames, a shape may lie from where it is expected before that tells against it: 80 ms.
const LEEWAY: f32 = 8.0;

/// For each frame the place in `sequence` that it belongs to, such that the sum of the scores is highest. Each shape of the
/// sequence comes with the frame that its middle is expected at. Rests may be left out, since voices pause at different
/// places; every other shape has at least [`MIN_LENGTH`] frames. `None` where the frames are too few.
pub(super) fn align(scores: &[[f32; SHAPES.len()]], sequence: &[(Viseme, f32)]) -> Option<Vec<usize>> {
    // One state for each frame that a shape must be held; the last of them may be held on.
    let states: Vec<(usize, usize)> = (0..sequence.len())
        .flat_map(|place| (0..MIN_LENGTH).map(move |nth| (place, nth)))
        .collect();
    let score = |frame: usize, state: usize| {
        let (viseme, expected) = sequence[states[state].0];
        let shape = SHAPES.iter().position(|shape| *shape == viseme).unwrap();
        let astray = (frame as f32 - expected) / LEEWAY;
        scores[frame][shape] - 0.5 * astray * astray
    };
    let rest = |state: usize| sequence[states[state].0].0 == Viseme::Rest;
    let mut sums = vec![f32::NEG_INFINITY; states.len()];
    let mut origins: Vec<Vec<usize>> = Vec::new();
    for frame in 0..scores.len() {
        let mut next = vec![f32::NEG_INFINITY; states.len()];
        let mut origin = vec![0; states.len()];
        for state in 0..states.len() {
            let mut from: Vec<usize> = Vec::new();
            if states[state].1 + 1 == MIN_LENGTH {
                from.push(state);
            }
            if state > 0 {
                from.push(state - 1);
            }
            // Over a rest, from the shape before it.
            if states[state].1 == 0 && state > MIN_LENGTH && rest(state - 1) {
                from.push(state - 1 - MIN_LENGTH);
            }
            let start = frame == 0 && (state == 0 || state == MIN_LENGTH && rest(0));
            let best = from
                .into_iter()
                .max_by(|one, other| sums[*one].total_cmp(&sums[*other]));
            let (sum, came_from) = if start {
                (0.0, state)
            } else {
                best.map_or((f32::NEG_INFINITY, 0), |s| (sums[s], s))
            };
            next[state] = sum + score(frame, state);
            origin[state] = came_from;
        }
        sums = next;
        origins.push(origin);
    }
    let last = states.len().checked_sub(1)?;
    let before_rest = last.checked_sub(MIN_LENGTH).filter(|_| rest(last)).unwrap_or(last);
    let mut state = if sums[before_rest] > sums[last] {
        before_rest
    } else {
        last
    };
    if !sums[state].is_finite() {
        return None;
    }
    let mut out = vec![0; scores.len()];
    for (place, origin) in out.iter_mut().zip(&origins).rev() {
        *place = states[state].0;
        state = origin[state];
    }
    Some(out)
}

#[test]
fn a_known_sequence_is_found() {
    let certain = |viseme: Viseme| SHAPES.map(|shape| if shape == viseme { -0.1 } else { -5.0 });
    let (open, pressed, rest) = (Viseme::Open, Viseme::Pressed, Viseme::Rest);
    let frames: Vec<_> = [open, open, open, pressed, pressed, open, open, open]
        .map(certain)
        .to_vec();
    assert_eq!(
        align(
            &frames,
            &[
                (rest, 0.0),
                (open, 1.0),
                (pressed, 4.0),
                (rest, 5.0),
                (open, 7.0),
                (rest, 8.0)
            ]
        ),
        Some(vec![1, 1, 1, 2, 2, 4, 4, 4])
    );
    assert_eq!(align(&frames[..3], &[(open, 0.0), (pressed, 1.0), (open, 2.0)]), None);
}
