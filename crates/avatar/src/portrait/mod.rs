//! The figures: who there is, and how each is drawn in a pose.

mod avatar;
mod canvas;
mod cutout;
mod drawn;
mod part;
mod placement;
mod pose;
mod posed_part;
#[cfg(not(target_arch = "wasm32"))]
mod preview;
mod raster;
mod still;
mod studio;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod textures;
mod tolerance;
mod viewport;
#[cfg(not(target_arch = "wasm32"))]
mod webp;

use std::fmt;
use std::sync::Arc;

use vello_cpu::Resources;

#[cfg(not(target_arch = "wasm32"))]
pub use avatar::figure_file;
pub use avatar::{Avatar, ProvideError, avatar, avatars, provide_figure};
pub use cutout::Cutout;
#[cfg(not(target_arch = "wasm32"))]
pub use drawn::{FolderError, read_figure, read_figures};
#[cfg(not(target_arch = "wasm32"))]
pub use figure::{Fault, FigureError, XmlFault};
#[cfg(not(target_arch = "wasm32"))]
pub use preview::{PreviewError, preview_png, preview_webp};
pub use still::{Still, still};

pub(crate) use pose::{Gaze, Head, Mouth, Pose};

use crate::picture::{Changes, FrameSize, Yuv};
use placement::Placement;
use posed_part::PosedPart;
use raster::{BackgroundFill, Compositor, Layer, SIDE, TexelCache};
use studio::Studio;
use textures::Textures;
use tolerance::Tolerance;
use viewport::Viewport;

/// The green that viewers key out, of pictures before [`Background::Green`].
pub const GREEN: [u8; 3] = [0, 255, 0];

/// The background behind a figure in a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Background {
    /// Plain green, for viewers that show something else in its place.
    #[default]
    Green,
    /// The studio of the figure's preview.
    Studio,
}

/// No avatar has the id that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no avatar \"{0}\"; the avatar list names those there are")]
pub struct UnknownAvatar(pub String);

/// A stretch of the picture, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// First column.
    pub left: usize,
    /// First row.
    pub top: usize,
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

/// A figure with all that is needed to draw it at one size.
///
/// Drawn is only what another pose changes visibly: a layer whose part of the pose stays is kept, and pixels are put together and converted
/// in those tiles only in which a layer changed.
pub(crate) struct Portrait {
    viewport: Viewport,
    textures: Arc<Textures>,
    posed: Vec<PosedPart>,
    /// One for each part.
    layers: Vec<Layer>,
    resources: Resources,
    texel_cache: Box<TexelCache>,
    /// The tiles in which a layer may have changed.
    marks: Vec<bool>,
    compositor: Compositor,
    changes: Changes,
    picture: Yuv,
    background: Background,
    /// The background of [`Self::picture`].
    fill: BackgroundFill,
    /// Whether the background became another after the last picture.
    is_other: bool,
    /// The cutout's pixels, once one was asked for.
    rgba: Vec<u8>,
}

impl Portrait {
    pub(crate) fn new(avatar: &Avatar, size: FrameSize) -> Self {
        Self::within(avatar, size, Tolerance::UNSEEN)
    }

    /// The same, with what may stay as it is.
    fn within(avatar: &Avatar, size: FrameSize, tolerance: Tolerance) -> Self {
        let figure = avatar.drawn();
        let size = size.drawable();
        let viewport = Viewport::of(size);
        let textures = textures::of(figure, viewport.scale);
        let parts = figure.parts().into_iter().zip(&textures.parts);
        let posed: Vec<_> = parts
            .map(|(part, texture)| PosedPart::new(figure, part, texture.as_ref(), &viewport, tolerance))
            .collect();
        Self {
            layers: posed.iter().map(|_| Layer::new(viewport.grid())).collect(),
            posed,
            textures,
            resources: Resources::new(),
            texel_cache: Box::new(TexelCache::new()),
            marks: vec![false; viewport.grid().count()],
            compositor: Compositor::new(viewport.grid(), tolerance.levels),
            changes: Changes::none(size),
            viewport,
            picture: Yuv::filled(size, GREEN),
            background: Background::Green,
            fill: BackgroundFill::Plain(GREEN),
            is_other: false,
            rgba: Vec::new(),
        }
    }

    /// Puts the figure before another background, from the next picture on. Returns whether it is another.
    pub(crate) fn set_background(&mut self, background: Background) -> bool {
        let is_other = std::mem::replace(&mut self.background, background) != background;
        if is_other {
            (self.picture, self.fill) = match background {
                Background::Green => (Yuv::filled(self.picture.size(), GREEN), BackgroundFill::Plain(GREEN)),
                Background::Studio => {
                    let studio = Studio::draw(&self.textures.figure, self.picture.size());
                    (
                        studio.picture(),
                        BackgroundFill::Drawn(Arc::from(studio.tiles(&self.viewport))),
                    )
                }
            };
            self.is_other = true;
        }
        is_other
    }

    /// Draws the figure before its background.
    pub(crate) fn draw(&mut self, pose: &Pose) -> &Yuv {
        self.pose(pose, &self.fill.clone());
        if std::mem::take(&mut self.is_other) {
            self.changes.fill();
        }
        let end = self.viewport.left + self.viewport.width;
        for (column, row, tile) in self.viewport.changed(&self.compositor) {
            let left = self.viewport.left + column * SIDE;
            self.picture
                .paste(self.compositor.tile(tile), left..(left + SIDE).min(end), row * SIDE);
        }
        &self.picture
    }

    /// Draws the figure alone, on nothing.
    pub(crate) fn cut_out(&mut self, pose: &Pose) -> Cutout<'_> {
        self.pose(pose, &BackgroundFill::Clear);
        self.rgba.resize(self.viewport.width * self.viewport.height * 4, 0);
        for (column, row, tile) in self.viewport.changed(&self.compositor) {
            let block = self.compositor.tile(tile);
            cutout::straighten(block, &mut self.rgba, self.viewport.width, (column * SIDE, row * SIDE));
        }
        self.cutout()
    }

    /// The figure last drawn alone; nothing is seen of it before the first.
    pub(crate) fn cutout(&self) -> Cutout<'_> {
        Cutout {
            left: self.viewport.left,
            width: self.viewport.width,
            height: self.viewport.height,
            rgba: &self.rgba,
            changed: self.viewport.hull(&self.compositor),
        }
    }

    /// Brings all layers into a pose, and puts them together where they changed.
    fn pose(&mut self, pose: &Pose, background: &BackgroundFill) {
        let place = Placement::of(self.textures.figure.rig(), pose);
        self.marks.fill(false);
        let parts = self.posed.iter_mut().zip(&mut self.layers).zip(&self.textures.parts);
        for ((part, layer), texture) in parts {
            part.update(
                &self.textures.figure,
                texture.as_ref(),
                (&place, pose),
                &self.viewport,
                layer,
                &mut self.resources,
                &mut self.marks,
            );
        }
        let (posed, textures, viewport, texel_cache) =
            (&self.posed, &self.textures.parts, &self.viewport, &mut self.texel_cache);
        self.compositor
            .compose(background, &mut self.layers, &self.marks, |nth, tile, block| {
                posed[nth].fill(textures[nth].as_ref(), viewport, tile, block, texel_cache)
            });
        self.changes.set(
            self.viewport.left / SIDE,
            self.viewport.grid().columns,
            self.compositor.changed(),
        );
    }

    /// The tiles in which the picture or figure last drawn differs from the one before.
    pub(crate) fn changes(&self) -> &Changes {
        &self.changes
    }

    /// The picture last drawn; the background alone before the first.
    pub(crate) fn picture(&self) -> &Yuv {
        &self.picture
    }

    /// Where the mouth is in the picture when the head is held straight, with room for its widest and lowest shapes.
    pub(crate) fn mouth_region(&self) -> Region {
        self.viewport.region(self.textures.figure.mouth_bounds())
    }
}

impl fmt::Debug for Portrait {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Portrait")
            .field("viewport", &self.viewport)
            .finish_non_exhaustive()
    }
}
