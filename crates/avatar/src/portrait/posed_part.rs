//! A part of a figure in its pose: warped or drawn anew, if the pose changes it.

use vello_cpu::Resources;

use super::drawn::Drawn;
use super::part::Part;
use super::placement::{Field, Placement};
use super::pose::Pose;
use super::raster::{Block, Cover, Layer, Mesh, Pixmap, TexelCache, Texture, VectorLayer};
use super::textures::fineness;
use super::tolerance::Tolerance;
use super::viewport::Viewport;

/// Pixels by which the brows move on the face at least: less is not seen, and drawing it costs as much.
const BROW_STEP: f64 = 0.125;
/// How far the brows rise, in units.
const BROW_REACH: f64 = 9.0;

pub(super) struct PosedPart {
    part: Part,
    means: Means,
    tolerance: Tolerance,
    /// The state that is shown.
    shown: Option<(Placement, Pose)>,
}

/// How a part comes into a pose.
enum Means {
    /// Its texture is warped.
    Warp(Mesh),
    /// It is drawn.
    VectorLayer(Box<VectorLayer>),
    /// Its texture is warped, after eyes and brows have been drawn into it.
    Face(Box<LiveFace>),
}

struct LiveFace {
    mesh: Mesh,
    /// The texture with eyes and brows.
    live: Texture,
    eyes: Pixmap,
    brows: Pixmap,
}

impl PosedPart {
    pub(super) fn new(
        figure: &Drawn,
        part: Part,
        texture: Option<&Texture>,
        viewport: &Viewport,
        tolerance: Tolerance,
    ) -> Self {
        let mesh = |texture| Mesh::new(texture, figure.field(part), viewport, tolerance.levels);
        let means = match (part, texture) {
            (Part::Face, Some(texture)) => {
                let pixmap = || Pixmap::new(figure.eye_bounds(), fineness(viewport.scale));
                let (eyes, brows) = (pixmap(), pixmap());
                let mut live = texture.clone();
                live.enliven(&eyes);
                Means::Face(Box::new(LiveFace {
                    mesh: mesh(texture),
                    live,
                    eyes,
                    brows,
                }))
            }
            (_, Some(texture)) => Means::Warp(mesh(texture)),
            (_, None) => {
                let reach = viewport.transform().transform_rect_bbox(figure.mouth_reach());
                let area = viewport.grid().touched(reach.x0..reach.x1, reach.y0..reach.y1);
                Means::VectorLayer(Box::new(VectorLayer::new(area, viewport.transform())))
            }
        };
        Self {
            part,
            means,
            tolerance,
            shown: None,
        }
    }

    /// Fills a tile of the layer, where it is outdated.
    pub(super) fn fill(
        &self,
        texture: Option<&Texture>,
        viewport: &Viewport,
        tile: usize,
        block: &mut Block,
        texel_cache: &mut TexelCache,
    ) -> Cover {
        match (&self.means, texture) {
            (Means::Warp(mesh), Some(texture)) => mesh.fill(texture, viewport, tile, block, texel_cache),
            (Means::Face(face), _) => face.mesh.fill(&face.live, viewport, tile, block, texel_cache),
            _ => Cover::None,
        }
    }

    /// Whether the layer stays as it is: the part is shown where this state would put it, as far as is seen. The face is drawn in each pose, so
    /// that nothing on it is ever off by more than the part itself.
    fn is_held(&self, figure: &Drawn, (place, pose): &(Placement, Pose)) -> bool {
        let Some((shown, shown_pose)) = &self.shown else {
            return false;
        };
        let movement = match &self.means {
            Means::Warp(mesh) => mesh.movement(shown, place),
            Means::VectorLayer(_) if shown_pose == pose => mouth_movement(figure, shown, place),
            Means::VectorLayer(_) | Means::Face(_) => return false,
        };
        movement < self.tolerance.movement
    }

    /// Brings the layer into a pose, within the tolerance, and marks the tiles that may have changed.
    #[expect(
        clippy::too_many_arguments,
        reason = "what a portrait is made of, each borrowed by itself"
    )]
    pub(super) fn update(
        &mut self,
        figure: &Drawn,
        texture: Option<&Texture>,
        (place, pose): (&Placement, &Pose),
        viewport: &Viewport,
        layer: &mut Layer,
        resources: &mut Resources,
        marks: &mut [bool],
    ) {
        let state = state(figure, self.part, viewport.scale, place, pose);
        if self.is_held(figure, &state) {
            return;
        }
        let before = self.shown.replace(state);
        if before == Some(state) {
            return;
        }
        let (place, pose) = &state;
        match (&mut self.means, texture) {
            (Means::Warp(mesh), Some(texture)) => mesh.warp(texture, None, place, viewport, layer, marks),
            (Means::Face(face), Some(texture)) => {
                let before = before.map(|(_, pose)| pose);
                let differs = |part: fn(&Pose) -> [f64; 3]| before.map(|pose| part(&pose)) != Some(part(pose));
                let (eyes_moved, brows_moved) = (differs(eyes_of), differs(brows_of));
                if eyes_moved {
                    face.eyes.draw(resources, |canvas| figure.eyes(canvas, pose));
                }
                if brows_moved {
                    face.brows.draw(resources, |canvas| figure.brows(canvas, pose));
                }
                let retouched = (eyes_moved || brows_moved).then_some(&face.eyes);
                if retouched.is_some() {
                    face.live.retouch(texture, [&face.eyes, &face.brows]);
                }
                face.mesh.warp(&face.live, retouched, place, viewport, layer, marks);
            }
            (Means::VectorLayer(vector_layer), _) => {
                vector_layer.draw(layer, viewport.grid(), resources, marks, |canvas| {
                    figure.paint(self.part, canvas, place, pose);
                })
            }
            _ => {}
        }
    }
}

/// How far apart a point of the mouth is at most in two places, in units.
fn mouth_movement(figure: &Drawn, one: &Placement, other: &Placement) -> f64 {
    let bounds = figure.mouth_bounds();
    let corners = [
        (bounds.x0, bounds.y0),
        (bounds.x1, bounds.y0),
        (bounds.x0, bounds.y1),
        (bounds.x1, bounds.y1),
    ];
    let apart = corners.map(|(x, y)| (one.skull(x, y, 0.0) - other.skull(x, y, 0.0)).hypot2());
    apart.into_iter().fold(0.0, f64::max).sqrt()
}

fn eyes_of(pose: &Pose) -> [f64; 3] {
    [pose.gaze.across, pose.gaze.up, pose.lids]
}

fn brows_of(pose: &Pose) -> [f64; 3] {
    [pose.brows, 0.0, 0.0]
}

/// The pose as far as a part shows it; all else at rest, so that it changes nothing.
fn state(figure: &Drawn, part: Part, scale: f64, place: &Placement, pose: &Pose) -> (Placement, Pose) {
    let rest = Pose::default();
    match part {
        Part::Sprite(..) if figure.field(part) == Field::Body => (place.trunk(), rest),
        Part::Sprite(_, Field::Neck(_)) => (*place, rest),
        Part::Sprite(..) => (place.without_jaw(), rest),
        Part::Face => {
            let steps = BROW_REACH * scale / BROW_STEP;
            let face = Pose {
                gaze: pose.gaze,
                lids: pose.lids,
                brows: (pose.brows * steps).round() / steps,
                ..rest
            };
            (*place, face)
        }
        Part::Mouth => (
            *place,
            Pose {
                mouth: pose.mouth,
                ..rest
            },
        ),
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::picture::FrameSize;
    use crate::portrait::avatar::avatars;
    use crate::portrait::pose::{Head, Mouth};
    use crate::viseme::Viseme;

    #[test]
    fn a_mouth_is_held_while_it_rests_and_hardly_moves() {
        let figure = avatars()[0].drawn();
        let viewport = Viewport::of(FrameSize::MEDIUM);
        let mut mouth = PosedPart::new(figure, Part::Mouth, None, &viewport, Tolerance::UNSEEN);
        let state_of = |pose: &Pose| {
            state(
                figure,
                Part::Mouth,
                viewport.scale,
                &Placement::of(figure.rig(), pose),
                pose,
            )
        };
        let turned = |turn: f64| Pose {
            head: Head {
                turn,
                ..Head::default()
            },
            ..Pose::default()
        };
        assert!(
            !mouth.is_held(figure, &state_of(&turned(0.0))),
            "before it was ever drawn"
        );
        mouth.shown = Some(state_of(&turned(0.0)));
        assert!(mouth.is_held(figure, &state_of(&turned(0.005))));
        assert!(
            !mouth.is_held(figure, &state_of(&turned(0.1))),
            "a head that is seen to turn"
        );
        let speaking = Pose {
            mouth: Mouth::of(Viseme::Open),
            ..turned(0.0)
        };
        assert!(!mouth.is_held(figure, &state_of(&speaking)), "a mouth that opens");
    }
}
