//! The first moments: out of the preview's pose, which the viewer sees until the first picture.

use super::ease;
use crate::portrait::Pose;

/// Seconds until the figure moves as it likes.
const ARRIVAL: f64 = 1.6;

/// A pose at `seconds` after the beginning. Lids, lips and brows, which move fast, are as they are.
pub(super) fn from_preview(seconds: f64, pose: Pose) -> Pose {
    let share = ease(seconds / ARRIVAL);
    if share >= 1.0 {
        return pose;
    }
    let start = Pose::PREVIEW;
    let mut mouth = pose.mouth;
    mouth.smile *= share;
    let mut gaze = pose.gaze;
    gaze.across *= share;
    gaze.up *= share;
    Pose {
        head: start.head.towards(pose.head, share),
        body: start.body.towards(pose.body, share),
        tips: start.tips.towards(pose.tips, share),
        gaze,
        breath: pose.breath * share,
        mouth,
        ..pose
    }
}
