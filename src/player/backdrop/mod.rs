//! The picture without its green screen, so that the stage's own background is behind the avatar.

mod keyer;

use leptos::html::{Canvas, Video};
use leptos::prelude::*;

use crate::client::Frames;
use keyer::Keyer;

/// A canvas over the video that shows the same, keyed; or nothing, where the browser cannot do that. `drawn` says whether
/// the canvas is to be seen instead of the video.
#[component]
pub(super) fn Backdrop(video: NodeRef<Video>, drawn: RwSignal<bool>) -> impl IntoView {
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
            let shown = keyer.as_ref().is_some_and(|keyer| keyer.draw(&source));
            if drawn.try_get_untracked().is_some_and(|before| before != shown) {
                drawn.set(shown);
            }
        });
        following.set_value(frames);
    });
    on_cleanup(move || _ = drawn.try_set(false));
    view! { <canvas node_ref=canvas class:hidden=move || !drawn.get() aria-hidden="true"></canvas> }
}
