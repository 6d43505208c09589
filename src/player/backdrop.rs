//! The picture without its green screen, so that the stage's own background is behind the avatar.
//!
//! The keying itself is the embed bundle's, loaded when a session starts: it need not be in the page's wasm.

use leptos::html::Video;
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, HtmlVideoElement};

use crate::client::spawn;
use crate::host;

#[wasm_bindgen]
extern "C" {
    type Background;
    #[wasm_bindgen(method, getter)]
    fn canvas(this: &Background) -> HtmlElement;
    #[wasm_bindgen(method)]
    fn free(this: &Background);
}

/// A keyed picture; dropping it takes its canvas away and gives the GPU back.
struct Keyed(Background);

impl Drop for Keyed {
    fn drop(&mut self) {
        self.0.free();
    }
}

/// A canvas beside the video that shows the same, keyed, while this component is there. Where it cannot be loaded, the video
/// is shown as it is.
#[component]
pub(super) fn Backdrop(video: NodeRef<Video>) -> impl IntoView {
    let kept = StoredValue::new_local(None::<Keyed>);
    if let Some(video) = video.get_untracked() {
        spawn(async move {
            let Ok(keyed) = load(&video).await else { return };
            // Gone meanwhile: then it is dropped right here.
            kept.try_update_value(|kept| {
                let _ = video.insert_adjacent_element("afterend", &keyed.0.canvas());
                *kept = Some(keyed);
            });
        });
    }
}

async fn load(video: &HtmlVideoElement) -> Result<Keyed, JsValue> {
    let made = JsFuture::from(host::with(|host| host.background(video))?).await?;
    Ok(Keyed(made.unchecked_into()))
}
