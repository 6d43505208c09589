//! The figures: who there is, and how each is drawn in a pose.

mod canvas;
mod cutout;
mod eyes;
mod face;
mod figures;
mod hair;
mod mouth;
mod placement;
mod pose;
#[cfg(not(target_arch = "wasm32"))]
mod preview;
mod shape;
mod skin;
mod still;
mod view;
#[cfg(not(target_arch = "wasm32"))]
mod webp;

use std::fmt;

use vello_cpu::{PixmapMut, RenderContext, Resources};

pub use cutout::Cutout;
pub use figures::{AvatarInfo, avatars};
#[cfg(not(target_arch = "wasm32"))]
pub use preview::{PreviewError, preview_png, preview_webp};
pub use still::{Still, still};

pub(crate) use pose::{Gaze, Head, Mouth, Pose};

use crate::picture::{FrameSize, Yuv};
use canvas::Canvas;
use figures::Figure;
use view::View;

/// The background of every picture: the green that viewers key out.
pub const BACKGROUND: [u8; 3] = [0, 255, 0];

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
pub(crate) struct Portrait {
    figure: &'static Figure,
    view: View,
    context: RenderContext,
    resources: Resources,
    rgba: Vec<u8>,
    picture: Yuv,
}

impl Portrait {
    pub(crate) fn new(avatar_id: &str, size: FrameSize) -> Result<Self, UnknownAvatar> {
        let figure = Figure::of(avatar_id)?;
        let size = size.drawable();
        let view = View::of(size);
        Ok(Self {
            figure,
            context: view.context(),
            resources: Resources::new(),
            rgba: vec![0; view.width * view.height * 4],
            view,
            picture: Yuv::filled(size, BACKGROUND),
        })
    }

    /// Draws the figure on the green background.
    pub(crate) fn draw(&mut self, pose: &Pose) -> &Yuv {
        self.render(pose, Some(BACKGROUND));
        self.picture.paste_rgba(&self.rgba, self.view.left, self.view.width);
        &self.picture
    }

    /// Draws the figure alone, on nothing.
    pub(crate) fn cut_out(&mut self, pose: &Pose) -> Cutout<'_> {
        self.render(pose, None);
        cutout::straighten(&mut self.rgba);
        self.cutout()
    }

    /// The figure last drawn alone; nothing before the first.
    pub(crate) fn cutout(&self) -> Cutout<'_> {
        Cutout {
            left: self.view.left,
            width: self.view.width,
            height: self.view.height,
            rgba: &self.rgba,
        }
    }

    /// Draws the figure into [`Self::rgba`], on a colour or on nothing.
    fn render(&mut self, pose: &Pose, background: Option<[u8; 3]>) {
        self.context.reset();
        let mut canvas = Canvas::new(&mut self.context, self.view.transform());
        if let Some(background) = background {
            canvas.background(background);
        }
        self.figure.draw(&mut canvas, pose);
        if let Some(target) = PixmapMut::new(self.view.width as u16, self.view.height as u16, &mut self.rgba) {
            self.context.render(target, &mut self.resources);
        }
    }

    /// The picture last drawn; plain background before the first.
    pub(crate) fn picture(&self) -> &Yuv {
        &self.picture
    }

    /// How many pixels anything moves between two poses.
    pub(crate) fn pixels_between(&self, one: &Pose, other: &Pose) -> f64 {
        one.distance(other) * self.view.scale
    }

    /// Where the mouth is in the picture when the head is held straight, with room for its widest and lowest shapes.
    pub(crate) fn mouth_region(&self) -> Region {
        self.view.region(self.figure.mouth_bounds())
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
