//! Whether the browser paints the page just now. A page that is not hidden may not be painted all the same.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Asks for a repaint at a time, and notes whether it came. Dropping it asks for no more.
#[derive(Default)]
pub(super) struct Painting {
    came: Rc<Cell<bool>>,
    asked: RefCell<Option<Asked>>,
}

struct Asked {
    handle: i32,
    callback: Closure<dyn FnMut()>,
}

impl Painting {
    /// Whether the page was painted since the last call. At the first it is taken to be.
    pub(super) fn went_on(&self) -> bool {
        let Some(window) = web_sys::window() else {
            return false;
        };
        let mut asked = self.asked.borrow_mut();
        if asked.is_some() && !self.came.replace(false) {
            return false;
        }
        let callback = asked.take().map_or_else(
            || {
                let came = Rc::clone(&self.came);
                Closure::new(move || came.set(true))
            },
            |before| before.callback,
        );
        let handle = window.request_animation_frame(callback.as_ref().unchecked_ref());
        *asked = handle.ok().map(|handle| Asked { handle, callback });
        true
    }
}

impl Drop for Painting {
    fn drop(&mut self) {
        if let (Some(window), Some(asked)) = (web_sys::window(), self.asked.get_mut()) {
            let _ = window.cancel_animation_frame(asked.handle);
        }
    }
}
