//! Pictures as the visitor sees them, one by one, with `requestVideoFrameCallback`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlVideoElement;

use super::painting::Painting;

#[wasm_bindgen]
extern "C" {
    // web-sys lacks these two.
    #[wasm_bindgen(extends = HtmlVideoElement, js_name = HTMLVideoElement)]
    type FrameVideo;
    #[wasm_bindgen(method, js_name = requestVideoFrameCallback)]
    fn request_video_frame_callback(this: &FrameVideo, callback: &js_sys::Function) -> u32;
    #[wasm_bindgen(method, js_name = cancelVideoFrameCallback)]
    fn cancel_video_frame_callback(this: &FrameVideo, handle: u32);
}

/// Follows the pictures of a video element until it is dropped. While the page is hidden there are none.
pub(super) struct Frames {
    shared: Rc<Shared>,
}

struct Shared {
    video: FrameVideo,
    handle: Cell<u32>,
    callback: RefCell<Option<Closure<dyn FnMut()>>>,
    painting: Painting,
}

impl Frames {
    /// Calls `each` at every picture from now on; none where the browser cannot.
    pub(super) fn follow(video: &HtmlVideoElement, mut each: impl FnMut() + 'static) -> Option<Self> {
        if !js_sys::Reflect::has(video, &"requestVideoFrameCallback".into()).unwrap_or(false) {
            return None;
        }
        let shared = Rc::new(Shared {
            video: video.clone().unchecked_into(),
            handle: Cell::new(0),
            callback: RefCell::new(None),
            painting: Painting::default(),
        });
        let weak = Rc::downgrade(&shared);
        let callback = Closure::new(move || {
            if let Some(shared) = weak.upgrade() {
                each();
                shared.request();
            }
        });
        *shared.callback.borrow_mut() = Some(callback);
        shared.request();
        Some(Self { shared })
    }

    /// Whether a picture that came since the last call would have been told of. It would not while the element is paused, be
    /// it by the visitor, nor while the browser does not paint: a frame of another site that is scrolled out of view, or a window
    /// that is covered.
    pub(super) fn watched(&self) -> bool {
        self.shared.painting.went_on() && !self.shared.video.paused()
    }
}

impl Shared {
    fn request(&self) {
        // Absent once `Frames` was dropped, which may happen in the callback itself.
        if let Some(callback) = &*self.callback.borrow() {
            let callback = callback.as_ref().unchecked_ref();
            self.handle.set(self.video.request_video_frame_callback(callback));
        }
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        self.shared.video.cancel_video_frame_callback(self.shared.handle.get());
        let callback = self.shared.callback.borrow_mut().take();
        drop(callback);
    }
}
