//! The picture without its green screen, so that the stage's own background is behind the avatar.

mod keyer;

use leptos::html::{Canvas, Video};
use leptos::prelude::*;

use super::reactive::flag;
use crate::client::Frames;
use keyer::Keyer;

/// How the green is taken out just now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Keying {
    /// Not at all: the video is shown as it is.
    #[default]
    None,
    /// On the GPU: the canvas is shown instead of the video.
    Canvas,
    /// By a filter on the video itself, where there is no GPU; its edges are rougher.
    Filter,
}

/// A canvas over the video that shows the same, keyed, while this component is there.
#[component]
pub(super) fn Backdrop(video: NodeRef<Video>, keying: RwSignal<Keying>) -> impl IntoView {
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
            let now = match &keyer {
                Some(keyer) if keyer.draw(&source) => Keying::Canvas,
                Some(_) => Keying::None,
                None => Keying::Filter,
            };
            if keying.try_get_untracked().is_some_and(|before| before != now) {
                keying.set(now);
            }
        });
        following.set_value(frames);
    });
    on_cleanup(move || _ = keying.try_set(Keying::None));
    view! {
        <canvas node_ref=canvas class:hidden=flag(move || keying.get() != Keying::Canvas) aria-hidden="true"></canvas>
        // How much greener a point is than red and blue together says how little of the avatar is in it.
        <svg class="filters" aria-hidden="true">
            <filter id="sa-key" color-interpolation-filters="sRGB">
                <feColorMatrix values="1 0 0 0 0  0.1 0.8 0.1 0 0  0 0 1 0 0  1.6 -3.2 1.6 0 1.3" />
            </filter>
        </svg>
    }
}
