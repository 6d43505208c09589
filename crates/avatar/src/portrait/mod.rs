//! The figures: who there is, and how each is drawn in a pose.

mod avatar;
mod canvas;
mod cutout;
mod drawn;
mod level;
mod placement;
mod pose;
#[cfg(not(target_arch = "wasm32"))]
mod preview;
mod raster;
mod still;
mod stratum;
mod studio;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod textures;
mod tolerance;
mod view;
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
pub use drawn::{read_figure, read_figures};
#[cfg(not(target_arch = "wasm32"))]
pub use figure::{Fault, FigureError, XmlFault};
#[cfg(not(target_arch = "wasm32"))]
pub use preview::{PreviewError, preview_png, preview_webp};
pub use still::{Still, still};

pub(crate) use pose::{Gaze, Head, Mouth, Pose};

use crate::picture::{Changes, FrameSize, Yuv};
use level::Level;
use placement::Placement;
use raster::{Board, Ground, Layer, SIDE, Window};
use studio::Studio;
use textures::Textures;
use tolerance::Tolerance;
use view::View;

/// The green that viewers key out, of pictures before [`Backdrop::Green`].
pub const BACKGROUND: [u8; 3] = [0, 255, 0];

/// The ground behind a figure in a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Backdrop {
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
    view: View,
    textures: Arc<Textures>,
    levels: Vec<Level>,
    /// One for each level.
    layers: Vec<Layer>,
    resources: Resources,
    window: Box<Window>,
    /// The tiles in which a layer may have changed.
    marks: Vec<bool>,
    board: Board,
    changes: Changes,
    picture: Yuv,
    backdrop: Backdrop,
    /// The ground of [`Self::picture`].
    ground: Ground,
    /// Whether the ground became another after the last picture.
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
        let view = View::of(size);
        let textures = textures::of(figure, view.scale);
        let strata = figure.strata().into_iter().zip(&textures.strata);
        let levels: Vec<_> = strata
            .map(|(stratum, texture)| Level::new(figure, stratum, texture.as_ref(), &view, tolerance))
            .collect();
        Self {
            layers: levels.iter().map(|_| Layer::new(view.grid())).collect(),
            levels,
            textures,
            resources: Resources::new(),
            window: Box::new(Window::new()),
            marks: vec![false; view.grid().count()],
            board: Board::new(view.grid(), tolerance.levels),
            changes: Changes::none(size),
            view,
            picture: Yuv::filled(size, BACKGROUND),
            backdrop: Backdrop::Green,
            ground: Ground::Plain(BACKGROUND),
            is_other: false,
            rgba: Vec::new(),
        }
    }

    /// Puts the figure before another ground, from the next picture on. Returns whether it is another.
    pub(crate) fn place_before(&mut self, backdrop: Backdrop) -> bool {
        let is_other = std::mem::replace(&mut self.backdrop, backdrop) != backdrop;
        if is_other {
            (self.picture, self.ground) = match backdrop {
                Backdrop::Green => (Yuv::filled(self.picture.size(), BACKGROUND), Ground::Plain(BACKGROUND)),
                Backdrop::Studio => {
                    let studio = Studio::draw(&self.textures.figure, self.picture.size());
                    (studio.picture(), Ground::Drawn(Arc::from(studio.tiles(&self.view))))
                }
            };
            self.is_other = true;
        }
        is_other
    }

    /// Draws the figure before its ground.
    pub(crate) fn draw(&mut self, pose: &Pose) -> &Yuv {
        self.pose(pose, &self.ground.clone());
        if std::mem::take(&mut self.is_other) {
            self.changes.fill();
        }
        let end = self.view.left + self.view.width;
        for (column, row, tile) in self.view.changed(&self.board) {
            let left = self.view.left + column * SIDE;
            self.picture
                .paste(self.board.tile(tile), left..(left + SIDE).min(end), row * SIDE);
        }
        &self.picture
    }

    /// Draws the figure alone, on nothing.
    pub(crate) fn cut_out(&mut self, pose: &Pose) -> Cutout<'_> {
        self.pose(pose, &Ground::Clear);
        self.rgba.resize(self.view.width * self.view.height * 4, 0);
        for (column, row, tile) in self.view.changed(&self.board) {
            let block = self.board.tile(tile);
            cutout::straighten(block, &mut self.rgba, self.view.width, (column * SIDE, row * SIDE));
        }
        self.cutout()
    }

    /// The figure last drawn alone; nothing is seen of it before the first.
    pub(crate) fn cutout(&self) -> Cutout<'_> {
        Cutout {
            left: self.view.left,
            width: self.view.width,
            height: self.view.height,
            rgba: &self.rgba,
            changed: self.view.hull(&self.board),
        }
    }

    /// Brings all layers into a pose, and puts them together where they changed.
    fn pose(&mut self, pose: &Pose, ground: &Ground) {
        let place = Placement::of(self.textures.figure.rig(), pose);
        self.marks.fill(false);
        let parts = self.levels.iter_mut().zip(&mut self.layers).zip(&self.textures.strata);
        for ((level, layer), texture) in parts {
            level.update(
                &self.textures.figure,
                texture.as_ref(),
                (&place, pose),
                &self.view,
                layer,
                &mut self.resources,
                &mut self.marks,
            );
        }
        let (levels, textures, view, window) = (&self.levels, &self.textures.strata, &self.view, &mut self.window);
        self.board
            .compose(ground, &mut self.layers, &self.marks, |nth, tile, block| {
                levels[nth].fill(textures[nth].as_ref(), view, tile, block, window)
            });
        self.changes
            .set(self.view.left / SIDE, self.view.grid().columns, self.board.changed());
    }

    /// The tiles in which the picture or figure last drawn differs from the one before.
    pub(crate) fn changes(&self) -> &Changes {
        &self.changes
    }

    /// The picture last drawn; the ground alone before the first.
    pub(crate) fn picture(&self) -> &Yuv {
        &self.picture
    }

    /// Where the mouth is in the picture when the head is held straight, with room for its widest and lowest shapes.
    pub(crate) fn mouth_region(&self) -> Region {
        self.view.region(self.textures.figure.mouth_bounds())
    }
}

impl fmt::Debug for Portrait {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Portrait")
            .field("view", &self.view)
            .finish_non_exhaustive()
    }
}
