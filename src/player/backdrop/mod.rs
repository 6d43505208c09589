//! The picture without its green screen, so that the stage's own background is behind the avatar.

mod keyer;

use leptos::html::{Canvas, Video};
use leptos::prelude::*;

use super::reactive::flag;
use crate::client::Frames;
use keyer::Keyer;

/// How the green is taken out just now; the video is shown as it is where it is not.
#[derive(Clone, Copy)]
pub(super) struct Keying {
    /// On the GPU: the canvas is shown instead of the video.
    pub(super) canvas: RwSignal<bool>,
    /// By a filter on the video itself, where there is no GPU; its edges are rougher.
    pub(super) filter: RwSignal<bool>,
}

impl Keying {
    pub(super) fn new() -> Self {
        Self {
            canvas: RwSignal::new(false),
            filter: RwSignal::new(false),
        }
    }

    fn set(self, canvas: bool, filter: bool) {
        for (signal, now) in [(self.canvas, canvas), (self.filter, filter)] {
            if signal.try_get_untracked().is_some_and(|before| before != now) {
                signal.set(now);
            }
        }
    }
}

/// A canvas over the video that shows the same, keyed, while this component is there.
#[component]
pub(super) fn Backdrop(video: NodeRef<Video>, keying: Keying) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let following = StoredValue::new_local(None::<Frames>);
    Effect::new(move |_| {
        let both = (video.get(), canvas.get());
        let (Some(video), Some(canvas)) = both else { return };
        let source = video.clone();
        let mut keyer = None;
        let mut refused = false;
        let frames = Frames::follow(&video, move || {
            // Made at the first picture: a visitor who never starts needs no GPU.
            if keyer.is_none() && !refused {
                keyer = Keyer::new(&canvas);
                refused = keyer.is_none();
            }
            match &keyer {
                Some(keyer) => keying.set(keyer.draw(&source), false),
                None => keying.set(false, true),
            }
        });
        following.set_value(frames);
    });
    on_cleanup(move || keying.set(false, false));
    view! {
        <canvas node_ref=canvas class:hidden=flag(move || !keying.canvas.get()) aria-hidden="true"></canvas>
        // How much greener a point is than red and blue together says how little of the avatar is in it.
        <svg class="filters" aria-hidden="true">
            <filter id="sa-key" color-interpolation-filters="sRGB">
                <feColorMatrix values="1 0 0 0 0  0.1 0.8 0.1 0 0  0 0 1 0 0  1.6 -3.2 1.6 0 1.3" />
            </filter>
        </svg>
    }
}
